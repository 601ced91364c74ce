// The console's sign-in: whose key, for how long, and what it lets see.

import assert from "node:assert/strict";
import { api } from "../harness/api.mjs";
import { browserTest } from "../harness/browser.mjs";
import { declared } from "../harness/words.mjs";

const { admin, newApp, newDeveloper, server } = api();

const keyField = (page) => page.getByLabel("管理密钥");
async function signIn(page, key) {
  await keyField(page).fill(key);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}
const stored = (page) =>
  page.evaluate(() => ({ session: Object.values(sessionStorage), local: Object.values(localStorage), url: location.href }));

browserTest("a wrong key is told so, and the right one opens the console", {}, async ({ page }) => {
  for (const wrong of ["", "wrong", "密钥"]) {
    await signIn(page, wrong);
    await page.getByRole("alert").filter({ hasText: wrong ? "密钥不对" : "请输入密钥" }).waitFor();
    assert.equal(await keyField(page).evaluate((field) => field === document.activeElement), true, "the field has the focus");
  }
  await signIn(page, `  ${server.adminKey} `);
  await page.getByRole("heading", { name: "概览", level: 1 }).waitFor();
  await page.getByRole("link", { name: "开发者" }).waitFor();
  assert.equal(await page.title(), "概览 · nobase-edge");
});

browserTest("the key is in sessionStorage alone, and never in the address", {}, async ({ page }) => {
  await signIn(page, server.adminKey);
  await page.getByRole("heading", { name: "概览" }).waitFor();
  const { session, local, url } = await stored(page);
  assert.deepEqual(session, [server.adminKey]);
  assert.ok(!local.includes(server.adminKey));
  assert.ok(!url.includes(server.adminKey));

  const other = await page.context().newPage();
  await other.goto(page.url());
  await keyField(other).waitFor();
});

browserTest("a remembered key outlives the tab, and signing out forgets it", {}, async ({ page }) => {
  await page.getByLabel("在这台设备上记住我").check();
  await signIn(page, server.adminKey);
  await page.getByRole("heading", { name: "概览" }).waitFor();

  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: "退出登录" }).click();
  await other.getByText("已退出登录").waitFor();
  const { session, local } = await stored(other);
  assert.deepEqual([session, local], [[], []]);
  await page.getByText("已退出登录").waitFor(); // there as well
  await other.reload();
  await keyField(other).waitFor();
});

browserTest("a developer's key shows its own apps, and nothing of developers", {}, async ({ page, url }) => {
  const developer = await newDeveloper({ name: "小王" });
  await newApp({ name: "小王的应用" }, developer.key);
  await newApp({ name: "站长的应用" });
  await signIn(page, developer.key);
  await page.getByText("小王", { exact: true }).waitFor();
  await page.getByRole("link", { name: "应用", exact: true }).first().click();
  await page.getByRole("link", { name: "小王的应用" }).waitFor();
  assert.equal(await page.getByText("站长的应用").count(), 0);
  assert.equal(await page.getByText("开发者", { exact: true }).count(), 0);
  await page.getByRole("button", { name: "新建应用" }).click();
  await page.getByLabel("名称", { exact: true }).waitFor();
  assert.equal(await page.getByText("所属开发者").count(), 0);

  await page.goto(`${url}/#/developers`);
  await page.getByText("这个页面只有站长能看").waitFor();
});

browserTest("a disabled developer's key is told so", {}, async ({ page }) => {
  const { id, key } = await newDeveloper();
  await admin("PATCH", `/developers/${id}`, { status: "disabled" });
  await signIn(page, key);
  await page.getByRole("alert").filter({ hasText: "已被停用" }).waitFor();
});

browserTest("a key that dies while it is in use leads back to the sign-in, and says why", {}, async ({ page }) => {
  const { id, key } = await newDeveloper();
  await signIn(page, key);
  await page.getByText("统计于").waitFor();
  await admin("POST", `/developers/${id}/key`);
  await page.getByRole("link", { name: "应用", exact: true }).first().click();
  await page.getByText("登录已失效").waitFor();
  assert.deepEqual((await stored(page)).session, []);
});

browserTest("a developer who is disabled while signed in is told so", {}, async ({ page }) => {
  const { id, key } = await newDeveloper();
  await signIn(page, key);
  await page.getByText("统计于").waitFor();
  await admin("PATCH", `/developers/${id}`, { status: "disabled" });
  await page.getByRole("link", { name: "应用", exact: true }).first().click();
  await page.getByText("已被停用").waitFor();
});

browserTest("a server that cannot be reached is told so, with a way to try again", { key: server.adminKey }, async ({ page }) => {
  await page.getByText("统计于").waitFor();
  await page.context().setOffline(true);
  await page.getByText("近 7 天").click();
  await page.getByRole("alert").filter({ hasText: "连不上服务器" }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "重试" }).click();
  await page.getByRole("heading", { name: "最新用户" }).waitFor();
});

for (const [locale, text] of [["zh-CN", "密钥 ADMIN_KEY 至少要有 32 个字符"], ["en-US", "its secret ADMIN_KEY must have at least 32 characters"]]) {
  browserTest(`a server whose own key is too short says so at the sign-in (${locale})`, { locale }, async ({ page }) => {
    const { status, code, message } = declared.admin.problems.not_configured;
    await page.route("**/api/admin/me", (route) => route.fulfill({ status, json: { error: { code, message } } }));
    await page.locator("#key").fill("short");
    await page.locator("button[type=submit]").click();
    await page.getByRole("alert").filter({ hasText: text }).waitFor();
  });
}
