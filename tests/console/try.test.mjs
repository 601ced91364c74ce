// Try-it against the real server: a user is registered, logged in and changed by nothing but the forms; what is sent is
// what the code beside it says; what comes back is only ever text.

import assert from "node:assert/strict";
import { api } from "../harness/api.mjs";
import { PHONE, browserTest, signIn } from "../harness/browser.mjs";
import { assertAccessible, assertFits } from "./page.mjs";

const { server, admin, newApp, newDeveloper } = api();
const key = server.adminKey;

const choose = (page, id) => page.getByLabel("接口", { exact: true }).selectOption(id);
const fill = async (page, values) => {
  for (const [name, value] of Object.entries(values)) await page.locator(`#try-${name}`).fill(value);
};
const send = (page) => page.getByRole("button", { name: "发送", exact: true }).click();
const body = async (page) => JSON.parse(await page.getByRole("region", { name: "返回内容" }).innerText());
const code = (page) => page.locator(".snippets pre").innerText();

/** Waits for the answer to `path` while `action` runs. */
const answered = (page, path, action) => Promise.all([page.waitForResponse((it) => new URL(it.url()).pathname === path), action()]);

browserTest("a user registers, logs in and changes its signature; the token is remembered", { key, path: "/#/try" }, async ({ page }) => {
  const app = await newApp({ name: `try ${Date.now()}` });
  await page.getByRole("combobox", { name: "应用" }).click();
  await page.keyboard.type(app.appid);
  await page.getByRole("option", { name: app.appid }).click();
  assert.equal(await page.locator("#try-signature").inputValue(), app.signature);

  await choose(page, "register");
  await fill(page, { user: "10001", pass: "secret1", nickname: "<img src=x onerror=alert(1)>" });
  await answered(page, "/api/user/register", () => send(page));
  await page.getByText("HTTP 200").waitFor();
  assert.deepEqual(await body(page), { code: 200, msg: "success", data: "注册成功" });

  await choose(page, "login");
  await page.getByLabel("POST JSON").check();
  const [response] = await answered(page, "/api/user/login", () => send(page));
  assert.equal(response.request().headers()["content-type"], "application/json");
  await page.getByText("已记住这个用户的令牌").waitFor();
  const profile = await body(page);
  assert.equal(profile.data.nickname, "<img src=x onerror=alert(1)>");
  assert.equal(await page.locator("main img").count(), 0);

  await choose(page, "update_sign");
  assert.equal(await page.locator("#try-token").inputValue(), profile.data.token);
  assert.equal(await page.locator("#try-user").count(), 0, "an app with tokens wants no account");
  await page.getByLabel("GET", { exact: true }).check();
  await fill(page, { newsign: "it's me" });
  await answered(page, "/api/user/update_sign", () => send(page));
  await page.getByText("更新成功").waitFor();
  assert.equal((await admin("GET", app.userAt("10001"))).body.sign, "it's me");
  assert.ok((await code(page)).includes(String.raw`'newsign=it'\''s me'`));
});

browserTest("a failure shows as one, with its headers", { key, path: "/#/try?call=login" }, async ({ page }) => {
  await fill(page, { appid: "1", signature: "x", user: "a", pass: "b" });
  await send(page);
  await page.locator(".bad", { hasText: "HTTP 200" }).waitFor();
  assert.deepEqual(await body(page), { code: 400, msg: "fail", data: "应用ID无效" });
  await page.getByText("响应头").click();
  await page.getByText("application/json; charset=utf-8").waitFor();
});

browserTest("an admin call goes with the key, which no code and no address shows", { key, path: "/#/try?call=update_user" }, async ({ page }) => {
  const app = await newApp();
  const { user } = await app.register({ qq: "123456789" });
  await fill(page, { appid: app.appid, user, balance: "-5", title: "管理员" });
  await page.getByLabel("qq 传 null").check();
  const [response] = await answered(page, `/api/admin/apps/${app.appid}/users/${user}`, () => send(page));
  assert.equal(response.request().method(), "PATCH");
  assert.deepEqual(response.request().postDataJSON(), { balance: -5, title: "管理员", qq: null });
  assert.ok(!response.url().includes(key));
  await page.getByText("HTTP 200").waitFor();
  assert.deepEqual([(await body(page)).balance, (await body(page)).qq], [-5, null]);
  for (const language of ["curl", "JavaScript", "Python"]) {
    await page.getByRole("button", { name: language, exact: true }).click();
    const shown = await code(page);
    assert.ok(shown.includes("Bearer YOUR_KEY") && shown.includes("管理员"), shown);
  }
  assert.ok(!(await page.content()).includes(key));
});

browserTest("what cannot be taken back is asked first", { key, path: "/#/try?call=delete_user" }, async ({ page }) => {
  const app = await newApp();
  const { user } = await app.register();
  await fill(page, { appid: app.appid, user });
  await send(page);
  const question = page.getByRole("dialog");
  await question.getByRole("button", { name: "取消" }).click();
  await question.waitFor({ state: "hidden" });
  assert.equal((await admin("GET", app.userAt(user))).status, 200);
  await send(page);
  await question.getByRole("button", { name: "发送" }).click();
  await page.getByText("HTTP 200").waitFor();
  assert.equal((await admin("GET", app.userAt(user))).status, 404);
});

browserTest("a user's deletion of itself is asked first", { key, path: "/#/try?call=delete_account" }, async ({ page }) => {
  const app = await newApp();
  const { user, pass } = await app.register();
  await fill(page, { appid: app.appid, signature: app.signature, user, pass });
  await send(page);
  const question = page.getByRole("dialog");
  await question.waitFor();
  assert.equal((await admin("GET", app.userAt(user))).status, 200);
  await answered(page, "/api/user/delete_account", () => question.getByRole("button", { name: "发送" }).click());
  await page.getByText("HTTP 200").waitFor();
  assert.equal((await admin("GET", app.userAt(user))).status, 404);
});

browserTest("a token that a call has ended is not kept", { key, path: "/" }, async ({ page, url }) => {
  const app = await newApp();
  const account = await app.register();
  await page.goto(`${url}/#/apps/${app.appid}/try?call=login`);
  await page.waitForFunction((it) => document.querySelector("#try-signature")?.value === it, app.signature);
  await fill(page, { user: account.user, pass: account.pass });
  await send(page);
  await page.getByText("已记住这个用户的令牌").waitFor();
  const token = page.locator("#try-token");
  await choose(page, "signin");
  assert.match(await token.inputValue(), /^[0-9a-f]{64}$/);
  await choose(page, "logout");
  await send(page);
  await page.getByText("这个令牌已失效").waitFor();
  assert.equal(await token.inputValue(), "");
});

browserTest("of the two kinds of proof those are shown that the app and the call take", { key, path: "/" }, async ({ page, url }) => {
  for (const [token_required, shown] of [
    [true, { signin: ["token"], new_pass: ["token", "user", "pass"], data: ["user", "token", "pass"], logout: ["token"], delete_account: ["user", "pass"] }],
    [false, { signin: ["user", "pass"], new_pass: ["user", "pass"], data: ["user", "pass"], logout: ["token"], delete_account: ["user", "pass"] }],
  ]) {
    const app = await newApp({ token_required });
    await page.goto(`${url}/#/apps/${app.appid}/try?call=login`);
    await page.waitForFunction((it) => document.querySelector("#try-signature")?.value === it, app.signature);
    for (const [call, expected] of Object.entries(shown)) {
      await choose(page, call);
      const fields = await page.locator("form [id^=try-]:is(input, textarea, select)").evaluateAll((all) => all.map((it) => it.id.slice(4)));
      assert.deepEqual(fields.filter((it) => ["token", "user", "pass"].includes(it)), expected, call);
    }
  }
});

browserTest("a developer's key is not offered what only the owner may", { path: "/" }, async ({ page, url }) => {
  const { key: own } = await newDeveloper();
  await signIn(page, url, own, "/#/try");
  const calls = page.getByLabel("接口", { exact: true }).locator("option");
  await calls.first().waitFor({ state: "attached" });
  const options = await calls.evaluateAll((all) => all.map((it) => it.value));
  assert.ok(options.includes("create_app") && !options.includes("create_developer"), options.join());
});

browserTest("from an app's page its appid and signature are filled in", { path: "/", key }, async ({ page, url }) => {
  const app = await newApp({ token_required: false });
  await page.goto(`${url}/#/apps/${app.appid}/try?call=qq`);
  await page.waitForFunction((signature) => document.querySelector("#try-signature")?.value === signature, app.signature);
  assert.equal(await page.locator("#try-token").count(), 0, "an app without tokens wants none");
  await page.getByLabel("显示全部参数").check();
  assert.equal(await page.locator("#try-token").count(), 1);
});

browserTest("in an app's pages it calls that app as it is now: its signature, tokens or not", { path: "/", key }, async ({ page, url }) => {
  const app = await newApp();
  const tab = (name) => page.getByRole("navigation", { name: "应用的页面" }).getByRole("link", { name, exact: true }).click();
  const signature = page.locator("#try-signature");
  const now = async () => (await admin("GET", `/apps/${app.appid}`)).body;
  await page.goto(`${url}/#/apps/${app.appid}/try?call=qq`);
  await page.waitForFunction((it) => document.querySelector("#try-signature")?.value === it, app.signature);

  await tab("设置");
  await page.getByRole("button", { name: "更换签名" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "更换签名" }).click();
  await page.getByText("签名已更换").waitFor();
  await page.getByRole("switch", { name: "用户令牌校验" }).press("Space");
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByRole("button", { name: "确认修改" }).click();
  await page.getByText("已保存").waitFor();
  await tab("在线调试");
  const rotated = await now();
  assert.notEqual(rotated.signature, app.signature);
  assert.equal(await signature.inputValue(), rotated.signature);
  await choose(page, "qq");
  assert.equal(await page.locator("#try-token").count(), 0, "the app wants no tokens any more");

  await choose(page, "rotate_signature");
  await send(page);
  await page.getByRole("dialog").getByRole("button", { name: "发送" }).click();
  await page.getByText("签名已更换，后面的请求使用新签名").waitFor();
  await tab("用户");
  await page.locator("#try-call").waitFor({ state: "detached" });
  await tab("在线调试");
  assert.equal(await signature.inputValue(), (await now()).signature);
  await page.getByText((await now()).signature, { exact: true }).first().waitFor(); // in the page's head
});

browserTest("in an app's pages clearing leaves the app", { path: "/", key }, async ({ page, url }) => {
  const app = await newApp({ token_required: false });
  await page.goto(`${url}/#/apps/${app.appid}/try?call=qq`);
  await fill(page, { signature: "x", user: "10001" });
  await page.getByRole("button", { name: "清空参数" }).click();
  const shown = await Promise.all(["appid", "signature", "user"].map((name) => page.locator(`#try-${name}`).inputValue()));
  assert.deepEqual(shown, [app.appid, app.signature, ""]);
});

browserTest("what was typed for one call is not sent with another, but for app, user and token", { key, path: "/#/try?call=list_users" }, async ({ page }) => {
  await fill(page, { appid: "20001" });
  await page.locator("#try-status").selectOption("disabled");
  await choose(page, "update_user");
  assert.equal(await page.locator("#try-appid").inputValue(), "20001");
  assert.equal(await page.locator("#try-status").inputValue(), "");
  await page.getByLabel("qq 传 null").check();
  await fill(page, { user: "10001" });
  assert.ok(!(await code(page)).includes("disabled"));
  await choose(page, "get_user");
  assert.equal(await page.locator("#try-user").inputValue(), "10001");
  await choose(page, "list_users");
  assert.equal(await page.locator("#try-status").inputValue(), "disabled");
});

for (const [what, options] of [["light", {}], ["dark", { dark: true }], ["a phone, English", { viewport: PHONE, locale: "en-US" }]]) {
  browserTest(`axe finds nothing serious, and nothing is too wide (${what})`, { key, path: "/#/try?call=update_user", ...options }, async ({ page }) => {
    await page.locator("#try-balance").waitFor();
    await assertFits(page);
    await assertAccessible(page);
  });
}
