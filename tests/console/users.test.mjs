// The console's page about the users of an app.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { api } from "../harness/api.mjs";
import { PHONE, browserTest, changing, choose } from "../harness/browser.mjs";

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
  await drawer.locator(".el-form-item.is-error").getByText("这不是一个有效的邮箱地址").waitFor();
});

browserTest("what is edited is lost neither by going back nor by another action", signedIn, async ({ page, url }) => {
  const app = await newApp();
  await app.register({ user: "10001", nickname: "小明" });
  await goTo(page, url, app);
  await page.getByRole("button", { name: "10001" }).click();
  const drawer = page.getByRole("dialog", { name: "用户资料" });
  const unsaved = page.getByRole("dialog").filter({ hasText: "有未保存的修改" });
  await drawer.getByLabel("昵称").fill("写到一半");
  await page.goBack();
  await button(unsaved, "取消").click();
  await unsaved.waitFor({ state: "hidden" });
  assert.equal(await drawer.getByLabel("昵称").inputValue(), "写到一半");

  await button(drawer, "停用").click();
  await button(question(page, "停用“10001”？"), "停用").click();
  await page.getByText("账号已停用").waitFor();
  assert.equal(await drawer.getByLabel("昵称").inputValue(), "写到一半");
  await changing(page, () => button(drawer, "保存").click());
  await drawer.getByRole("heading", { name: "写到一半" }).waitFor();
  const { nickname, status } = (await admin("GET", app.userAt("10001"))).body;
  assert.deepEqual({ nickname, status }, { nickname: "写到一半", status: "disabled" });

  await drawer.getByLabel("昵称").fill("不要了");
  await page.goBack();
  await button(unsaved, "不保存，离开").click();
  await drawer.getByLabel("昵称").waitFor({ state: "hidden" });
  assert.doesNotMatch(page.url(), /user=/);
});

browserTest("search and filter are found again after a reload, and a closed drawer stays closed", signedIn, async ({ page, url }) => {
  const app = await newApp();
  for (const user of ["10001", "10002", "20001"]) await app.register({ user });
  await goTo(page, url, app);
  await search(page, "1000");
  await choose(page, "按状态筛选", "正常");
  await shows(page, ["10002", "10001"]);
  await page.getByRole("button", { name: "10001" }).click();
  const drawer = page.getByRole("dialog", { name: "用户资料" });
  await drawer.getByLabel("昵称").waitFor();
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "hidden" });
  await page.reload();
  await shows(page, ["10002", "10001"]);
  assert.equal(await page.getByLabel("搜索账号、昵称、QQ 或邮箱").inputValue(), "1000");
  await page.goBack();
  await page.getByRole("heading", { name: "应用", level: 1 }).waitFor();
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

const elsewhere = "pictures.example";
browserTest("the picture of a user is loaded when it is asked for, without a referrer", { ...signedIn, hosts: [elsewhere] }, async ({ page, url }) => {
  const app = await newApp();
  const imag = `https://${elsewhere}/${app.appid}.svg`;
  const asked = [];
  await page.route(`https://${elsewhere}/**`, async (route) => {
    asked.push({ url: route.request().url(), ...(await route.request().allHeaders()) });
    return route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
  });
  await app.register({ user: "10001", imag });
  await goTo(page, url, app);
  await page.getByRole("button", { name: "10001" }).click();
  const show = button(page, "显示头像");
  await show.waitFor();
  assert.deepEqual(asked, [], "none before it is asked for");
  const answer = page.waitForResponse(imag);
  await show.click();
  await answer;
  assert.deepEqual(asked.map(({ url, referer }) => [url, referer]), [[imag, undefined]]);
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

browserTest("a search shows what the first answer found, and goes on when told to", signedIn, async ({ page, url }) => {
  const app = await newApp();
  for (const user of ["10001", "10002"]) await app.register({ user });
  const [first, second] = await Promise.all(["10002", "10001"].map(async (user) => (await admin("GET", app.userAt(user))).body));
  const pages = { first: { items: [first], next_cursor: "a" }, a: { items: [], next_cursor: "b" }, b: { items: [second], next_cursor: null } };
  const asked = [];
  await page.route(/users\?.*search=/, (route) => {
    asked.push(new URL(route.request().url()).searchParams.get("cursor") ?? "first");
    return route.fulfill({ json: pages[asked.at(-1)] });
  });
  await goTo(page, url, app);
  await search(page, "1000");
  await page.getByText("找到 1 个，后面可能还有").waitFor();
  await shows(page, ["10002"]);
  assert.deepEqual(asked, ["first"]);
  await button(page, "继续查找").click();
  await shows(page, ["10002", "10001"]);
  assert.deepEqual(asked, ["first", "a", "b"]);
  assert.equal(await button(page, "下一页").isDisabled(), true);
});

browserTest("a search stops where the server has looked through enough users, says how many, and goes on when told to", signedIn, async ({ page, url }) => {
  const app = await newApp();
  for (const user of ["10001", "10002"]) await app.register({ user });
  const { body: found } = await admin("GET", app.userAt("10001"));
  const pages = {
    first: { items: [], next_cursor: "a", scanned: 1000 },
    a: { items: [found], next_cursor: "b", scanned: 25_000 },
    b: { items: [], next_cursor: null },
  };
  const asked = [];
  await page.route(/users\?.*search=/, (route) => {
    asked.push(new URL(route.request().url()).searchParams.get("cursor") ?? "first");
    return route.fulfill({ json: pages[asked.at(-1)] });
  });
  await goTo(page, url, app);
  await search(page, "1000");
  await page.getByText("已查找最近注册的 1,000 个用户。 还没有找到").waitFor();
  assert.deepEqual(asked, ["first"]);
  await button(page, "继续查找").click();
  await page.getByText("已查找最近注册的 26,000 个用户。 找到 1 个").waitFor();
  await shows(page, ["10001"]);
  assert.deepEqual(asked, ["first", "a"]);
  await button(page, "继续查找").click();
  await page.getByText("本页 1 个用户").waitFor();
  assert.deepEqual(asked, ["first", "a", "b"]);
  assert.equal(await page.getByText("已查找最近注册的").count(), 0);
});

browserTest("a page that has been emptied gives way to the one before", signedIn, async ({ page, url }) => {
  const app = await newApp();
  for (let n = 1; n <= 21; n += 1) await app.register({ user: String(10000 + n) });
  await goTo(page, url, app);
  await choose(page, "每页人数", "每页 20 人");
  await button(page, "下一页").click();
  await shows(page, ["10001"]);
  await page.getByLabel("选择本页全部用户").check();
  await button(page, "删除").click();
  await question(page, "删除 1 个用户？").getByRole("textbox").fill("1");
  await button(question(page, "删除 1 个用户？"), "永久删除").click();
  await page.getByText("第 1 页").waitFor();
  await page.getByRole("button", { name: "10021" }).waitFor();
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
  await question(page, "删除 3 个用户？").getByRole("textbox").fill("3");
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
  assert.equal(header, "\ufeff账号,昵称,状态,QQ,邮箱,头像网址,个性签名,头衔,性别,邮箱已验证,经验,等级,余额,获赞,关注,粉丝,帖子,连续签到（天）,连续登录,VIP 到期时间,最近签到,注册时间,最近登录");
  assert.ok(second.startsWith('10002,"说""你好"",世界",正常,,,,"一\n二",\'@x,男,否,0,0,-5,0,'), second);
  assert.ok(first.startsWith("10001,'=1+1,正常,,a@example.com,"), first);
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
  assert.ok(written[0].startsWith("\ufeff账号,"), "the header is written before the rest is there");
  assert.equal(written.at(-1), "ABORTED");
});

browserTest("an export outlives a request that fails, and a stray Escape", signedIn, async ({ page, url }) => {
  const app = await newApp();
  await app.register({ user: "10001" });
  let times = 0;
  await page.route(/users\?limit=500/, (route) => {
    times += 1;
    return times === 1 ? route.fulfill({ status: 503, json: {} }) : route.continue();
  });
  await goTo(page, url, app);
  await button(page, "导出 CSV").click();
  const failed = page.waitForResponse(/users\?limit=500/);
  const download = page.waitForEvent("download");
  await button(page.getByRole("dialog"), "开始导出").click();
  await failed;
  await page.keyboard.press("Escape");
  await page.getByText("导出完成，共 1 个用户").waitFor();
  assert.match(fs.readFileSync(await (await download).path(), "utf8"), /\r\n10001,/);
  assert.equal(times, 2);
});
