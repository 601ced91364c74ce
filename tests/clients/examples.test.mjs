// The examples, as they stand there: only host, appid and signature are put in. The page in a real Chromium; the mini
// program's scripts with a `wx` that is made of fetch.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { read } from "../../scripts/lib.mjs";
import { assertAccessible, assertFits } from "../console/page.mjs";
import { api } from "../harness/api.mjs";
import { PHONE, browserTest } from "../harness/browser.mjs";
import { wechat } from "../samples/wechat.mjs";

const { server, admin, newApp } = api();

/** `text` for an app of the server. */
const own = (text, { appid, signature }) =>
  text.replace("https://api.example.com", server.url).replace("9870700171", appid).replace("1234755ef7d63ca381abd5a97e832e59", signature);

browserTest("the page: register, sign in for the day, reload, log out, log in; a wrong password is told", { viewport: PHONE }, async ({ page, url }) => {
  const app = await newApp({ signin_balance: 5 });
  const address = `${url}/example.html`; // of the server's origin, so that the test's watch of other hosts holds
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: own(read("examples/web/index.html"), app) }));
  await page.goto(address);
  const said = (text) => page.getByRole("status").filter({ hasText: text }).waitFor();
  const button = (name) => page.getByRole("button", { name, exact: true });
  await assertAccessible(page, "form");
  await page.getByLabel("账号").fill("10001");
  await page.getByLabel("密码").fill("secret1");
  await page.getByLabel("昵称（注册时填写）").fill("小明");
  await button("注册").click();
  await said("注册成功");
  await page.getByText("小明", { exact: true }).waitFor();
  await button("签到").click();
  await said("签到成功!");
  const balance = page.locator("#piastrenum");
  assert.deepEqual([await balance.innerText(), await page.locator("#Continuous").innerText()], ["5", "1"]);
  await button("签到").click();
  await said("今日已签到!");
  await page.reload();
  await page.waitForFunction(() => document.querySelector("#piastrenum").textContent === "5");
  await assertFits(page);
  await button("退出登录").click();
  await page.getByLabel("密码").fill("wrong11");
  await page.getByLabel("账号").fill("10001");
  await button("登录").click();
  await said("账号密码错误");
  await page.getByLabel("密码").fill("secret1");
  await button("登录").click();
  await page.getByText("小明", { exact: true }).waitFor();
  // A token that has ended leads back to the form.
  await admin("DELETE", app.userAt("10001", "/tokens"));
  await page.reload();
  await button("登录").waitFor();
});

/** The page of the mini program, with its scripts loaded as the program would. */
function miniProgram(app) {
  const stored = new Map();
  const { wx } = wechat();
  Object.assign(wx, { getStorageSync: (key) => stored.get(key) ?? "", setStorageSync: (key, value) => stored.set(key, value), removeStorageSync: (key) => stored.delete(key) });
  const loaded = new Map();
  let page;
  const load = (file) => {
    if (loaded.has(file)) return loaded.get(file).exports;
    const module = { exports: {} };
    loaded.set(file, module);
    const require = (name) => load(`${path.join(path.dirname(file), name)}.js`);
    const Page = (it) => (page = it);
    vm.runInNewContext(own(read(path.join("examples/wechat", file)), app), { module, require, wx, Page, App: () => {} });
    return module.exports;
  };
  load("app.js");
  for (const name of JSON.parse(read("examples/wechat/app.json")).pages) load(`${name}.js`);
  page.setData = (changed) => Object.assign(page.data, changed);
  const type = (name, value) => page.typed({ currentTarget: { dataset: { name } }, detail: { value } });
  return { page, type };
}

test("the mini program: register, sign in for the day, log out, log in; what is wrong is told", async () => {
  const app = await newApp({ signin_balance: 5 });
  const { page, type } = miniProgram(app);
  for (const [name, value] of [["user", "10001"], ["pass", "secret1"], ["nickname", "小明"]]) type(name, value);
  await page.register();
  assert.deepEqual([page.data.said, page.data.profile.nickname, page.data.pass], ["注册成功", "小明", ""]);
  await page.signin();
  assert.deepEqual([page.data.said, page.data.profile.piastrenum, page.data.profile.Continuous], ["签到成功!", 5, 1]);
  await page.logout();
  assert.equal(page.data.profile, null);
  type("pass", "wrong11");
  await page.login();
  assert.equal(page.data.said, "账号密码错误");
  type("pass", "secret1");
  await page.login();
  assert.equal(page.data.profile.username, "10001");
  await admin("DELETE", app.userAt("10001", "/tokens"));
  await page.signin();
  assert.equal(page.data.said, "令牌无效");
  page.onShow();
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(page.data.profile, null);
});

test("what its page shows and does is there in its script", () => {
  const markup = read("examples/wechat/pages/index/index.wxml");
  const { page } = miniProgram({ appid: "1", signature: "x" });
  for (const [, name] of markup.matchAll(/bind\w+="(\w+)"/g)) assert.equal(typeof page[name], "function", name);
  for (const [, name] of markup.matchAll(/\{\{!?(\w+)/g)) assert.ok(name in page.data, name);
});
