// The TypeScript client: every call of the API against the real server, in Node and as a mini program makes them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { root } from "../../scripts/lib.mjs";
import { api } from "../harness/api.mjs";
import { declared } from "../harness/declared.mjs";
import { codeTo, ownAddress } from "../harness/mail.mjs";
import { PICTURES } from "../harness/pictures.mjs";
import { newStateDir } from "../harness/server.mjs";
import { wechat } from "../samples/wechat.mjs";
import { FILES } from "../../clients/generate.mjs";

const { server, admin, newApp } = api();
const folder = path.join(root, "clients", "typescript");

let ApiError, Client, NetworkError, wechatTransport;
before(async () => {
  // As `npm pack` builds it.
  const out = path.join(newStateDir(), "dist");
  const { status, stdout } = spawnSync(process.execPath, [path.join(root, "node_modules", "typescript", "bin", "tsc"), "--outDir", out], { cwd: folder, encoding: "utf8" });
  assert.equal(status, 0, stdout);
  fs.writeFileSync(path.join(out, "package.json"), '{"type":"module"}');
  ({ ApiError, Client, NetworkError, wechatTransport } = await import(pathToFileURL(path.join(out, "index.js")).href));
});

test("what is generated of both clients is up to date", () => {
  for (const [name, text] of Object.entries(FILES)) assert.equal(fs.readFileSync(path.join(root, "clients", name), "utf8"), text, `${name}: run node clients/generate.mjs`);
});

const camelCase = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const SETTINGS = { client_money_add: true, allow_upload: true, allow_mail_send: true };
const optionsOf = (app, more = {}) => ({ host: server.url, appid: app.appid, signature: app.signature, ...more });

/** Makes every call with a client; `picture()` is what it uploads. Answers what each call answered. */
async function everyCall(app, options, picture) {
  const client = new Client(optionsOf(app, options));
  const [email, other] = [ownAddress(), ownAddress()];
  const said = {};
  const call = async (name, parameters) => (said[name] = await client[camelCase(name)](parameters));
  await call("register", { user: "10001", pass: "secret1", nickname: "小明", email });
  await client.register({ user: "10002", pass: "secret1", nickname: "小红" });
  const profile = await call("login", { user: "10001", pass: "secret1" });
  assert.equal(client.token, profile.token);
  await call("signin");
  await call("money_add", { num: 10 });
  await call("money_reduce", { num: 1 });
  await call("transfer", { num: 2, newuser: "10002" });
  await call("qq", { qq: "123456789" });
  await call("update_sign", { newsign: "你好 & =" });
  await call("change_nickname", { nickname: "明" });
  await call("feedback", { title: "标题", content: "内容" });
  await call("new_avatar", { file_upload: picture() });
  await call("upload_img", { file_upload: picture() });
  await call("mail_send", { mail: other, title: "标题", content: "<p>内容</p>" });
  await call("send_code", { mail: email, purpose: "reset" });
  await call("reset_pass", { user: "10001", mail: email, code: await codeTo(email), newpass: "secret2" });
  await assert.rejects(client.signin(), (error) => error instanceof ApiError && error.reason === "wrong_token" && error.call === "signin");
  assert.equal(client.token, undefined, "a token that has ended is not kept");
  await client.login({ user: "10001", pass: "secret2" });
  await call("bind_mail", { mail: other });
  const data = await call("data", { user: "10001" });
  assert.deepEqual([data.nickname, data.signature, data.piastrenum, data.useremail], ["明", "你好 & =", 7, other]);
  assert.equal((await call("token_check")).username, "10001");
  await call("new_pass", { newpass: "secret3" });
  assert.equal(client.token, undefined);
  for (const end of ["logout", "logout_all"]) {
    await client.login({ user: "10001", pass: "secret3" });
    await call(end);
    assert.equal(client.token, undefined, end);
  }
  assert.equal((await fetch(client.avatarUrl("10001"))).headers.get("content-type"), "image/png");
  await call("delete_account", { user: "10001", pass: "secret3" });
  await assert.rejects(client.login({ user: "10001", pass: "secret3" }), { name: "ApiError", reason: "wrong_credentials", message: "账号密码错误" });
  return said;
}

/** Every call was made, and answered what it says. */
function assertAnswers(said) {
  assert.deepEqual(Object.keys(said).sort(), declared.endpoints.map(({ name }) => name).sort());
  for (const { name, done } of declared.endpoints) if (done.length > 0 && name !== "upload_img") assert.equal(said[name], done[0], name);
  assert.match(said.upload_img, /\/api\/user\/picture\/[0-9a-f]{32}\.png$/);
}

test("in Node every call does what it is for", async () => {
  assertAnswers(await everyCall(await newApp(SETTINGS), {}, () => new Blob([PICTURES.png])));
});

test("in a mini program every call does what it is for", async () => {
  const { wx } = wechat({ picture: PICTURES.png });
  assertAnswers(await everyCall(await newApp(SETTINGS), { transport: wechatTransport(wx) }, () => "wxfile://tmp_1.png"));
});

test("an app that wants no tokens is called by account and password, and no token goes along", async () => {
  const app = await newApp({ token_required: false });
  const client = new Client(optionsOf(app));
  const { user, pass } = await app.register();
  await client.login({ user, pass });
  assert.equal(await client.updateSign({ newsign: "x", user, pass }), "更新成功");
});

test("each failure is an error with the server's text and a word that tells it apart", async () => {
  const app = await newApp();
  const client = new Client(optionsOf(app));
  const { user } = await app.register({ user: "taken1", qq: "123456789" });
  const fails = (promise, wanted) => assert.rejects(promise, { name: "ApiError", ...wanted });
  await fails(client.register({ user, pass: "secret1", nickname: "n" }), { call: "register", code: 404, reason: "account_taken", message: "该账号已被注册!" });
  await fails(client.register({ user: "other1", pass: "secret1", nickname: "n", qq: "123456789" }), { reason: "qq_taken" });
  await fails(client.register({ user: "abc", pass: "secret1", nickname: "n" }), { reason: "account_length", message: "账号长度需在4-32字符之间" });
  await fails(client.signin(), { reason: "missing" });
  await fails(new Client({ ...optionsOf(app), signature: "x" }).login({ user, pass: "secret1" }), { reason: "wrong_signature" });
  await fails(new Client({ ...optionsOf(app), appid: "1" }).register({ user, pass: "secret1", nickname: "n" }), { reason: "unknown_app", message: "应用不存在" });
  await admin("PATCH", `/apps/${app.appid}`, { status: "reviewing" });
  await fails(client.login({ user, pass: "secret1" }), { reason: "app_reviewing" });
});

test("the token is kept where it is told to be, and forgotten there", async () => {
  const app = await newApp();
  const { user, pass } = await app.register();
  const kept = [];
  const tokens = { get: () => kept.at(-1), set: (token) => kept.push(token) };
  const client = new Client(optionsOf(app, { tokens }));
  const { token } = await client.login({ user, pass });
  assert.deepEqual(kept, [token]);
  assert.equal(await new Client(optionsOf(app, { tokens })).changeNickname({ nickname: "n" }), "更新成功");
  await client.logout();
  assert.deepEqual(kept, [token, null]);
});

/** A server in front of the real one, which loses the first `lost` answers after they have come. */
async function losing(lost) {
  const calls = [];
  const proxy = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk)).on("end", async () => {
      const body = Buffer.concat(chunks);
      calls.push(new URLSearchParams(body.toString()));
      const answer = await fetch(server.url + request.url, { method: "POST", body, headers: { "content-type": request.headers["content-type"] } });
      const text = await answer.text();
      if (calls.length <= lost) return response.destroy();
      response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
    });
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  after(() => proxy.close());
  return { host: `http://127.0.0.1:${proxy.address().port}`, calls };
}

test("where the answer is lost, what may be repeated is, and money moves once", async () => {
  const app = await newApp(SETTINGS);
  const { user, token } = await app.login();
  const through = async (lost, call) => {
    const { host, calls } = await losing(lost);
    const client = new Client({ ...optionsOf(app), host });
    client.token = token;
    return { calls, answer: await call(client).catch((error) => error) };
  };
  const paid = await through(2, (client) => client.moneyAdd({ num: 5 }));
  assert.equal(paid.answer, "操作成功");
  assert.equal(new Set(paid.calls.map((it) => it.get("request_id"))).size, 1);
  assert.equal(paid.calls.length, 3);
  assert.equal((await admin("GET", app.userAt(user))).body.balance, 5);
  assert.equal((await through(1, (client) => client.data({ user }))).answer.username, user);
  const lost = await through(3, (client) => client.updateSign({ newsign: "x" }));
  assert.ok(lost.answer instanceof NetworkError && lost.calls.length === 3);
  const once = await through(1, (client) => client.feedback({ title: "t", content: "c" }));
  assert.ok(once.answer instanceof NetworkError && once.calls.length === 1, "who knows whether it was done");
});

test("an answer that is none of this API is told", async () => {
  const other = createServer((_, response) => response.end("<html>"));
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  after(() => other.close());
  const client = new Client({ host: `http://127.0.0.1:${other.address().port}/`, appid: "1", signature: "x" });
  await assert.rejects(client.login({ user: "a", pass: "b" }), { name: "NetworkError", call: "login" });
});
