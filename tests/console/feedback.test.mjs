// The console's page about the feedback of an app.

import assert from "node:assert/strict";
import { api } from "../harness/api.mjs";
import { PHONE, browserTest, changing, choose } from "../harness/browser.mjs";

const { admin, newApp, post, server } = api();
const signedIn = { key: server.adminKey, path: "/#/apps" };

const goTo = (page, url, app, rest = "") => page.goto(`${url}/#/apps/${app.appid}/feedback${rest}`);
const button = (scope, name) => scope.getByRole("button", { name, exact: true });
const shows = (page, expected) =>
  page.waitForFunction((wanted) => JSON.stringify([...document.querySelectorAll("article h3")].map((it) => it.textContent)) === wanted, JSON.stringify(expected));

/** Has a new user of `app` write. */
async function write(app, title, more) {
  const { user, token } = await app.login();
  assert.equal((await post("feedback", { ...app.id, token, title, content: "内容", ...more })).body.code, 200);
  return user;
}
const stored = async (app) => (await admin("GET", `/apps/${app.appid}/feedback`)).body.items;

for (const viewport of [undefined, PHONE]) {
  const where = viewport ? "on a phone" : "on a desktop";
  browserTest(`feedback is read, marked as done, opened again and deleted, ${where}`, { ...signedIn, viewport }, async ({ page, url }) => {
    const app = await newApp();
    const user = await write(app, "闪退", { content: "第一行\n第二行", contact: "QQ 10001" });
    await write(app, "太慢");
    await page.goto(`${url}/#/apps/${app.appid}`);
    await page.getByRole("link", { name: "反馈", exact: true }).click();
    await shows(page, ["太慢", "闪退"]);
    const item = page.getByRole("article").filter({ hasText: "闪退" });
    await item.getByText("联系方式：QQ 10001").waitFor();
    assert.match(await item.innerText(), /第一行\n第二行/);

    await changing(page, () => button(item, "标为已处理：闪退").click());
    await item.getByText("已处理", { exact: true }).waitFor();
    assert.deepEqual((await stored(app)).map(({ status }) => status), ["open", "done"]);
    await shows(page, ["太慢", "闪退"]); // it can be taken back
    await choose(page, "按状态筛选", "已处理");
    await shows(page, ["闪退"]);
    await changing(page, () => button(item, "重新打开：闪退").click());
    await item.getByText("待处理", { exact: true }).waitFor();
    assert.equal((await stored(app))[1].status, "open");
    await choose(page, "按状态筛选", "全部");
    await shows(page, ["太慢", "闪退"]);

    const question = page.getByRole("dialog").filter({ hasText: "删除这条反馈？" });
    await button(page, "删除：太慢").click();
    await button(question, "取消").click();
    await question.waitFor({ state: "hidden" });
    assert.equal((await stored(app)).length, 2, "nothing happens before the answer");
    await button(page, "删除：太慢").click();
    await question.getByText("“太慢”会被永久删除").waitFor();
    await button(question, "永久删除").click();
    await shows(page, ["闪退"]);
    assert.deepEqual((await stored(app)).map(({ title }) => title), ["闪退"]);

    await page.getByRole("link", { name: user, exact: true }).click();
    await page.getByRole("dialog", { name: "用户资料" }).getByText(user, { exact: true }).waitFor();
    await page.goBack();
    await shows(page, ["闪退"]);
    await page.getByRole("heading", { name: app.name, level: 1 }).waitFor();
  });
}

browserTest("search and filter are found again after a reload, and an app without feedback says so", signedIn, async ({ page, url }) => {
  const app = await newApp();
  await goTo(page, url, app);
  await page.getByText("还没有反馈").waitFor();
  for (const title of ["Crash", "slow", "crash again"]) await write(app, title);
  const [newest] = await stored(app);
  await admin("PATCH", `/apps/${app.appid}/feedback/${newest.id}`, { status: "done" });
  await goTo(page, url, app, "?status=all");
  await page.reload();
  await shows(page, ["crash again", "slow", "Crash"]);
  await page.getByLabel("搜索标题、内容或联系方式").fill("CRASH");
  await shows(page, ["crash again", "Crash"]);
  await choose(page, "按状态筛选", "待处理");
  await shows(page, ["Crash"]);
  await page.reload();
  await shows(page, ["Crash"]);
  assert.equal(await page.getByLabel("搜索标题、内容或联系方式").inputValue(), "CRASH");
  await page.getByLabel("搜索标题、内容或联系方式").fill("nowhere");
  await page.getByText("没有符合条件的反馈").waitFor();
});

browserTest("a search goes on when told to where the server has looked at enough", signedIn, async ({ page, url }) => {
  const app = await newApp();
  await write(app, "found");
  const [found] = await stored(app);
  const pages = { first: { items: [], next_cursor: "a", scanned: 5000 }, a: { items: [found], next_cursor: null } };
  await page.route(/feedback\?.*search=/, (route) => route.fulfill({ json: pages[new URL(route.request().url()).searchParams.get("cursor") ?? "first"] }));
  await goTo(page, url, app, "?search=found");
  await page.getByText("更早的可能还有").waitFor();
  await button(page, "继续查找").click();
  await shows(page, ["found"]);
  assert.equal(await button(page, "加载更多").count(), 0);
});

browserTest("markup in what users write stays text", signedIn, async ({ page, url }) => {
  const app = await newApp();
  const hostile = "<img src=x onerror=alert(1)>";
  await write(app, hostile, { content: hostile, contact: hostile });
  await goTo(page, url, app);
  await shows(page, [hostile]);
  assert.equal(await page.locator("img[src=x]").count(), 0);
});
