// /api/user/login: check the password, answer a new token. What the profile says stands in profile.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { md5 } from "../harness/credentials.mjs";
import { testCaller } from "../harness/caller.mjs";
import { words } from "../harness/words.mjs";

const { user, post, admin, newApp } = api();
const say = words.login;

testCaller("login", async (app) => {
  const { user: name, pass } = await app.register();
  return { user: name, pass };
}, ["user", "pass"]);

for (const [method, send] of [["GET", user], ["POST", post]]) {
  test(`the right password logs in (${method})`, async () => {
    const app = await newApp();
    const { user: name, pass } = await app.register();
    const { status, body } = await send("login", { ...app.id, user: name, pass });
    assert.equal(status, 200);
    assert.deepEqual([body.code, body.msg, body.data.username], [200, "success", name]);
  });
}

test("an unknown account looks like a wrong password", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  const wrong = await post("login", { ...app.id, user: name, pass: `${pass}1` });
  assert.equal(wrong.status, 200);
  assert.deepEqual(wrong.body, say.wrongCredentials);
  const unknown = await post("login", { ...app.id, user: `${name}1`, pass });
  assert.equal(unknown.text, wrong.text);
  assert.equal(unknown.status, wrong.status);
  const names = (answer) => [...answer.headers.keys()];
  assert.deepEqual(names(unknown), names(wrong));
});

test("a malformed account is just an unknown one", async () => {
  const app = await newApp();
  for (const name of ["a", "a".repeat(33), "用户", "a b c", "' OR '1'='1", "%", "_"]) {
    assert.deepEqual((await post("login", { ...app.id, user: name, pass: "secret1" })).body, say.wrongCredentials, name);
  }
});

test("passwords are compared exactly", async () => {
  const app = await newApp();
  const { user: name } = await app.register({ pass: " Pass+wörd%20 密码👍 " });
  const ask = async (pass) => (await user("login", { ...app.id, user: name, pass })).body;
  assert.equal((await ask(" Pass+wörd%20 密码👍 ")).code, 200);
  for (const pass of ["Pass+wörd%20 密码👍", " pass+wörd%20 密码👍 ", " Pass wörd%20 密码👍 ", " Pass+wörd%20 密码👍  "]) {
    assert.deepEqual(await ask(pass), say.wrongCredentials, pass);
  }
});

test("pass is taken as raw: the MD5 that was registered does not log in", async () => {
  const app = await newApp();
  const digest = md5("secret1");
  const { user: name } = await app.register({ pass: digest });
  for (const pass of [digest, digest.toUpperCase(), md5(digest)]) {
    assert.deepEqual((await post("login", { ...app.id, user: name, pass })).body, say.wrongCredentials);
  }
  await app.login({ user: name, pass: "secret1" });
});

test("accounts are compared without regard to case, and shown as they were registered", async () => {
  const app = await newApp();
  const { pass } = await app.register({ user: "Alice@Example" });
  for (const name of ["Alice@Example", "alice@example", "ALICE@EXAMPLE"]) {
    const { profile } = await app.login({ user: name, pass });
    assert.equal(profile.username, "Alice@Example");
  }
});

test("an account of another app does not log in", async () => {
  const [app, other] = [await newApp(), await newApp()];
  const { user: name, pass } = await other.register();
  assert.deepEqual((await post("login", { ...app.id, user: name, pass })).body, say.wrongCredentials);
});

test("a disabled user is told so only with the right password", async () => {
  const app = await newApp();
  const account = await app.register();
  const ask = async (pass) => (await post("login", { ...app.id, user: account.user, pass })).body;
  await admin("PATCH", app.userAt(account.user), { status: "disabled" });
  assert.deepEqual(await ask(account.pass), say.userDisabled);
  assert.deepEqual(await ask("wrong123"), say.wrongCredentials);
  await admin("PATCH", app.userAt(account.user), { status: "active" });
  assert.equal((await ask(account.pass)).code, 200);
});

test("a deleted user is an unknown account", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  await admin("DELETE", app.userAt(name));
  assert.deepEqual((await post("login", { ...app.id, user: name, pass })).body, say.wrongCredentials);
});

test("a password set by the admin replaces the old one", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  await admin("PATCH", app.userAt(name), { password: "another1" });
  assert.deepEqual((await post("login", { ...app.id, user: name, pass })).body, say.wrongCredentials);
  await app.login({ user: name, pass: "another1" });
});

test("a login works whether the app wants tokens or not", async () => {
  for (const token_required of [true, false]) {
    const app = await newApp({ token_required });
    const { token } = await app.login();
    assert.match(token, /^[0-9a-f]{64}$/);
  }
});

test("several logins of one account stay valid side by side", async () => {
  const app = await newApp();
  const account = await app.register();
  const tokens = [];
  for (let i = 0; i < 5; i += 1) tokens.push((await app.login(account)).token);
  assert.equal(new Set(tokens).size, 5);
  for (const [i, token] of tokens.entries()) {
    const { body } = await post("update_sign", { ...app.id, token, newsign: `签名${i}` });
    assert.deepEqual(body, words.update_sign.done);
  }
});

test("a failed login leaves no trace in the profile", async () => {
  const app = await newApp();
  const { user: name } = await app.register();
  await post("login", { ...app.id, user: name, pass: "wrong123" });
  assert.equal((await admin("GET", app.userAt(name))).body.login_at, null);
});
