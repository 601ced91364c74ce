// /api/user/token_check: whose token this is.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api, ok } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";
import { testCaller } from "../harness/caller.mjs";
import { words } from "../harness/words.mjs";

const say = words.token_check;

testCaller("token_check", async (app) => ({ token: (await app.login()).token }), ["token"]);

// A server of one's own, for its KV and for an isolate that has met nobody.
let server, here, there, kv;
before(async () => {
  server = await startBare();
  [here, there] = [api(server), api(server.elsewhere)];
  kv = await server.kv();
});
after(() => server.stop());

const keyOf = (token) => `token:${createHash("sha256").update(token).digest("hex")}`;
/** Waits until KV knows `token`, or does not any more: it is told after the answer. */
const known = async (token, is = true) => {
  while (((await kv.get(keyOf(token))) !== null) !== is) await sleep(10);
};
const check = (at, app, token, more) => at.post("token_check", { ...app.id, token, ...more });

test("it says whose token it is and when it dies, from KV without D1 once the isolate has met the app", async () => {
  const app = await here.newApp();
  const account = await app.login(await app.register({ user: "Alice" }));
  const expected = ok({ username: "Alice", token_dead: account.profile.token_dead });
  await known(account.token);
  const first = await check(there, app, account.token);
  assert.deepEqual(first.body, expected);
  assert.deepEqual([first.cost.d1, first.cost.kv_get], [1, 0], "an isolate that has not met the app asks D1 for it all");
  const second = await check(there, app, account.token);
  assert.deepEqual(second.body, expected);
  assert.deepEqual([second.cost.d1, second.cost.kv_get, second.cost.written], [0, 1, 0]);
  const fresh = await check(there, app, account.token, { fresh: "1" });
  assert.deepEqual(fresh.body, expected);
  assert.deepEqual([fresh.cost.d1, fresh.cost.kv_get], [1, 0]);
});

test("a token that KV does not know is D1's to tell", async () => {
  const app = await here.newApp({ token_ttl: 60 });
  const { user, token } = await app.login();
  for (let i = 0; i < 2; i += 1) assert.equal((await check(here, app, token)).body.data.username, user);
  for (const wrong of ["x", "0".repeat(64), `${token} `]) assert.deepEqual((await check(here, app, wrong)).body, say.wrongToken);
});

test("a token of another app is none, whether KV knows it or not", async () => {
  const [app, other] = [await here.newApp(), await here.newApp()];
  const { token } = await app.login();
  await known(token);
  await other.login();
  assert.deepEqual((await check(here, other, token)).body, say.wrongToken);
  assert.equal((await check(here, app, token)).body.code, 200);
});

/** Ways to end tokens: of the user with `account`, who is logged in with `account.token`. */
const ENDS = {
  logout: (app, { token }) => here.post("logout", { ...app.id, token }),
  logout_all: (app, { token }) => here.post("logout_all", { ...app.id, token }),
  new_pass: (app, { token }) => here.post("new_pass", { ...app.id, token, newpass: "secret2" }),
  delete_account: (app, { user, pass }) => here.post("delete_account", { ...app.id, user, pass }),
  "a revocation": (app, { user }) => here.admin("DELETE", app.userAt(user, "/tokens")),
  "another password": (app, { user }) => here.admin("PATCH", app.userAt(user), { password: "secret2" }),
  "disabling the user": (app, { user }) => here.admin("PATCH", app.userAt(user), { status: "disabled" }),
  "deleting the user": (app, { user }) => here.admin("DELETE", app.userAt(user)),
};

for (const [name, end] of Object.entries(ENDS)) {
  test(`${name} ends it: at once with fresh, and KV forgets the token`, async () => {
    const app = await here.newApp();
    const account = await app.login();
    const other = await app.login(account);
    for (const { token } of [account, other]) await known(token);
    assert.equal((await check(there, app, account.token)).body.code, 200);
    const { body, status } = await end(app, account);
    assert.ok(status === 200 && (body.code ?? 200) === 200, JSON.stringify(body));
    assert.deepEqual((await check(there, app, account.token, { fresh: "1" })).body, say.wrongToken);
    await known(account.token, false);
    assert.deepEqual((await check(there, app, account.token)).body, say.wrongToken);
    if (name === "logout") return assert.equal((await check(there, app, other.token)).body.code, 200);
    await known(other.token, false);
  });
}

test("of a user's many tokens those that KV may know are listed, so that none outlives its revocation there", async () => {
  const app = await here.newApp();
  const account = await app.register();
  const tokens = [];
  for (let i = 0; i < 20; i += 1) tokens.push((await app.login(account)).token);
  await known(tokens[15]);
  const inKv = async () => (await Promise.all(tokens.map((token) => kv.get(keyOf(token))))).filter((entry) => entry !== null).length;
  assert.equal(await inKv(), 16);
  for (const token of tokens) assert.equal((await check(here, app, token)).body.code, 200, "the others are D1's");
  await here.admin("DELETE", app.userAt(account.user, "/tokens"));
  while ((await inKv()) > 0) await sleep(10);
  const { token } = await app.login(account);
  await known(token); // the dead ones make room
});

test("a new signature, a stopped app and a disabled developer hold within the minute for which an isolate remembers the app, at once with fresh", async () => {
  const { id, key } = await here.newDeveloper();
  const app = await here.newApp({}, key);
  const { token } = await app.login();
  const fresh = async () => (await check(there, app, token, { fresh: "1" })).body;
  await here.admin("PATCH", `/developers/${id}`, { status: "disabled" });
  assert.deepEqual(await fresh(), say.developerDisabled);
  await here.admin("PATCH", `/developers/${id}`, { status: "active" });
  await app.patch({ status: "disabled" });
  assert.deepEqual(await fresh(), say.appDisabled);
  await app.patch({ status: "active" });
  await here.admin("POST", `/apps/${app.appid}/signature`);
  assert.deepEqual(await fresh(), say.wrongSignature);
});
