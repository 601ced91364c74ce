// The console's pages about apps.

import assert from "node:assert/strict";
import { api } from "../harness/api.mjs";
import { browserTest, changing, choose } from "../harness/browser.mjs";

const { admin, newApp, newDeveloper, post, server } = api();
const signedIn = { key: server.adminKey };
const unique = () => `app ${Math.random().toString(36).slice(2, 10)}`;
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

browserTest("an app is created, and its appid and signature work as copied", { ...signedIn, path: "/#/apps" }, async ({ page }) => {
  const name = unique();
  await page.getByRole("button", { name: "新建应用" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "新建应用" }).click();
  await dialog.getByText("请填写名称").waitFor();
  await dialog.getByLabel("名称", { exact: true }).fill(name);
  await dialog.getByRole("spinbutton", { name: "最短" }).fill("6");
  await dialog.getByRole("button", { name: "新建应用" }).click();

  await page.getByRole("heading", { name, level: 1 }).waitFor();
  await page.getByRole("button", { name: "复制appid" }).click();
  await page.getByText("已复制").waitFor();
  const appid = await clipboard(page);
  await page.getByRole("button", { name: "复制签名" }).click();
  await page.getByText("已复制").nth(1).waitFor();
  const signature = await clipboard(page);

  const { body } = await admin("GET", `/apps/${appid}`);
  assert.equal(body.name, name);
  assert.equal(body.signature, signature);
  assert.equal(body.account_min, 6);
  const answer = await post("register", { appid, signature, user: "123456", pass: "secret1", nickname: "x" });
  assert.equal(answer.body.code, 200);
});

browserTest("the owner chooses whose a new app is", { ...signedIn, path: "/#/apps" }, async ({ page }) => {
  const developer = await newDeveloper({ name: unique() });
  await page.reload();
  await page.getByRole("heading", { name: "应用", level: 1 }).waitFor();
  const name = unique();
  await page.getByRole("button", { name: "新建应用" }).first().click();
  await page.getByLabel("名称", { exact: true }).fill(name);
  await choose(page, "所属开发者", `${developer.name} (#${developer.id})`);
  await page.getByRole("dialog").getByRole("button", { name: "新建应用" }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  const { body } = await admin("GET", "/apps", undefined, developer.key);
  assert.deepEqual(body.items.map((app) => app.name), [name]);
});

browserTest("apps are searched by name and by appid", { ...signedIn, path: "/#/apps" }, async ({ page }) => {
  const app = await newApp({ name: unique() });
  for (const text of [app.name, app.appid]) {
    await page.getByLabel("按名称或 appid 搜索").fill(text);
    await page.waitForFunction((name) => {
      const names = [...document.querySelectorAll("tbody strong")].map((cell) => cell.textContent);
      return names.length === 1 && names[0] === name;
    }, app.name);
  }
  await page.getByLabel("按名称或 appid 搜索").fill("there is no such app");
  await page.getByText("没有名称或 appid 匹配的应用").waitFor();
});

browserTest("settings are saved, and what clients notice is asked first", signedIn, async ({ page, url }) => {
  const app = await newApp({ name: unique() });
  await page.goto(`${url}/#/apps/${app.appid}/settings`);
  const save = page.getByRole("button", { name: "保存" });
  await page.getByLabel("名称", { exact: true }).fill("改过的名字");
  await page.getByRole("switch", { name: "严格格式" }).press("Space");
  await page.getByRole("spinbutton", { name: "令牌有效期" }).fill("7");
  await save.click();
  await page.getByRole("heading", { name: "改过的名字", level: 1 }).waitFor();
  const now = async () => (await admin("GET", `/apps/${app.appid}`)).body;
  const { name, strict_format, token_ttl } = await now();
  assert.deepEqual({ name, strict_format, token_ttl }, { name: "改过的名字", strict_format: false, token_ttl: 7 * 86_400 });

  const question = page.getByRole("dialog");
  await choose(page, "状态", "已停用");
  await save.click();
  await question.getByText("不能登录").waitFor();
  await question.getByRole("button", { name: "取消" }).click();
  assert.equal((await now()).status, "active", "nothing happens before the answer");
  await save.click();
  await changing(page, () => question.getByRole("button", { name: "确认修改" }).click());
  assert.equal((await now()).status, "disabled");

  await page.getByRole("switch", { name: "用户令牌校验" }).press("Space");
  await save.click();
  await question.getByText("带 token 的更新请求会马上被拒绝").waitFor();
  await changing(page, () => question.getByRole("button", { name: "确认修改" }).click());
  assert.equal((await now()).token_required, false);
});

browserTest("that clients may add to balances is asked first, with the warning", signedIn, async ({ page, url }) => {
  const app = await newApp({ name: unique() });
  await page.goto(`${url}/#/apps/${app.appid}/settings`);
  const now = async () => (await admin("GET", `/apps/${app.appid}`)).body.client_money_add;
  const save = page.getByRole("button", { name: "保存" });
  const setting = page.getByRole("switch", { name: "允许客户端增加余额" });
  const question = page.getByRole("dialog");
  await setting.press("Space");
  await save.click();
  await question.getByText("任何拿到客户端的人都能给自己增加余额").waitFor();
  await question.getByRole("button", { name: "取消" }).click();
  assert.equal(await now(), false, "nothing happens before the answer");
  await save.click();
  await changing(page, () => question.getByRole("button", { name: "仍然打开" }).click());
  assert.equal(await now(), true);
  await question.waitFor({ state: "hidden" });
  await setting.press("Space");
  await changing(page, () => save.click());
  assert.equal(await now(), false, "turning it off needs no answer");

  await page.goto(`${url}/#/apps`);
  await page.getByRole("button", { name: "新建应用" }).first().click();
  const dialog = page.getByRole("dialog", { name: "新建应用" });
  await dialog.getByLabel("名称", { exact: true }).fill(unique());
  await dialog.getByRole("switch", { name: "允许客户端增加余额" }).press("Space");
  await dialog.getByRole("button", { name: "新建应用" }).click();
  await page.getByRole("button", { name: "仍然打开" }).click();
  await page.getByText("应用已创建").waitFor();
});

browserTest("unsaved settings are not lost without a question", signedIn, async ({ page, url }) => {
  const app = await newApp({ name: unique() });
  await page.goto(`${url}/#/apps/${app.appid}/settings`);
  await page.getByLabel("名称", { exact: true }).fill("halfway");
  await page.getByRole("link", { name: "用户", exact: true }).click();
  await page.getByRole("dialog").getByText("有未保存的修改").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "取消" }).click();
  assert.equal(await page.getByLabel("名称", { exact: true }).inputValue(), "halfway");

  const other = await newApp({ name: unique() });
  await page.evaluate((appid) => (location.hash = `#/apps/${appid}/settings`), other.appid);
  await page.getByRole("dialog").getByText("有未保存的修改").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "不保存，离开" }).click();
  await page.getByRole("heading", { name: other.name, level: 1 }).waitFor();
});

browserTest("more of a list that is no longer shown is not put under another search", { ...signedIn, path: "/#/" }, async ({ page, url }) => {
  const app = (await admin("GET", `/apps/${(await newApp()).appid}`)).body;
  const named = (name) => ({ ...app, appid: name, name });
  const pages = { first: { items: [named("old")], next_cursor: "late" }, wanted: { items: [named("new")], next_cursor: null } };
  let late;
  const held = new Promise((resolve) => (late = resolve));
  await page.route(/api\/admin\/apps\?/, (route) => {
    const { searchParams } = new URL(route.request().url());
    if (searchParams.has("cursor")) return late(route);
    return route.fulfill({ json: pages[searchParams.get("search") ?? "first"] });
  });
  const names = () => page.locator("tbody strong").allTextContents();
  await page.goto(`${url}/#/apps`);
  await page.getByRole("button", { name: "加载更多" }).click();
  const route = await held;
  await page.getByLabel("按名称或 appid 搜索").fill("wanted");
  await page.getByRole("link", { name: "new", exact: true }).waitFor();
  await route.fulfill({ json: { items: [named("more of the old")], next_cursor: null } }).catch(() => {}); // given up by the page
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  assert.deepEqual(await names(), ["new"]);
});

browserTest("a new signature takes the place of the old one, which dies", signedIn, async ({ page, url }) => {
  const app = await newApp({ name: unique() });
  const account = await app.register();
  const login = async (signature) => (await post("login", { appid: app.appid, signature, ...account })).body;
  await page.goto(`${url}/#/apps/${app.appid}/settings`);
  await page.getByRole("button", { name: "更换签名" }).click();
  const question = page.getByRole("dialog");
  await question.getByText("所有已安装的客户端都会停止工作").waitFor();
  await question.getByRole("button", { name: "更换签名" }).click();
  await page.getByText("签名已更换").waitFor();
  await page.getByRole("button", { name: "复制签名" }).click();
  await page.getByText("已复制").waitFor();
  const signature = await clipboard(page);
  assert.notEqual(signature, app.signature);
  assert.equal((await login(signature)).code, 200);
  assert.equal((await login(app.signature)).data, "签名错误");
});

browserTest("an app is deleted only after its appid has been typed", signedIn, async ({ page, url }) => {
  const app = await newApp({ name: unique() });
  await page.goto(`${url}/#/apps/${app.appid}`);
  await page.getByText("统计于").waitFor();
  await app.register(); // later than the statistics, which the question must not count it by
  await page.goto(`${url}/#/apps/${app.appid}/settings`);
  await page.getByRole("button", { name: "删除应用" }).click();
  const question = page.getByRole("dialog");
  await question.getByText("它的全部用户会被永久删除").waitFor();
  await question.getByRole("textbox").fill("something else");
  await question.getByRole("button", { name: "永久删除" }).click();
  await question.getByText(`输入 ${app.appid} 以确认`).last().waitFor();
  assert.equal((await admin("GET", `/apps/${app.appid}`)).status, 200);
  await question.getByRole("textbox").fill(app.appid);
  await question.getByRole("button", { name: "永久删除" }).click();
  await page.getByRole("heading", { name: "应用", level: 1 }).waitFor();
  assert.equal((await admin("GET", `/apps/${app.appid}`)).status, 404);

  await page.goto(`${url}/#/apps/${app.appid}`);
  await page.getByText("可能已经被删除").waitFor();
});
