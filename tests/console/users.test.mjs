// The console's page about the users of an app.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { api } from "../harness/api.mjs";
import { PHONE, PICTURES, browserTest, changing, choose } from "../harness/browser.mjs";

const { admin, newApp, post, server } = api();
const signedIn = { key: server.adminKey, path: "/#/apps" };

const goTo = (page, url, app, rest = "") => page.goto(`${url}/#/apps/${app.appid}/users${rest}`);
const search = (page, text) => page.getByLabel("搜索账号、昵称、QQ 或邮箱").fill(text);
const shows = (page, expected) =>
  page.waitForFunction((wanted) => {
    const found = [...document.querySelectorAll("tbody .person small")].map((cell) => cell.textContent);
    return JSON.stringify(found) === wanted;
  }, JSON.stringify(expected));
const question = (page, title) => page.getByRole("dialog").filter({ hasText: title });
const button = (scope, name) => scope.getByRole("button", { name, exact: true });

for (const viewport of [undefined, PHONE]) {
  const where = viewport ? "on a phone" : "on a desktop";
  browserTest(`a user is found, edited, disabled, enabled and deleted, ${where}`, { ...signedIn, viewport }, async ({ page, url }) => {
    const app = await newApp();
    const account = await app.register({ user: "10001", nickname: "小明" });
    await app.register({ user: "10002", nickname: "小红" });
    const login = async (more) => (await post("login", { ...app.id, user: "10001", pass: account.pass, ...more })).body;
    const now = async () => (await admin("GET", app.userAt("10001"))).body;

    await goTo(page, url, app);
    await shows(page, ["10002", "10001"]);
    await search(page, "小明");
    await shows(page, ["10001"]);
    await page.getByRole("button", { name: "10001" }).click();
    const drawer = page.getByRole("dialog", { name: "用户资料" });
    await drawer.getByLabel("昵称").fill("改过的昵称");
    await drawer.getByLabel("QQ").fill("123456789");
    await drawer.getByLabel("余额").fill("88");
    await button(drawer, "加 30 天").click();
    await button(drawer, "保存").click();
    await page.getByText("已保存").waitFor();
    const { nickname, qq, balance, vip_until, exp } = await now();
    assert.deepEqual({ nickname, qq, balance, exp }, { nickname: "改过的昵称", qq: "123456789", balance: 88, exp: 0 });
    assert.ok(vip_until > Date.now() / 1000 + 29 * 86_400);

    await drawer.getByLabel("QQ").fill("");
    await drawer.getByLabel("余额").fill("");
    await button(drawer, "清除").click();
    await changing(page, () => button(drawer, "保存").click());
    const cleared = await now();
    assert.deepEqual([cleared.qq, cleared.balance, cleared.vip_until], [null, 0, null], "what is emptied is cleared");

    assert.equal((await login()).code, 200);
    await button(drawer, "停用").click();
    await button(question(page, "停用“10001”？"), "停用").click();
    await page.getByText("账号已停用").waitFor();
    assert.deepEqual((await login()).data, "用户账号已被禁用!");
    await button(drawer, "启用").click();
    await button(question(page, "启用“10001”？"), "启用").click();
    await page.getByText("账号已启用").waitFor();
    assert.equal((await login()).code, 200);

    await button(drawer, "重设密码").first().click();
    await drawer.getByRole("textbox", { name: "新密码" }).fill("12345");
    await button(drawer, "重设密码").last().click();
    await drawer.getByText("至少 6 个字符").first().waitFor();
    await button(drawer, "随机生成").click();
    const made = await drawer.getByRole("textbox", { name: "新密码" }).inputValue();
    assert.match(made, /^[A-Za-z2-9]{12}$/);
    await button(drawer, "重设密码").last().click();
    await page.getByText("密码已重设").waitFor();
    assert.equal((await login()).data, "账号密码错误");
    assert.equal((await login({ pass: made })).code, 200);

    await button(drawer, "退出所有设备").click();
    await button(question(page, "退出所有设备？"), "退出所有设备").click();
    await page.getByText("已让 1 个令牌失效").waitFor();

    await button(drawer, "永久删除").click();
    await question(page, "删除“10001”？").getByRole("textbox").fill("10001");
    await button(question(page, "删除“10001”？"), "永久删除").click();
    await drawer.waitFor({ state: "hidden" });
    assert.equal((await admin("GET", app.userAt("10001"))).status, 404);
    await page.getByText("没有符合条件的用户").last().waitFor();
  });
}

browserTest("a value that the server refuses is told at its field", signedIn, async ({ page, url }) => {
  const app = await newApp();
  await app.register({ user: "10001", qq: "123456789" });
  await app.register({ user: "10002" });
  await goTo(page, url, app, "?user=10002");
  const drawer = page.getByRole("dialog", { name: "用户资料" });
  await drawer.getByLabel("QQ").fill("123456789");
  await button(drawer, "保存").click();
  await drawer.getByText("已经绑定在这个应用的另一个用户上").waitFor();
  await drawer.getByLabel("QQ").fill("");
  await drawer.getByLabel("邮箱").fill("not an address");
  await button(drawer, "保存").click();
  await drawer.locator(".el-form-item.is-error").filter({ hasText: "邮箱" }).waitFor();
});

browserTest("markup in what users say of themselves stays text", signedIn, async ({ page, url }) => {
  const app = await newApp();
  const hostile = "<img src=x onerror=alert(1)>";
  await app.register({ user: "10001", nickname: hostile });
  await admin("PATCH", app.userAt("10001"), { sign: hostile, title: "<b>x</b>" });
  await goTo(page, url, app);
  await page.getByText(hostile).waitFor();
  assert.equal(await page.locator("img[src=x]").count(), 0);
  await page.getByRole("button", { name: "10001" }).click();
  await page.getByRole("dialog").getByRole("heading", { name: hostile }).waitFor();
  await page.goto(`${url}/#/apps/${app.appid}`);
  await page.locator("table").getByText(hostile).waitFor();
  assert.equal(await page.locator("img[src=x], main b").count(), 0);
});

browserTest("pictures of users are loaded without a referrer", signedIn, async ({ page, url, pictures }) => {
  const app = await newApp();
  const imag = `https://${PICTURES}/${app.appid}.svg`;
  await app.register({ user: "10001", imag });
  const answer = page.waitForResponse(imag);
  await goTo(page, url, app);
  await answer;
  const [{ referer }] = pictures.filter((request) => request.url === imag);
  assert.equal(referer, undefined);
  assert.equal(await page.locator(`img[src="${imag}"]`).getAttribute("referrerpolicy"), "no-referrer");
});

browserTest("the list is turned page by page, forth and back", signedIn, async ({ page, url }) => {
  const app = await newApp();
  const users = Array.from({ length: 45 }, (_, n) => String(10001 + n));
  for (const user of users) await app.register({ user });
  const newestFirst = users.toReversed();
  await goTo(page, url, app);
  await shows(page, newestFirst);
  await choose(page, "每页人数", "每页 20 人");
  await shows(page, newestFirst.slice(0, 20));
  await button(page, "下一页").click();
  await shows(page, newestFirst.slice(20, 40));
  await button(page, "下一页").click();
  await shows(page, newestFirst.slice(40));
  assert.equal(await button(page, "下一页").isDisabled(), true);
  await button(page, "上一页").click();
  await shows(page, newestFirst.slice(20, 40));
  await search(page, "10003");
  await shows(page, ["10003"]);
  await page.getByText("第 1 页").waitFor();
});

browserTest("a search goes on by itself where the server's pages are short", signedIn, async ({ page, url }) => {
  const app = await newApp();
  for (const user of ["10001", "10002"]) await app.register({ user });
  const { body: found } = await admin("GET", app.userAt("10001"));
  // As with 100,000 users: pages without a match, that say where to go on.
  const pages = { first: { items: [], next_cursor: "a" }, a: { items: [], next_cursor: "b" }, b: { items: [found], next_cursor: null } };
  const asked = [];
  await page.route(/users\?.*search=/, (route) => {
    asked.push(new URL(route.request().url()).searchParams.get("cursor") ?? "first");
    return route.fulfill({ json: pages[asked.at(-1)] });
  });
  await goTo(page, url, app);
  await shows(page, ["10002", "10001"]);
  await search(page, "10001");
  await shows(page, ["10001"]);
  assert.deepEqual(asked, ["first", "a", "b"]);
});

browserTest("many users are selected, disabled, filtered and deleted", signedIn, async ({ page, url }) => {
  const app = await newApp();
  for (let n = 1; n <= 12; n += 1) await app.register({ user: String(10000 + n) });
  await goTo(page, url, app);
  for (const user of ["10003", "10005", "10007"]) await page.getByLabel(`选择 ${user}`, { exact: true }).check();
  const bar = page.getByRole("region", { name: "已选 3 个用户" });
  await button(bar, "停用").click();
  await button(question(page, "停用 3 个用户？"), "停用").click();
  await page.getByText("3 个用户已处理完").waitFor();
  await choose(page, "按状态筛选", "已停用");
  await shows(page, ["10007", "10005", "10003"]);

  await page.getByLabel("选择本页全部用户").check();
  // One is gone before its turn comes: told, and no hindrance to the others.
  await admin("DELETE", app.userAt("10005"));
  await button(page, "删除").click();
  await button(question(page, "删除 3 个用户？"), "永久删除").click();
  await page.getByText("其中 1 个失败").waitFor();
  await page.getByRole("listitem").filter({ hasText: "10005" }).waitFor();
  await shows(page, []);
  const { body } = await admin("GET", `/apps/${app.appid}/users`);
  assert.equal(body.items.length, 9);
});

browserTest("users are exported as CSV, which no spreadsheet takes for formulas", signedIn, async ({ page, url }) => {
  const app = await newApp();
  await app.register({ user: "10001", nickname: "=1+1", email: "a@example.com" });
  await app.register({ user: "10002", nickname: '说"你好",世界' });
  await admin("PATCH", app.userAt("10002"), { balance: -5, sign: "一\n二", title: "@x" });
  await goTo(page, url, app);
  await button(page, "导出 CSV").click();
  const download = page.waitForEvent("download");
  await button(page.getByRole("dialog"), "开始导出").click();
  const file = await download;
  await page.getByText("导出完成，共 2 个用户").waitFor();
  assert.match(file.suggestedFilename(), new RegExp(`^users-${app.appid}-\\d{4}-\\d\\d-\\d\\d\\.csv$`));
  const text = fs.readFileSync(await file.path(), "utf8");
  const [header, second, first, end] = text.split("\r\n");
  assert.equal(header, "\ufeffuser,nickname,status,qq,email,icon,sign,title,sex,exp,grade,balance,likes,following,fans,posts,checkin_streak,login_streak,vip_until,created_at,login_at");
  assert.ok(second.startsWith('10002,"说""你好"",世界",active,,,,"一\n二",\'@x,1,0,0,-5,0,'), second);
  assert.ok(first.startsWith("10001,'=1+1,active,,a@example.com,"), first);
  assert.equal(end, "");
});

browserTest("an export writes as it goes where the browser can, and is cancelled", signedIn, async ({ page, url }) => {
  const app = await newApp();
  for (const user of ["10001", "10002", "10003"]) await app.register({ user });
  await page.addInitScript(() => {
    const log = (window.written = []);
    window.showSaveFilePicker = async () => ({
      createWritable: async () => ({
        write: async (text) => void log.push(text),
        close: async () => void log.push("CLOSED"),
        abort: async () => void log.push("ABORTED"),
      }),
    });
  });
  const { next_cursor } = (await admin("GET", `/apps/${app.appid}/users?limit=1`)).body;
  let hold;
  const held = new Promise((resolve) => (hold = resolve));
  await page.route(/users\?limit=500/, async (route) => {
    if (!route.request().url().includes("cursor")) return route.fulfill({ json: { items: [], next_cursor } });
    hold();
    // Answered never: cancelling does not wait for it.
  });
  await page.reload(); // with the picker
  await page.getByRole("heading", { name: "应用", level: 1 }).waitFor();
  await goTo(page, url, app);
  await button(page, "导出 CSV").click();
  const dialog = page.getByRole("dialog");
  await button(dialog, "开始导出").click();
  await held;
  await button(dialog, "取消").click();
  await page.getByText("已取消导出").waitFor();
  const written = await page.evaluate(() => window.written);
  assert.ok(written[0].startsWith("\ufeffuser,"), "the header is written before the rest is there");
  assert.equal(written.at(-1), "ABORTED");
});
