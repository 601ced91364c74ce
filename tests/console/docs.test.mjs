// The documentation page as its readers use it: both languages, a phone, the keyboard's and the screen reader's way, the
// filter, anchors, copying.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { PHONE, browserTest } from "../harness/browser.mjs";
import { assertAccessible, assertFits } from "./page.mjs";

const document = JSON.parse(fs.readFileSync(new URL("../../public/openapi.json", import.meta.url), "utf8"));
const h1 = (page) => page.locator("h1").innerText();

browserTest("the page is Chinese for a Chinese browser, and switches to English for good", { path: "/docs" }, async ({ page }) => {
  assert.equal(await h1(page), "接口文档");
  await page.getByTitle("切换语言").click();
  assert.equal(await h1(page), "API documentation");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.reload();
  assert.equal(await h1(page), "API documentation");
});

browserTest("every call of openapi.json has its section", { path: "/docs", locale: "en-US" }, async ({ page }) => {
  const text = await page.locator("main").innerText();
  for (const path of Object.keys(document.paths)) assert.ok(text.includes(path), path);
  for (const [path, item] of Object.entries(document.paths)) {
    if (!path.startsWith("/api/admin/")) continue;
    for (const { operationId } of Object.values(item).filter((it) => it.operationId)) {
      assert.equal(await page.locator(`#admin-${operationId}`).count(), 1, operationId);
    }
  }
  // Each code and text of an endpoint stands in its section; and each key, where it answers an object.
  for (const id of ["bind_mail", "signin", "money_add", "data"]) {
    const { examples } = document.paths[`/api/user/${id}`].get.responses[200].content["application/json"];
    const section = await page.locator(`section[aria-labelledby=${id}]`).innerText();
    const said = Object.values(examples).flatMap(({ value: { data } }) => (typeof data === "string" ? [data] : Object.keys(data)));
    for (const each of said) assert.ok(section.includes(each), `${id}: ${each}`);
  }
  const [money, data] = await Promise.all(["money_add", "data"].map((id) => page.locator(`section[aria-labelledby=${id}]`).innerText()));
  assert.ok(money.includes("校验失败"), "what stands in msg beside data");
  assert.ok(!data.includes("token_dead"), "the plain profile has no token");
});

browserTest("a picture that is uploaded is described as a file that is required", { path: "/docs" }, async ({ page }) => {
  const cells = page.locator("section[aria-labelledby=new_avatar] tr", { hasText: "file_upload" }).first().locator("td");
  assert.deepEqual((await cells.allInnerTexts()).slice(0, 2), ["必选", "file"]);
});

browserTest("the contents name the user endpoints in groups", { path: "/docs" }, async ({ page }) => {
  const titles = await page.locator("nav h2").allInnerTexts();
  assert.deepEqual(titles, ["入门与规则", "账号与登录", "用户资料", "邮件与验证码", "签到与余额", "图片", "反馈", "其他", "管理 API"]);
  // The page has them in the same order.
  const links = await page.locator("nav li a").evaluateAll((all) => all.map((it) => it.hash.slice(1)));
  const places = await page.evaluate((ids) => ids.map((id) => document.getElementById(id).getBoundingClientRect().top), links);
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
});

browserTest("an address with an anchor opens at its section", { path: "/docs#bind_mail" }, async ({ page }) => {
  await page.waitForFunction(() => Math.abs(document.getElementById("bind_mail").getBoundingClientRect().top) < 150);
  await page.getByRole("link", { name: "绑定邮箱", exact: true }).and(page.locator("[aria-current=location]")).waitFor();
});

browserTest("the filter finds calls by parameter and by what they answer", { path: "/docs" }, async ({ page }) => {
  const filter = page.getByRole("searchbox");
  const entries = page.locator("nav li");
  const all = await entries.count();
  await filter.fill("newsign");
  assert.deepEqual(await entries.allInnerTexts(), ["修改个性签名"]);
  await filter.fill("token无效或已过期");
  const found = await entries.allInnerTexts();
  assert.ok(found.includes("绑定邮箱") && found.includes("退出登录") && !found.includes("绑定 QQ"), found.join());
  await filter.fill("收款账号未注册");
  assert.deepEqual(await entries.allInnerTexts(), ["转账"]);
  await filter.fill("zzzz");
  await page.getByText("没有匹配的条目。").waitFor();
  await filter.fill("");
  assert.equal(await entries.count(), all);
});

browserTest("an example is copied, with this server as its host", { path: "/docs" }, async ({ page, url }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const login = page.locator("section[aria-labelledby=login]");
  await login.getByRole("button", { name: "Python" }).click();
  await login.getByRole("button", { name: "复制: Python 示例" }).click();
  await login.getByText("已复制").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(copied.includes(`"${url}/api/user/login"`), copied);
  assert.equal(copied, await login.locator("pre").first().innerText());
});

browserTest("a mini program's calls are shown, but none with a key", { path: "/docs" }, async ({ page }) => {
  const section = (id) => page.locator(`section[aria-labelledby=${id}]`);
  const login = section("login");
  await login.getByRole("button", { name: "微信小程序" }).click();
  assert.match(await login.locator("pre").first().innerText(), /^wx\.request\(\{/);
  assert.match(await section("transfer").locator("pre").first().innerText(), /^wx\.request\(\{/, "the choice holds for the page");
  const keyed = section("admin-create_app");
  assert.equal(await keyed.getByRole("button", { name: "微信小程序" }).count(), 0);
  assert.match(await keyed.locator("pre").first().innerText(), /await fetch\(/);
});

// On a phone, below, it is light.
browserTest("axe finds nothing serious (dark)", { path: "/docs", dark: true }, async ({ page }) => {
  await assertAccessible(page);
});

browserTest("on a phone nothing is wider than the screen, and the contents open and close", { path: "/docs", viewport: PHONE }, async ({ page }) => {
  await assertFits(page);
  const contents = page.getByRole("navigation", { name: "目录" });
  assert.equal(await contents.isVisible(), false);
  await page.getByRole("button", { name: "目录" }).click();
  await contents.getByRole("link", { name: "用户登录" }).click();
  assert.equal(await contents.isVisible(), false);
  await page.waitForFunction(() => Math.abs(document.getElementById("login").getBoundingClientRect().top) < 150);
  await assertAccessible(page);
});
