// /api/user/register: create an account in an app.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { md5 } from "../harness/credentials.mjs";
import { testCaller } from "../harness/caller.mjs";
import { assertWords, words } from "../harness/words.mjs";

const { user, post, admin, newApp } = api();
const say = words.register;

let serial = 0;
const fresh = (more = {}) => ({ user: `user${(serial += 1)}`, pass: md5("secret1"), nickname: "昵称", ...more });

testCaller("register", () => fresh(), ["user", "pass", "nickname"]);

for (const [method, send] of [["GET", user], ["POST", post]]) {
  test(`what is registered by ${method} is stored as it was sent`, async () => {
    const app = await newApp();
    const nickname = "用户昵称 ★ & = + % 👍";
    const imag = "https://example.com/avatar.jpg?a=1&b=%20#top";
    const account = fresh({ nickname, imag, qq: "123456789", email: "user@example.com" });
    const { status, body } = await send("register", { ...app.id, ...account });
    assert.equal(status, 200);
    assert.deepEqual(body, say.done);
    const { body: stored } = await admin("GET", app.userAt(account.user));
    const { user: name, qq, email, icon, status: state } = stored;
    assert.deepEqual([name, stored.nickname, qq, email, icon, state],
      [account.user, nickname, account.qq, account.email, imag, "active"]);
  });
}

test("QQ number, e-mail address and picture are optional, and empty ones count as absent", async () => {
  const app = await newApp();
  for (const empty of [{}, { qq: "", email: "", imag: "" }]) {
    const account = fresh(empty);
    assert.deepEqual((await post("register", { ...app.id, ...account })).body, say.done);
    const { body } = await admin("GET", app.userAt(account.user));
    assert.deepEqual([body.qq, body.email, body.icon], [null, null, null]);
  }
});

test("an account is letters, digits and _-.@+", async () => {
  const app = await newApp();
  for (const name of ["user123456", "13800138000", "A.b-c_d@e+f", "____", "0000"]) {
    assert.deepEqual((await post("register", { ...app.id, ...fresh({ user: name }) })).body, say.done, name);
  }
  const others = ["用户账号", "user 1", " user1", "user1\n", "user\0", "user!", "us'er", "user%", "usér", "ｕｓｅｒ", "a/b/c"];
  for (const name of others) {
    assertWords((await post("register", { ...app.id, ...fresh({ user: name }) })).body, say.accountFormat, name);
  }
});

test("an account has 4 to 32 characters unless the app says otherwise", async () => {
  const app = await newApp();
  const ask = async (length) => (await post("register", { ...app.id, ...fresh({ user: "a".repeat(length) }) })).body;
  assert.deepEqual(await ask(3), say.accountLength(4, 32));
  assert.deepEqual(await ask(33), say.accountLength(4, 32));
  assert.deepEqual(await ask(4), say.done);
  assert.deepEqual(await ask(32), say.done);
});

test("an app's own account lengths hold, and a change of them with the next registration", async () => {
  const app = await newApp({ account_min: 6, account_max: 8 });
  const ask = async (length) => (await post("register", { ...app.id, ...fresh({ user: "a".repeat(length) }) })).body;
  for (const length of [5, 9]) assert.deepEqual(await ask(length), say.accountLength(6, 8));
  for (const length of [6, 8]) assert.deepEqual(await ask(length), say.done);
  await app.patch({ account_min: 7, account_max: 9 });
  for (const length of [6, 10]) assert.deepEqual(await ask(length), say.accountLength(7, 9));
  for (const length of [7, 9]) assert.deepEqual(await ask(length), say.done);
});

test("an account is taken without regard to case", async () => {
  const app = await newApp();
  await app.register({ user: "Alice" });
  for (const name of ["Alice", "alice", "ALICE"]) {
    const { status, body } = await post("register", { ...app.id, ...fresh({ user: name }) });
    assert.equal(status, 200);
    assert.deepEqual(body, say.accountTaken);
  }
});

test("an account that is taken keeps its password and nickname", async () => {
  const app = await newApp();
  const account = await app.register({ nickname: "第一" });
  const { body } = await post("register", { ...app.id, ...account, pass: "another1", nickname: "第二" });
  assert.deepEqual(body, say.accountTaken);
  const { profile } = await app.login(account);
  assert.equal(profile.nickname, "第一");
});

test("each app has accounts and QQ numbers of its own", async () => {
  const account = fresh({ qq: "123456789" });
  for (const app of [await newApp(), await newApp()]) {
    assert.deepEqual((await post("register", { ...app.id, ...account })).body, say.done);
  }
});

test("a deleted user's account and QQ number are free again", async () => {
  const app = await newApp();
  const account = fresh({ qq: "123456789" });
  await app.register(account);
  await admin("DELETE", app.userAt(account.user));
  assert.deepEqual((await post("register", { ...app.id, ...account })).body, say.done);
});

test("a QQ number is 5 to 13 digits", async () => {
  const app = await newApp();
  const almost = ["12345a", "12 345", " 12345", "12345 ", "-12345", "1234.5", "１２３４５", "QQ12345"];
  for (const qq of ["1234", "12345678901234", ...almost]) {
    assert.deepEqual((await post("register", { ...app.id, ...fresh({ qq }) })).body, say.qqFormat, qq);
  }
  for (const qq of ["12345", "1234567890123", "00000"]) {
    assert.deepEqual((await post("register", { ...app.id, ...fresh({ qq }) })).body, say.done, qq);
  }
});

test("a QQ number of another account is refused, and nothing is registered", async () => {
  const app = await newApp();
  await app.register({ qq: "123456789" });
  const account = fresh({ qq: "123456789" });
  assert.deepEqual((await post("register", { ...app.id, ...account })).body, say.qqTaken);
  assert.equal((await admin("GET", app.userAt(account.user))).status, 404);
  assert.deepEqual((await post("register", { ...app.id, ...account, qq: "987654321" })).body, say.done);
});

test("an e-mail address is what the documents' regular expression takes, of at most 254 characters", async () => {
  const app = await newApp();
  const long = (length) => `${"a".repeat(length - 12)}@example.com`;
  for (const email of [
    "user", "user@", "@example.com", "user@example", "user@example.c", "a b@example.com", "用户@example.com", "a@b@c.com",
    "user@example.com ", "user@exa_mple.com", "user@例子.com", "user@example.com\n", "user@example.c0m", long(255),
  ]) {
    assert.deepEqual((await post("register", { ...app.id, ...fresh({ email }) })).body, say.emailFormat, email);
  }
  for (const email of ["user@example.com", "A.b_c%d+e-f@x-y.z.CO", "1@2.cn", "..@-.cn", long(254)]) {
    assert.deepEqual((await post("register", { ...app.id, ...fresh({ email }) })).body, say.done, email);
  }
});

test("several accounts may have one e-mail address", async () => {
  const app = await newApp();
  for (let i = 0; i < 2; i += 1) await app.register({ email: "user@example.com" });
});

test("a nickname is 1 to 50 characters without control characters", async () => {
  const app = await newApp();
  for (const nickname of ["顾", "昵".repeat(50), "👍".repeat(50), " ", "<b>'\"&", "مرحبا"]) {
    assert.deepEqual((await post("register", { ...app.id, ...fresh({ nickname }) })).body, say.done, nickname);
  }
  for (const nickname of ["昵".repeat(51), "👍".repeat(51), "a\nb", "a\0b", "\t", "a\x7fb", "a\u0085b"]) {
    assertWords((await post("register", { ...app.id, ...fresh({ nickname }) })).body, say.otherFormat, nickname);
  }
});

test("a picture is an http(s) URL of at most 2048 characters", async () => {
  const app = await newApp();
  const long = (length) => `https://example.com/${"a".repeat(length - 20)}`;
  for (const imag of ["http://example.com", "https://example.com/图.jpg", "HTTPS://EXAMPLE.COM/A.JPG", long(2048)]) {
    assert.deepEqual((await post("register", { ...app.id, ...fresh({ imag }) })).body, say.done, imag.slice(0, 40));
  }
  for (const imag of [
    "avatar.jpg", "//example.com/a.jpg", "ftp://example.com/a.jpg", "javascript:alert(1)", "data:image/png;base64,AA",
    "https://", "https:///a", "https://a\" onerror=\"x", long(2049),
  ]) {
    assertWords((await post("register", { ...app.id, ...fresh({ imag }) })).body, say.otherFormat, imag.slice(0, 40));
  }
});

test("a raw password has at least 6 characters", async () => {
  const app = await newApp();
  for (const pass of ["12345", "密码密码密", "👍👍👍👍👍"]) {
    assertWords((await post("register", { ...app.id, ...fresh({ pass }) })).body, say.otherFormat, pass);
  }
  for (const pass of ["123456", "密码密码密码", "      ", "x".repeat(5000)]) {
    assert.deepEqual((await post("register", { ...app.id, ...fresh({ pass }) })).body, say.done, pass.slice(0, 20));
  }
});

test("an MD5 in either case and the raw password itself open the same way at login", async () => {
  const app = await newApp();
  const raw = "user_password123";
  for (const pass of [md5(raw), md5(raw).toUpperCase(), raw]) {
    const account = fresh({ pass });
    await app.register(account);
    await app.login({ ...account, pass: raw });
  }
});

test("32 characters that are not all hex digits are a raw password", async () => {
  const app = await newApp();
  const pass = `${md5("x").slice(1)}g`;
  await app.login(await app.register(fresh({ pass })));
});
