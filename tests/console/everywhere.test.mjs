// What holds on every page of the console: accessible, in both languages, light and dark, on a phone as well.

import assert from "node:assert/strict";
import { before } from "node:test";
import { api } from "../harness/api.mjs";
import { PHONE, browserTest } from "../harness/browser.mjs";
import { d1 } from "../harness/server.mjs";
import { assertAccessible, assertFits } from "./page.mjs";

const { admin, newApp, post, server } = api();
const key = server.adminKey;

let app;
before(async () => {
  app = await newApp({ name: "一个名字很长很长很长很长很长很长很长很长很长很长的应用 with-a-very-long-word-in-its-name" });
  const { token } = await app.login(await app.register({ user: "10001", nickname: "一二三四五六七八九十".repeat(5), qq: "1234567890123" }));
  await post("feedback", { ...app.id, token, title: "长".repeat(100), content: `${"x".repeat(500)}\n${"文".repeat(500)}`, contact: "a".repeat(100) });
  for (const amount of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]) await admin("POST", app.userAt("10001", "/balance"), { amount, note: "注".repeat(100) });
  await app.register({ user: "a.very.long.account-name+x", nickname: "x", email: `${"a".repeat(60)}@example.com` });
  await app.register({ user: "10003" });
  await admin("PATCH", app.userAt("10003"), { status: "disabled" });
  await admin("PATCH", `/apps/${app.appid}`, { webhook_url: `http://127.0.0.1:1/${"a".repeat(200)}` });
  await admin("POST", `/apps/${app.appid}/webhook/test`);
  await d1(server.stateDir, "INSERT INTO refusals (appid, hour, reason, count) VALUES (?, ?, 'wrong_credentials', 9007199254740991)", app.appid, Math.floor(Date.now() / 3_600_000));
  await post("send_code", { ...app.id, mail: `${"a".repeat(60)}@example.com`, purpose: "reset" });
});

/** Address, and what is there once the page is. */
const PAGES = {
  overview: () => ["#/", ".table tbody tr"],
  apps: () => ["#/apps", ".table tbody tr"],
  app: () => [`#/apps/${app.appid}`, ".table tbody tr"],
  import: () => [`#/apps/${app.appid}/import`, "form"],
  users: () => [`#/apps/${app.appid}/users`, ".table tbody tr"],
  user: () => [`#/apps/${app.appid}/users?user=10001`, ".el-drawer form"],
  feedback: () => [`#/apps/${app.appid}/feedback`, "article"],
  deliveries: () => [`#/apps/${app.appid}/mail`, ".table tbody tr"],
  mail: () => ["#/mail", "form"],
  webhook: () => [`#/apps/${app.appid}/webhook`, ".table tbody tr"],
  audit: () => ["#/audit", ".table tbody tr"],
  settings: () => [`#/apps/${app.appid}/settings`, "form"],
  developers: () => ["#/developers", ".table tbody tr"],
  "not found": () => ["#/nowhere", "h1"],
};

async function onEveryPage(page, url, check) {
  for (const [name, address] of Object.entries(PAGES)) {
    const [path, there] = address();
    // By an address of its own, so that nothing of the page before is there any more.
    await page.goto(`${url}/?page=${encodeURIComponent(name)}${path}`);
    await page.locator(there).first().waitFor();
    await check(name);
  }
}

// Each language, look and width once: colours do not depend on the language, nor texts on the look.
for (const { locale, dark, viewport } of [
  { locale: "zh-CN", dark: false },
  { locale: "en-US", dark: true, viewport: PHONE },
]) {
  const how = `${locale}, ${dark ? "dark" : "light"}, ${viewport ? "375 pixels" : "desktop"}`;
  browserTest(`axe finds no serious fault, and nothing is wider than the screen (${how})`, { key, locale, dark, viewport }, async ({ page, url }) => {
    const titles = new Set();
    await onEveryPage(page, url, async (name) => {
      await assertAccessible(page, name);
      await assertFits(page, name);
      assert.equal(await page.locator("h1").count(), 1, `${name} has one h1`);
      titles.add(await page.title());
      const text = await page.locator("body").innerText();
      assert.doesNotMatch(text, /\b(ui|shell|overview|apps|users|feedback|mail|developers|tryIt)\.[a-z]/, `${name} has all its texts`);
    });
    assert.ok(titles.size >= 8, "pages have titles of their own");
  });
  browserTest(`axe finds no serious fault in sign-in and dialogs (${how})`, { locale, dark, viewport }, async ({ page, url }) => {
    const zh = locale === "zh-CN";
    await page.locator("form").waitFor();
    await page.locator("button[type=submit]").click();
    await assertAccessible(page, "sign-in");
    await page.locator("#key").fill(key);
    await page.locator("button[type=submit]").click();
    await page.locator(".table tbody tr").first().waitFor();
    const opens = async (path, button, name) => {
      await page.goto(`${url}/${path}`);
      await page.getByRole("button", { name: button, exact: true }).first().click();
      await page.getByRole("dialog").waitFor();
      await assertAccessible(page, name);
      await page.keyboard.press("Escape");
    };
    await opens("#/apps", zh ? "新建应用" : "New app", "new app");
    await opens(`#/apps/${app.appid}/users`, zh ? "导出 CSV" : "Export CSV", "export");
    await opens(`#/apps/${app.appid}/users`, zh ? "新建用户" : "Add a user", "new user");
    await opens(`#/apps/${app.appid}/settings`, zh ? "更换签名" : "Make a new signature", "signature");
    await opens("#/developers", zh ? "新建开发者" : "New developer", "new developer");
  });
  browserTest(`axe finds no serious fault in the changes of a balance, and they fit (${how})`, { key, locale, dark, viewport }, async ({ page, url }) => {
    await page.goto(`${url}/#/apps/${app.appid}/users?user=10001`);
    await page.getByRole("button", { name: locale === "zh-CN" ? "查看余额流水" : "Show the changes" }).click();
    await page.locator(".ledger tbody tr").nth(1).waitFor();
    await assertAccessible(page, "ledger");
    const [content, width] = await page.locator(".el-drawer__body").evaluate((it) => [it.scrollWidth, it.clientWidth]);
    assert.ok(content <= width, `${content} > ${width}`);
  });
  browserTest(`axe finds no serious fault in errors, calendars and under the pointer (${how})`, { key, locale, dark, viewport }, async ({ page, url }) => {
    await page.goto(`${url}/#/apps/${app.appid}/users?user=10001`);
    await page.locator("#user-vip_until").click();
    await page.getByRole("dialog", { name: "(UTC+8)" }).locator(".el-date-table").waitFor();
    await assertAccessible(page, "calendar");

    await page.goto(`${url}/#/apps/${app.appid}/settings`);
    await page.reload(); // so that nothing is open any more
    await page.locator(".danger .el-button:not(.is-plain)").hover();
    await assertAccessible(page, "button under the pointer");

    await page.route(/api\/admin\/apps\?/, (route) => route.fulfill({ status: 500, body: "" }));
    await page.goto(`${url}/#/try`);
    await page.locator(".el-message--error").waitFor();
    await assertAccessible(page, "error");
  });
}

browserTest("the browser's language is taken, and another one is kept", { locale: "zh-CN" }, async ({ page }) => {
  await page.getByRole("heading", { name: "登录后台" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.title(), "Sign in · nobase-edge");
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

browserTest("a browser of another language gets English", { locale: "de-DE" }, async ({ page }) => {
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

browserTest("light and dark follow the system until one is chosen, which is kept", { dark: true }, async ({ page }) => {
  const isDark = () => page.evaluate(() => document.documentElement.classList.contains("dark"));
  await page.getByRole("heading", { name: "登录后台" }).waitFor();
  assert.equal(await isDark(), true);
  await page.getByLabel("外观").selectOption("light");
  assert.equal(await isDark(), false);
  await page.reload();
  await page.getByRole("heading", { name: "登录后台" }).waitFor();
  assert.equal(await isDark(), false);
});

browserTest("a page that a deployment has taken away is told so", { key }, async ({ page }) => {
  await page.getByText("统计于").waitFor();
  await page.route(/assets\/DevelopersPage.*js/, (route) => route.fulfill({ status: 404, body: "" }));
  await page.getByRole("link", { name: "开发者" }).click();
  await page.getByText("后台有新版本").waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "刷新" }).click();
  await page.getByText("统计于").waitFor();
});

browserTest("on a phone the navigation folds, and the keyboard can reach everything", { key, viewport: PHONE }, async ({ page }) => {
  const apps = page.getByRole("link", { name: "应用", exact: true }).first();
  await page.getByRole("heading", { name: "概览", level: 1 }).waitFor();
  assert.equal(await apps.isVisible(), false);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "跳到正文");
  await page.getByRole("button", { name: "菜单" }).focus();
  await page.keyboard.press("Enter");
  await apps.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "应用", level: 1 }).waitFor();
  assert.equal(await apps.isVisible(), false, "the menu folds again");
});
