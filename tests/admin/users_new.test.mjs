// POST /api/admin/apps/{appid}/users: a user whom the developer adds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";
import { furtherColumns, others } from "../harness/columns.mjs";

const { admin, post, newApp, newDeveloper } = api();
const now = () => Math.floor(Date.now() / 1000);

const add = ({ appid }, body, key) => admin("POST", `/apps/${appid}/users`, { user: "alice", password: "secret1", ...body }, key);

test("an added user is one who has registered, and logs in", async () => {
  const app = await newApp();
  const before = now();
  const { status, body } = await add(app, { user: "Alice_01" });
  assert.equal(status, 201);
  assert.deepEqual((await admin("GET", app.userAt("alice_01"))).body, body);
  await app.register({ user: "registered", nickname: "Alice_01" });
  const { body: registered } = await admin("GET", app.userAt("registered"));
  const { created_at, vip_until } = body;
  assert.ok(created_at >= before && created_at <= now());
  assert.equal(vip_until, created_at);
  assert.deepEqual(body, { ...registered, user: "Alice_01", created_at, vip_until }, "the nickname is the account");
  const login = (pass) => post("login", { ...app.id, user: "Alice_01", pass });
  assert.equal((await login("secret1")).body.code, 200);
  assert.equal((await login("secret2")).body.code, 400);
});

test("whatever PATCH takes may come along, a balance with its row in the ledger", async () => {
  const app = await newApp();
  const named = {
    user: "full", nickname: "顾江", qq: "1234567890123", email: "a@b.cn", icon: "https://a.cn/b.png", sign: "签名", exp: 7, grade: 3, title: "版主",
    sex: 2, balance: -152, likes: 1, following: 2, fans: 4, posts: 5, checkin_streak: 6, vip_until: null, status: "disabled",
  };
  const given = { ...others(furtherColumns("users", Object.keys(named))), ...named };
  const { status, body } = await add(app, given);
  assert.equal(status, 201);
  const { created_at, login_at, login_streak, checkin_at, email_verified, ...rest } = body;
  assert.deepEqual(rest, given);
  assert.deepEqual([login_at, login_streak, checkin_at, email_verified], [null, 0, null, false]);
  const { items } = (await admin("GET", app.userAt("full", "/ledger"))).body;
  assert.deepEqual(items.map(({ kind, amount, balance }) => [kind, amount, balance]), [["admin", -152, -152]]);
  const { body: plain } = await add(app, { user: "plain", balance: 0, exp: null });
  assert.deepEqual([plain.balance, plain.exp], [0, 0]);
  assert.deepEqual((await admin("GET", app.userAt("plain", "/ledger"))).body.items, []);
});

test("an account follows the app's rules, whatever the password's letters", async () => {
  const app = await newApp({ account_min: 5, account_max: 60, strict_format: true });
  for (const user of [undefined, null, 12345, "", "a b c", "账号账号账号", "..", "abcd", "a".repeat(61)]) {
    assertRefused(await add(app, { user }), 422, "user");
  }
  for (const password of [undefined, null, 123456, "", "12345", "密码密码密"]) {
    assertRefused(await add(app, { password }), 422, "password");
  }
  for (const [field, value] of [["nickname", ""], ["qq", "1"], ["exp", -1], ["login_at", 5], ["pass", "secret1"], ["generation", 1]]) {
    assertRefused(await add(app, { [field]: value }), 422, field);
  }
  assert.deepEqual((await admin("GET", `/apps/${app.appid}/users`)).body.items, []);
  const longest = "a.b_c-d@e+".repeat(6);
  const { status, body } = await add(app, { user: longest, password: "新密码 🔑!" });
  assert.deepEqual([status, body.user, body.nickname], [201, longest, longest.slice(0, 50)]);
  assert.equal((await post("login", { ...app.id, user: longest, pass: "新密码 🔑!" })).body.code, 200);
});

test("an account or QQ number that is taken is 409, and nothing of the call is done", async () => {
  const [app, other] = [await newApp(), await newApp()];
  await app.register({ user: "Taken", qq: "12345678" });
  const taken = async (body, code) => {
    const answer = await add(app, { balance: 5, ...body });
    assertRefused(answer, 409);
    assert.equal(answer.body.error.code, code);
  };
  await taken({ user: "tAKEN" }, "account_taken");
  await taken({ user: "tAKEN", qq: "12345678" }, "account_taken");
  await taken({ user: "other", qq: "12345678" }, "qq_taken");
  const { items } = (await admin("GET", `/apps/${app.appid}/users`)).body;
  assert.deepEqual(items.map(({ user, balance }) => [user, balance]), [["Taken", 0]]);
  assert.deepEqual((await admin("GET", app.userAt("Taken", "/ledger"))).body.items, []);
  assert.equal((await add(other, { user: "taken", qq: "12345678" })).status, 201, "another app");

  const race = await Promise.all(Array.from({ length: 6 }, () => add(app, { user: "racer", balance: 5 })));
  assert.deepEqual(race.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409]);
  assert.equal((await admin("GET", app.userAt("racer"))).body.balance, 5);
});

test("a developer's key adds users to its own apps alone", async () => {
  const [{ key }, { key: other }] = [await newDeveloper(), await newDeveloper()];
  const app = await newApp({}, key);
  assertRefused(await add(app, {}, other), 404);
  assertRefused(await add({ appid: "1" }, {}), 404);
  assert.equal((await add(app, {}, key)).status, 201);
});

test("adding is 2 round trips and what a registration writes, 2 rows more for a balance, 1 for the audit log; a refusal writes nothing", async () => {
  const app = await newApp();
  const cost = async (body) => {
    const { read, kv_get, kv_put, ...rest } = (await add(app, body)).cost;
    return rest;
  };
  assert.deepEqual(await cost({ user: "user1" }), { d1: 2, written: 3, hash: 1 });
  assert.deepEqual(await cost({ user: "user2", qq: "12345678", email: "a@b.cn" }), { d1: 2, written: 5, hash: 1 });
  assert.deepEqual(await cost({ user: "user3", balance: 5 }), { d1: 2, written: 5, hash: 1 });
  assert.deepEqual(await cost({ user: "user3", balance: 5 }), { d1: 2, written: 0, hash: 1 });
  assert.deepEqual(await cost({ user: "user4", qq: "12345678" }), { d1: 3, written: 0, hash: 1 });
  assert.deepEqual(await cost({ user: "a b" }), { d1: 1, written: 0, hash: 0 });
  assert.deepEqual(await cost({ user: "user4", password: "x" }), { d1: 0, written: 0, hash: 0 });
});
