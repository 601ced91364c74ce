// The console's sign-in: whose key, for how long, and what it lets see.

import assert from "node:assert/strict";
import { api } from "../harness/api.mjs";
import { browserTest } from "../harness/browser.mjs";
import { declared } from "../harness/words.mjs";

const { admin, call, newApp, newDeveloper, server } = api();

const keyField = (page) => page.getByLabel("管理密钥");
async function signIn(page, key) {
  await keyField(page).fill(key);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}
/** Everything that a script of the page could read. */
const readable = (page) => page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, location.href]));

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

browserTest("the key is exchanged for a cookie that no script can read, and kept nowhere", {}, async ({ page }) => {
  await page.evaluate((key) => localStorage.setItem("nobase-edge.key", key), server.adminKey); // an earlier console's
  await page.reload();
  await signIn(page, server.adminKey);
  await page.getByRole("heading", { name: "概览" }).waitFor();
  const [{ value, httpOnly, sameSite }, ...others] = await page.context().cookies();
  assert.deepEqual([httpOnly, sameSite, others], [true, "Strict", []]);
  const read = await readable(page);
  for (const secret of [server.adminKey, value]) assert.ok(!read.includes(secret));
  const headers = [];
  page.on("request", (request) => headers.push(request.headers()));
  await page.getByRole("link", { name: "应用", exact: true }).first().click();
  await page.getByRole("heading", { name: "应用" }).first().waitFor();
  assert.ok(headers.some((it) => it["x-requested-with"]) && headers.every((it) => !it.authorization));
});

browserTest("a session is every tab's, and outlives them; signing out ends it everywhere, at the server too", {}, async ({ page }) => {
  await signIn(page, server.adminKey);
  await page.getByRole("heading", { name: "概览" }).waitFor();
  const [{ name, value }] = await page.context().cookies();
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: "退出登录" }).click();
  await other.getByText("已退出登录").waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  await page.getByText("已退出登录").waitFor(); // there as well
  await other.reload();
  await keyField(other).waitFor();
  const headers = { cookie: `${name}=${value}`, "x-requested-with": "console" };
  assert.equal((await call("/api/admin/me", { headers })).status, 401);
});

browserTest("while the server cannot be reached, nobody is signed out", { key: server.adminKey }, async ({ page }) => {
  await page.getByText("统计于").waitFor();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.getByText("连不上服务器").first().waitFor();
  assert.equal(await page.getByRole("heading", { name: "概览" }).count(), 1);
  await page.context().setOffline(false);
});

browserTest("a session that has ended leads to the sign-in, and then on to the page where one was", { key: server.adminKey, path: "/#/apps" }, async ({ page }) => {
  await page.getByRole("heading", { name: "应用" }).first().waitFor();
  await page.context().clearCookies();
  await page.reload();
  await page.getByText("登录已失效").waitFor();
  await signIn(page, server.adminKey);
  await page.getByRole("heading", { name: "应用" }).first().waitFor();
  assert.ok(page.url().endsWith("/#/apps"));
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
    await page.route("**/api/admin/session", (route) => route.fulfill({ status, json: { error: { code, message } } }));
    await page.locator("#key").fill("short");
    await page.locator("button[type=submit]").click();
    await page.getByRole("alert").filter({ hasText: text }).waitFor();
  });
}
