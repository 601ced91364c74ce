// The console's page about developers, which the owner has.

import assert from "node:assert/strict";
import { api } from "../harness/api.mjs";
import { browserTest } from "../harness/browser.mjs";

const { admin, newDeveloper, server } = api();
const page0 = { key: server.adminKey, path: "/#/developers" };
const unique = () => `dev ${Math.random().toString(36).slice(2, 10)}`;
const manage = (page, name) => page.getByRole("button", { name: `管理“${name}”` }).click();

browserTest("a developer is created, and the key shown once opens the console", page0, async ({ page }) => {
  const name = unique();
  await page.getByRole("button", { name: "新建开发者" }).click();
  await page.getByLabel("名称", { exact: true }).fill(name);
  await page.getByRole("button", { name: "加 30 天" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "新建开发者" }).click();
  await page.getByText("密钥只显示这一次").waitFor();
  await page.getByRole("button", { name: "复制开发者密钥" }).click();
  await page.getByText("已复制").waitFor();
  const key = await page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press("Escape");
  await page.getByText("密钥只显示这一次").waitFor(); // a stray key does not lose it
  await page.getByRole("button", { name: "我已保存好" }).click();
  await page.getByTestId("key").waitFor({ state: "hidden" });
  assert.ok(!(await page.content()).includes(key), "the key is gone");

  const { body: me } = await admin("GET", "/me", undefined, key);
  assert.equal(me.developer.name, name);
  const days = (me.developer.expires_at - Date.now() / 1000) / 86_400;
  assert.ok(days > 29.9 && days <= 30, `${days} days`);
});

browserTest("a developer's time is extended and ended, which is asked first", page0, async ({ page }) => {
  const { id, name } = await newDeveloper({ name: unique(), expires_at: Math.floor(Date.now() / 1000) + 86_400 });
  const expires = async () => (await admin("GET", `/developers/${id}`)).body.expires_at - Date.now() / 1000;
  await page.reload();
  await manage(page, name);
  await page.getByRole("button", { name: "加 1 年" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await page.getByText("已保存").waitFor();
  assert.equal(Math.round((await expires()) / 86_400), 366);

  await manage(page, name);
  await page.getByRole("button", { name: "立即到期" }).click();
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByText("应用会马上停止工作").waitFor();
  await page.getByRole("button", { name: "确认" }).click();
  await page.getByRole("row", { name }).getByText("已到期").waitFor();
  assert.ok((await expires()) <= 0);
});

browserTest("a developer is disabled, and gets a new key", page0, async ({ page }) => {
  const { id, name, key } = await newDeveloper({ name: unique() });
  await page.reload();
  await manage(page, name);
  await page.getByRole("button", { name: "停用", exact: true }).click();
  await page.getByRole("dialog").filter({ hasText: `停用“${name}”？` }).getByRole("button", { name: "停用" }).click();
  await page.getByRole("row", { name }).getByText("已停用").waitFor();
  assert.equal((await admin("GET", `/developers/${id}`)).body.status, "disabled");
  await page.getByRole("button", { name: "启用", exact: true }).click();
  await page.getByRole("dialog").filter({ hasText: `启用“${name}”？` }).getByRole("button", { name: "启用" }).click();
  await page.getByRole("row", { name }).getByText("正常").waitFor();

  await page.getByRole("button", { name: "更换密钥" }).click();
  await page.getByRole("dialog").filter({ hasText: `更换“${name}”的密钥？` }).getByRole("button", { name: "更换密钥" }).click();
  const made = await page.getByTestId("key").textContent();
  assert.equal((await admin("GET", "/me", undefined, made)).status, 200);
  assert.equal((await admin("GET", "/me", undefined, key)).status, 401);
});
