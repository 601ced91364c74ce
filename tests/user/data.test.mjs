// /api/user/data: look at a user's profile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { testCaller } from "../harness/caller.mjs";
import { words } from "../harness/words.mjs";

const { post, admin, newApp } = api();
const say = words.data;

testCaller("data", async (app) => {
  const { user, token } = await app.login();
  return { user, token };
}, ["user"]);

const KEYS = [
  "username", "nickname", "qq", "useremail", "exp", "grade", "title", "createtime", "logintime", "viptime", "Continuous", "piastrenum",
  "likes", "Continuouslogin", "signature", "icon", "foll", "fans", "forum", "sex",
];

/** An app with a user who has bound everything, and another, both logged in. */
async function two(settings) {
  const app = await newApp(settings);
  const one = await app.login(await app.register({ user: "Alice", qq: "123456", email: "alice@example.com" }));
  const other = await app.login();
  const look = async (params) => (await post("data", { ...app.id, ...params })).body;
  return { app, one, other, look };
}

test("the profile has the login's plain keys, in its order, up to sex, with its values; and whether the address is verified", async () => {
  const { app, one, look } = await two();
  await admin("PATCH", app.userAt("alice"), { exp: 5, balance: 7, title: "版主", sign: "你好", sex: 2 });
  const { profile } = await app.login(one);
  const { code, data } = await look({ user: "alice", token: one.token });
  assert.equal(code, 200);
  assert.deepEqual(Object.keys(data), [...KEYS, "email_verified"]);
  for (const key of KEYS) assert.equal(data[key], profile[key], key);
});

test("QQ number and e-mail address are shown to the user itself, and to others where the app says so", async () => {
  const { app, one, other, look } = await two();
  const seen = async (params) => {
    const { data } = await look({ user: one.user, ...params });
    return [data.qq, data.useremail, data.email_verified];
  };
  const [shown, hidden] = [["123456", "alice@example.com", false], ["未公开", "未公开", null]];
  assert.deepEqual(await seen({ token: one.token }), shown);
  assert.deepEqual(await seen({ token: other.token }), hidden);
  await app.patch({ public_contacts: true });
  assert.deepEqual(await seen({ token: other.token }), shown);
  await app.patch({ public_contacts: false, token_required: false });
  assert.deepEqual(await seen({}), hidden, "anybody may look where the app wants no tokens");
  assert.deepEqual(await seen({ pass: one.pass }), shown, "a password proves that it is oneself");
  const unbound = (await look({ user: other.user, pass: other.pass })).data;
  assert.deepEqual([unbound.qq, unbound.useremail, unbound.email_verified], ["未绑定", "未绑定", false]);
});

test("a token of any user of the app is enough, one of another app or a dead one is not", async () => {
  const { app, one, other, look } = await two();
  const elsewhere = await two();
  assert.equal((await look({ user: "ALICE", token: other.token })).data.username, "Alice");
  for (const token of ["x", "0".repeat(64), elsewhere.one.token]) assert.deepEqual(await look({ user: "alice", token }), say.wrongToken);
  await admin("DELETE", app.userAt(other.user, "/tokens"));
  assert.deepEqual(await look({ user: "alice", token: other.token }), say.wrongToken);
  assert.equal((await look({ user: "alice", token: one.token })).code, 200);
});

test("the kind of proof is the app's: a token alone, or none; a token and a password together are refused", async () => {
  const { app, one, look } = await two();
  assert.deepEqual(await look({ user: "alice" }), say.missing("token"));
  assert.deepEqual(await look({ user: "alice", pass: one.pass }), say.missing("token"));
  assert.deepEqual(await look({ user: "alice", pass: one.pass, token: one.token }), say.mixed);
  await app.patch({ token_required: false });
  assert.deepEqual(await look({ user: "alice", token: one.token }), say.mixed);
  assert.deepEqual(await look({ user: "alice", pass: "wrong11" }), say.wrongCredentials);
  assert.deepEqual(await look({ user: "nobody", pass: one.pass }), say.wrongCredentials);
});

test("a user who is not there is told to who proved themselves; a disabled one may be looked at", async () => {
  const { app, one, other, look } = await two();
  assert.deepEqual(await look({ user: "nobody", token: one.token }), say.noSuchUser);
  assert.deepEqual(await look({ user: "nobody", token: "x" }), say.wrongToken);
  await admin("PATCH", app.userAt(other.user), { status: "disabled" });
  assert.equal((await look({ user: other.user, token: one.token })).code, 200);
});

test("a user who never logged in has no time of it", async () => {
  const { app, one, look } = await two();
  const { user } = await app.register();
  const { logintime, createtime } = (await look({ user, token: one.token })).data;
  assert.equal(logintime, "从未登录");
  assert.match(createtime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
});
