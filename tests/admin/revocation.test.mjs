// What ends a user's tokens, and what the admin API never shows.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { d1 } from "../harness/server.mjs";

const { admin, post, newApp, newDeveloper, server } = api();

/** Whether `token` is still good in `app`, asked with a call that needs one. */
const works = async (app, token) => {
  const { body } = await post("update_sign", { ...app.id, token, newsign: "签名" });
  if (body.code !== 200) assert.deepEqual(body, { code: 401, msg: "fail", data: "token无效或已过期!" });
  return body.code === 200;
};

/** A user with two live tokens, and a bystander with one. */
const setting = async () => {
  const app = await newApp();
  const account = await app.register();
  const tokens = [(await app.login(account)).token, (await app.login(account)).token];
  const bystander = (await app.login()).token;
  for (const token of [...tokens, bystander]) assert.equal(await works(app, token), true);
  return { app, account, tokens, bystander };
};

const allDead = async (app, tokens) => {
  for (const token of tokens) assert.equal(await works(app, token), false);
};

test("DELETE of a user's tokens ends every one at once, says how many, and leaves others alone", async () => {
  const { app, account, tokens, bystander } = await setting();
  const { status, body } = await admin("DELETE", app.userAt(account.user, "/tokens"));
  assert.deepEqual([status, body], [200, { revoked: 2 }]);
  await allDead(app, tokens);
  assert.equal(await works(app, bystander), true);
  const renewed = await app.login(account);
  assert.equal(await works(app, renewed.token), true, "a later login is untouched");
  assert.deepEqual((await admin("DELETE", app.userAt(account.user, "/tokens"))).body, { revoked: 1 });
  assert.deepEqual((await admin("DELETE", app.userAt(account.user, "/tokens"))).body, { revoked: 0 });
});

test("disabling a user ends its tokens at once and for good", async () => {
  const { app, account, tokens, bystander } = await setting();
  await admin("PATCH", app.userAt(account.user), { status: "disabled" });
  for (const token of tokens) {
    const { body } = await post("qq", { ...app.id, token, qq: "12345678" });
    assert.equal(body.code, 400);
  }
  const login = await post("login", { ...app.id, user: account.user, pass: account.pass });
  assert.deepEqual(login.body, { code: 400, msg: "fail", data: "用户账号已被禁用!" });
  await admin("PATCH", app.userAt(account.user), { status: "active" });
  await allDead(app, tokens);
  assert.equal(await works(app, (await app.login(account)).token), true);
  assert.equal(await works(app, bystander), true);
});

test("changing the password ends its tokens at once", async () => {
  const { app, account, tokens, bystander } = await setting();
  await admin("PATCH", app.userAt(account.user), { password: "secret2" });
  await allDead(app, tokens);
  assert.equal(await works(app, (await app.login({ ...account, pass: "secret2" })).token), true);
  assert.equal(await works(app, bystander), true);
});

test("any other change leaves its tokens alone", async () => {
  const { app, account, tokens } = await setting();
  const changes = { status: "active", nickname: "n", qq: "12345678", exp: 5, sign: null };
  assert.equal((await admin("PATCH", app.userAt(account.user), changes)).status, 200);
  for (const token of tokens) assert.equal(await works(app, token), true);
});

test("deleting a user ends its tokens at once", async () => {
  const { app, account, tokens, bystander } = await setting();
  await admin("DELETE", app.userAt(account.user));
  await allDead(app, tokens);
  assert.equal(await works(app, bystander), true);
});

test("a deleted and re-registered name inherits nothing: no token, no password, no field", async () => {
  const { app, account, tokens } = await setting();
  const had = { qq: "12345678", email: "a@b.cn", exp: 5, balance: 9, vip_until: 4102444800 };
  assert.equal((await admin("PATCH", app.userAt(account.user), had)).status, 200);
  await admin("DELETE", app.userAt(account.user));
  await app.register({ user: account.user, pass: "secret2", nickname: "new" });
  await allDead(app, tokens);
  const old = await post("login", { ...app.id, user: account.user, pass: account.pass });
  assert.equal(old.body.data, "账号密码错误");
  const { body } = await admin("GET", app.userAt(account.user));
  const { nickname, qq, email, sign, exp, balance, login_at, login_streak } = body;
  assert.deepEqual(
    { nickname, qq, email, sign, exp, balance, login_at, login_streak },
    { nickname: "new", qq: null, email: null, sign: null, exp: 0, balance: 0, login_at: null, login_streak: 0 },
  );
  assert.notEqual(body.vip_until, 4102444800);
  const { token } = await app.login({ user: account.user, pass: "secret2" });
  assert.equal(await works(app, token), true);
  await allDead(app, tokens);
});

test("a name deleted and re-registered many times never revives a token", async () => {
  const app = await newApp();
  const user = "10000001";
  const dead = [];
  for (let round = 0; round < 5; round += 1) {
    dead.push((await app.login(await app.register({ user }))).token);
    await admin("DELETE", app.userAt(user));
  }
  await app.register({ user });
  await allDead(app, dead);
});

test("a re-registered name inherits nothing either while another user's registration lies in the future", async () => {
  const app = await newApp();
  await app.register();
  // As if a clock that runs a minute ahead had dated it: users are numbered by the time of their registration.
  await d1(server.stateDir, "UPDATE users SET id = id + 60000000, created_at = created_at + 60 WHERE appid = ?1", app.appid);
  const { user, token } = await app.login();
  await admin("DELETE", app.userAt(user));
  await app.register({ user });
  await allDead(app, [token]);
});

test("no answer holds a password, its hash, a token or a key", async () => {
  const developer = await newDeveloper();
  const app = await newApp({}, developer.key);
  const account = await app.register({ pass: "Pa55-w0rd" });
  const { token } = await app.login(account);
  const texts = [];
  for (const key of [server.adminKey, developer.key]) {
    const calls = [
      ["GET", "/apps"],
      ["GET", `/apps/${app.appid}`],
      ["PATCH", `/apps/${app.appid}`, { name: "changed" }],
      ["GET", `/apps/${app.appid}/users`],
      ["GET", `/apps/${app.appid}/users?search=${account.user}`],
      ["GET", app.userAt(account.user)],
      ["PATCH", app.userAt(account.user), { password: "Pa55-w0rd" }],
      ["PATCH", app.userAt(account.user), { password: "Pa55-" }],
      ["DELETE", app.userAt(account.user, "/tokens")],
    ];
    for (const [method, path, body] of calls) texts.push((await admin(method, path, body, key)).text);
  }
  texts.push((await admin("POST", `/apps/${app.appid}/signature`)).text);
  texts.push((await admin("DELETE", app.userAt(account.user))).text);
  texts.push((await admin("DELETE", `/apps/${app.appid}?confirm=${app.appid}`)).text);

  const digest = (name, text) => createHash(name).update(text).digest("hex");
  const secrets = ["Pa55-", digest("md5", "Pa55-w0rd"), token, digest("sha256", token), developer.key, server.adminKey];
  secrets.push(digest("sha256", developer.key), digest("sha256", app.signature), "argon2");
  for (const text of texts) for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} in ${text}`);
});
