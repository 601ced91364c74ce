// /api/user/logout, logout_all, delete_account.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";
import { testCaller } from "../harness/caller.mjs";
import { d1 } from "../harness/server.mjs";
import { words } from "../harness/words.mjs";

const { server, post, admin, newApp } = api();

testCaller("logout", async (app) => ({ token: (await app.login()).token }), ["token"]);
testCaller("logout_all", async (app) => ({ token: (await app.login()).token }), []);
testCaller("delete_account", async (app) => {
  const { user, pass } = await app.register();
  return { user, pass };
}, ["user", "pass"]);

const works = async (app, token) => (await post("update_sign", { ...app.id, token, newsign: "n" })).body.code === 200;

test("logout ends this token at once, also where an isolate has just used it, and no other", async () => {
  const bare = await startBare();
  try {
    const here = api(bare);
    const there = api(bare.elsewhere);
    const app = await here.newApp();
    const account = await app.login();
    const other = await app.login(account);
    const sign = async ({ user }, token) => (await user("update_sign", { ...app.id, token, newsign: "n" })).body.code;
    const kv = await bare.kv();
    const key = `token:${createHash("sha256").update(account.token).digest("hex")}`;
    while ((await kv.get(key)) === null) await sleep(10); // it is put after the answer
    for (const each of [here, there]) assert.equal(await sign(each, account.token), 200);
    assert.deepEqual((await there.post("logout", { ...app.id, token: account.token })).body, words.logout.done);
    for (const each of [here, there]) assert.equal(await sign(each, account.token), 401);
    for (const each of [here, there]) assert.equal(await sign(each, other.token), 200);
    while ((await kv.get(key)) !== null) await sleep(10);
    assert.deepEqual((await here.post("logout", { ...app.id, token: account.token })).body, words.logout.wrongToken);
  } finally {
    await bare.stop();
  }
});

test("logout takes a token whatever the app's setting says, and no other app's", async () => {
  const [app, elsewhere] = [await newApp({ token_required: false }), await newApp()];
  const { token } = await app.login();
  for (const wrong of ["x", "0".repeat(64), (await elsewhere.login()).token]) {
    assert.deepEqual((await post("logout", { ...app.id, token: wrong })).body, words.logout.wrongToken);
  }
  assert.deepEqual((await post("logout", { ...app.id, token })).body, words.logout.done);
});

for (const token_required of [true, false]) {
  test(`logout_all ends every token of the user and no other's, where token_required is ${token_required}`, async () => {
    const app = await newApp({ token_required });
    const account = await app.login();
    const [second, other] = [await app.login(account), await app.login()];
    const proof = token_required ? { token: account.token } : { user: account.user, pass: account.pass };
    assert.deepEqual((await post("logout_all", { ...app.id, ...proof })).body, words.logout_all.done);
    await app.patch({ token_required: true });
    assert.deepEqual([await works(app, account.token), await works(app, second.token), await works(app, other.token)], [false, false, true]);
    assert.ok(await works(app, (await app.login(account)).token), "a new login works");
  });

  test(`delete_account takes user and pass where token_required is ${token_required}, and removes what is kept`, async () => {
    const app = await newApp({ token_required });
    const account = await app.login(await app.register({ user: "10001", qq: "123456", email: "a@b.cn" }));
    const proof = token_required ? { token: account.token } : { user: account.user, pass: account.pass };
    await admin("PATCH", app.userAt(account.user), { balance: 5 });
    assert.equal((await post("feedback", { ...app.id, ...proof, title: "t", content: "c" })).body.code, 200);
    const gone = { ...app.id, user: account.user, pass: account.pass };
    assert.deepEqual((await post("delete_account", { ...gone, pass: "wrong11" })).body, words.delete_account.wrongCredentials);
    assert.deepEqual((await post("delete_account", gone)).body, words.delete_account.done);

    assert.equal((await admin("GET", app.userAt(account.user))).status, 404);
    assert.deepEqual((await post("login", gone)).body, words.login.wrongCredentials);
    assert.deepEqual((await post("delete_account", gone)).body, words.delete_account.wrongCredentials);
    assert.equal(await works(app, account.token), false);
    const left = (table) => d1(server.stateDir, `SELECT * FROM ${table} WHERE appid = ?1`, app.appid);
    assert.deepEqual([await left("users"), await left("feedback")], [[], []]);
    assert.ok((await left("ledger")).every((row) => !Object.values(row).includes(account.user)), "the ledger has no name");
    // The name is free, and inherits nothing.
    const again = await app.login(await app.register({ user: "10001", qq: "123456" }));
    assert.equal(again.profile.piastrenum, 0);
    await app.patch({ token_required: true });
    assert.equal(await works(app, account.token), false);
  });
}

test("whoever is registered may leave and log out everywhere, whatever the documents' narrower forms", async () => {
  const app = await newApp();
  const account = await app.login(await app.register({ user: "Alice_01", pass: "se cret!" }));
  assert.deepEqual((await post("logout_all", { ...app.id, token: account.token })).body, words.logout_all.done);
  await app.patch({ token_required: false });
  const proof = { ...app.id, user: "alice_01", pass: "se cret!" };
  assert.deepEqual((await post("logout_all", proof)).body, words.logout_all.done);
  assert.deepEqual((await post("delete_account", proof)).body, words.delete_account.done);
});

test("a disabled user does not leave, and nothing of it goes", async () => {
  const app = await newApp();
  const { user, pass } = await app.register();
  await admin("PATCH", app.userAt(user), { status: "disabled" });
  assert.deepEqual((await post("delete_account", { ...app.id, user, pass })).body, words.delete_account.userDisabled);
  assert.equal((await admin("GET", app.userAt(user))).status, 200);
});
