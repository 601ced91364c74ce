// /api/user/new_pass: change the password.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { testCaller } from "../harness/caller.mjs";
import { words } from "../harness/words.mjs";

const { post, newApp } = api();
const say = words.new_pass;

testCaller("new_pass", async (app) => ({ newpass: "secret2", token: (await app.login()).token }), ["newpass"]);

const opens = async (app, user, pass) => (await post("login", { ...app.id, user, pass })).body.code === 200;

for (const token_required of [true, false]) {
  test(`account and password are enough where token_required is ${token_required}; every token of the user dies`, async () => {
    const app = await newApp({ token_required });
    const account = await app.login();
    const sent = { ...app.id, user: account.user, pass: account.pass, newpass: "secret2" };
    assert.deepEqual((await post("new_pass", sent)).body, say.done);
    assert.deepEqual([await opens(app, account.user, "secret2"), await opens(app, account.user, account.pass)], [true, false]);
    assert.deepEqual((await post("new_pass", sent)).body, say.wrongCredentials);
    await app.patch({ token_required: true });
    assert.deepEqual((await post("new_pass", { ...app.id, token: account.token, newpass: "secret3" })).body, say.wrongToken);
  });
}

test("a token is enough where the app wants tokens, and dies with the others", async () => {
  const app = await newApp();
  const account = await app.login();
  const other = await app.login(account);
  const change = async (token) => (await post("new_pass", { ...app.id, token, newpass: "secret2" })).body;
  assert.deepEqual(await change(account.token), say.done);
  for (const token of [account.token, other.token, "0".repeat(64)]) assert.deepEqual(await change(token), say.wrongToken);
  assert.ok(await opens(app, account.user, "secret2"));
});

test("nothing sent that proves who asks, one half of it, both kinds at once, the kind that the app does not want", async () => {
  const app = await newApp();
  const { user, pass, token } = await app.login();
  const ask = async (sent) => (await post("new_pass", { ...app.id, newpass: "secret2", ...sent })).body;
  assert.deepEqual(await ask({}), say.nothingProven);
  assert.deepEqual(await ask({ user }), say.missing("pass"));
  assert.deepEqual(await ask({ pass }), say.missing("user"));
  assert.deepEqual(await ask({ user, pass, token }), say.mixed);
  await app.patch({ token_required: false });
  assert.deepEqual(await ask({ token }), say.missing("user"));
  assert.ok(await opens(app, user, pass));
});

test("a new password is 6 to 64 characters, and letters and digits where the app is strict", async () => {
  const app = await newApp();
  const account = await app.login();
  const change = async (newpass) => (await post("new_pass", { ...app.id, token: account.token, newpass })).body;
  for (const newpass of ["12345", "a".repeat(65), "secret!", "密码密码密码", "a b c d"]) {
    assert.deepEqual(await change(newpass), say.newPasswordFormat, newpass);
  }
  await app.patch({ strict_format: false });
  assert.deepEqual(await change("密 码!🔑ab"), say.done);
  assert.ok(await opens(app, account.user, "密 码!🔑ab"));
});

test("an app that does not allow it says so before anything else of the user", async () => {
  const app = await newApp({ allow_new_pass: false });
  const { user, pass, token } = await app.login();
  for (const sent of [{ token }, { user, pass }, { user, pass: "wrong11" }, { token: "x", newpass: "x" }, {}]) {
    const answer = await post("new_pass", { ...app.id, newpass: "secret2", ...sent });
    assert.deepEqual(answer.body, say.newPassNotAllowed);
    assert.equal(answer.cost.hash, 0);
  }
  await app.patch({ allow_new_pass: true });
  assert.deepEqual((await post("new_pass", { ...app.id, newpass: "secret2", token })).body, say.done);
});

test("nobody without a valid signature costs a hash", async () => {
  const app = await newApp();
  const { token } = await app.login();
  for (const sent of [{ signature: "x" }, { appid: "1" }]) {
    const { body, cost } = await post("new_pass", { ...app.id, token, newpass: "secret2", ...sent });
    assert.notEqual(body.code, 200);
    assert.equal(cost.hash, 0);
  }
});
