// /api/user/qq: bind a QQ number.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { testCredentials } from "../harness/credentials.mjs";
import { testCaller } from "../harness/caller.mjs";
import { words } from "../harness/words.mjs";

const { user, post, admin, newApp } = api();
const say = words.qq;
const value = () => ({ qq: String(randomInt(1e9, 9e9)) });

testCaller("qq", async (app) => {
  const { token } = await app.login();
  return { ...value(), token };
}, ["qq"]);

testCredentials("qq", value, (stored) => stored.qq);

test("binding the number one already has succeeds", async () => {
  const app = await newApp();
  const { token } = await app.login();
  for (let i = 0; i < 2; i += 1) {
    const { body } = await user("qq", { ...app.id, token, qq: "12345678" });
    assert.deepEqual(body, say.done);
  }
});

test("the bound number stands in the next login's profile", async () => {
  const app = await newApp();
  const account = await app.login();
  await post("qq", { ...app.id, token: account.token, qq: "123456789" });
  const { profile } = await app.login(account);
  assert.equal(profile.qq, "123456789");
});

test("a QQ number is 5 to 13 digits", async () => {
  const app = await newApp();
  const { token } = await app.login();
  const long = ["12345678901234", "1".repeat(5000)];
  for (const qq of ["1234", ...long, "12345a", "12 345", " 12345", "12345 ", "+12345", "1234.5", "１２３４５"]) {
    const { status, body } = await post("qq", { ...app.id, token, qq });
    assert.equal(status, 200);
    assert.deepEqual(body, say.qqFormat, qq.slice(0, 40));
  }
  for (const qq of ["12345", "1234567890123", "00000"]) {
    assert.deepEqual((await post("qq", { ...app.id, token, qq })).body, say.done, qq);
  }
});

for (const token_required of [true, false]) {
  test(`another account's number is refused where token_required is ${token_required}`, async () => {
    const app = await newApp({ token_required });
    const [owner, other] = [await app.register({ qq: "123456789" }), await app.register({ qq: "987654321" })];
    const proof = async ({ user: name, pass }) =>
      token_required ? { token: (await app.login({ user: name, pass })).token } : { user: name, pass };
    const { status, body } = await post("qq", { ...app.id, ...(await proof(other)), qq: "123456789" });
    assert.equal(status, 200);
    assert.deepEqual(body, say.qqTaken);
    assert.equal((await admin("GET", app.userAt(other.user))).body.qq, "987654321");
    assert.equal((await admin("GET", app.userAt(owner.user))).body.qq, "123456789");
  });
}

test("a number is free again once its account has bound another or is gone", async () => {
  const app = await newApp();
  const [one, two, three] = [await app.login(), await app.login(), await app.login()];
  const bind = async ({ token }, qq) => (await post("qq", { ...app.id, token, qq })).body;
  assert.deepEqual(await bind(one, "123456789"), say.done);
  assert.deepEqual(await bind(two, "123456789"), say.qqTaken);
  assert.deepEqual(await bind(one, "987654321"), say.done);
  assert.deepEqual(await bind(two, "123456789"), say.done);
  await admin("DELETE", app.userAt(two.user));
  assert.deepEqual(await bind(three, "123456789"), say.done);
});

test("a number may be bound once in each app", async () => {
  for (const app of [await newApp(), await newApp()]) {
    const { token } = await app.login();
    assert.deepEqual((await post("qq", { ...app.id, token, qq: "123456789" })).body, say.done);
  }
});

test("without a token any registered account and password will do, and a malformed one is just wrong", async () => {
  const app = await newApp({ token_required: false });
  const { user: name, pass } = await app.register({ user: "alice@example.com", pass: "密 码!-_密码" });
  assert.deepEqual((await post("qq", { ...app.id, ...value(), user: name, pass })).body, say.done);
  for (const name of ["a", "a".repeat(33), "用户", "a b c"]) {
    assert.deepEqual((await post("qq", { ...app.id, ...value(), user: name, pass })).body, say.wrongCredentials, name);
  }
});
