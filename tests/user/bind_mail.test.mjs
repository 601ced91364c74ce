// /api/user/bind_mail: bind or replace the e-mail address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { testCredentials, testNarrowedForms } from "../harness/credentials.mjs";
import { testCaller } from "../harness/caller.mjs";
import { codeTo, ownAddress, wrongCode } from "../harness/mail.mjs";
import { d1 } from "../harness/server.mjs";
import { words } from "../harness/words.mjs";

const { post, admin, newApp, server } = api();
const say = words.bind_mail;
const value = () => ({ mail: "user@example.com" });

testCaller("bind_mail", async (app) => {
  const { token } = await app.login();
  return { ...value(), token };
}, ["mail"]);

testCredentials("bind_mail", value, (stored) => stored.email);
testNarrowedForms("bind_mail", value);

test("a new address replaces the old one and stands in the next login's profile", async () => {
  const app = await newApp();
  const account = await app.login({ email: "old@example.com" });
  assert.equal(account.profile.useremail, "old@example.com");
  const { body } = await post("bind_mail", { ...app.id, token: account.token, mail: "New@Example.com" });
  assert.deepEqual(body, say.done);
  const { profile } = await app.login(account);
  assert.equal(profile.useremail, "New@Example.com");
});

test("an address is what the documents' regular expression takes, of at most 254 characters", async () => {
  const app = await newApp();
  const { token } = await app.login();
  const long = (length) => `${"a".repeat(length - 12)}@example.com`;
  for (const mail of [
    "user", "user@", "@example.com", "user@example", "user@example.c", "a b@example.com", "用户@example.com", "a@b@c.com",
    " user@example.com", "user@exa_mple.com", "user@例子.com", "user@example.com\n", "\"a\"@example.com", long(255),
  ]) {
    const { status, body } = await post("bind_mail", { ...app.id, token, mail });
    assert.equal(status, 200);
    assert.deepEqual(body, say.emailFormat, mail);
  }
  for (const mail of ["user@example.com", "A.b_c%d+e-f@x-y.z.CO", "1@2.cn", "..@-.cn", long(254)]) {
    assert.deepEqual((await post("bind_mail", { ...app.id, token, mail })).body, say.done, mail);
  }
});

test("the address is called mail here: email is an unknown parameter", async () => {
  const app = await newApp();
  const { token } = await app.login();
  const sent = { ...app.id, token, email: "user@example.com" };
  assert.deepEqual((await post("bind_mail", sent)).body, say.missing("mail"));
});

test("several accounts may have one address, and binding it again succeeds", async () => {
  const app = await newApp();
  for (const { token } of [await app.login(), await app.login()]) {
    for (let i = 0; i < 2; i += 1) {
      assert.deepEqual((await post("bind_mail", { ...app.id, token, ...value() })).body, say.done);
    }
  }
});

/** Has a code for binding `mail` sent to it. */
async function codeFor(app, token, mail) {
  assert.deepEqual((await post("send_code", { ...app.id, token, mail, purpose: "bind" })).body, words.send_code.done);
  return codeTo(mail);
}

const bind = async (app, sent) => (await post("bind_mail", { ...app.id, ...sent })).body;
const stored = async (app, { user }) => {
  const { email, email_verified } = (await admin("GET", app.userAt(user))).body;
  return [email, email_verified];
};

test("where the app wants a code, the address is bound by the one that was sent there, once, and is verified then", async () => {
  const app = await newApp({ verify_mail: true });
  const account = await app.login();
  const { token } = account;
  const mail = ownAddress();
  assert.deepEqual(await bind(app, { token, mail }), say.missing("code"));
  assert.deepEqual(await bind(app, { token, mail, code: "123456" }), say.wrongCode);
  const code = await codeFor(app, token, mail);
  assert.deepEqual(await bind(app, { token, mail: ownAddress(), code }), say.wrongCode, "another address");
  assert.deepEqual(await bind(app, { token: (await app.login()).token, mail, code }), say.wrongCode, "another user");
  assert.deepEqual(await stored(app, account), [null, false]);
  assert.deepEqual(await bind(app, { token, mail: mail.toUpperCase(), code }), say.done);
  assert.deepEqual(await stored(app, account), [mail.toUpperCase(), true]);
  assert.deepEqual(await bind(app, { token, mail, code }), say.wrongCode, "a second time");
});

test("a code for a new password binds nothing, and the other way round", async () => {
  const app = await newApp({ verify_mail: true });
  const mail = ownAddress();
  const account = await app.login({ email: mail });
  await post("send_code", { ...app.id, mail, purpose: "reset" });
  const forReset = await codeTo(mail);
  assert.deepEqual(await bind(app, { token: account.token, mail, code: forReset }), say.wrongCode);
  await d1(server.stateDir, "DELETE FROM code_requests WHERE mail = ?1", mail);
  assert.deepEqual((await post("reset_pass", { ...app.id, user: account.user, mail, code: forReset, newpass: "secret2" })).body, words.reset_pass.done);
});

test("a try by a token that was revoked does not count", async () => {
  const app = await newApp({ verify_mail: true });
  const { user: name, pass, token: dead } = await app.login();
  await post("logout_all", { ...app.id, token: dead });
  const { token } = await app.login({ user: name, pass });
  const mail = ownAddress();
  await post("send_code", { ...app.id, token, mail, purpose: "bind" });
  const code = await codeTo(mail);
  for (let n = 1; n <= 6; n += 1) assert.equal((await bind(app, { token: dead, mail, code: wrongCode(code, n) })).code, 401);
  assert.deepEqual(await bind(app, { token, mail, code }), say.done);
});

test("a code for binding survives 5 wrong tries and lives 10 minutes", async () => {
  const app = await newApp({ verify_mail: true });
  const { token } = await app.login();
  for (const [wrongs, wanted] of [[5, say.done], [6, say.wrongCode]]) {
    const mail = ownAddress();
    const code = await codeFor(app, token, mail);
    for (let n = 1; n <= wrongs; n += 1) assert.deepEqual(await bind(app, { token, mail, code: wrongCode(code, n) }), say.wrongCode);
    assert.deepEqual(await bind(app, { token, mail, code }), wanted, `${wrongs} wrong tries`);
  }
  for (const [seconds, wanted] of [[590, say.done], [601, say.wrongCode]]) {
    const mail = ownAddress();
    const code = await codeFor(app, token, mail);
    await d1(server.stateDir, "UPDATE codes SET sent_at = sent_at - ?1 WHERE mail = ?2", seconds, mail);
    assert.deepEqual(await bind(app, { token, mail, code }), wanted, `${seconds} s`);
  }
});

test("of 500 guesses at once no more than six are looked at", async () => {
  const app = await newApp({ verify_mail: true });
  const account = await app.login();
  const mail = ownAddress();
  const code = await codeFor(app, account.token, mail);
  const guesses = Array.from({ length: 500 }, (_, n) => bind(app, { token: account.token, mail, code: wrongCode(code, n + 1) }));
  for (const body of await Promise.all(guesses)) assert.deepEqual(body, say.wrongCode);
  assert.deepEqual(await d1(server.stateDir, "SELECT tries FROM codes WHERE mail = ?1", mail), [{ tries: 6 }]);
  assert.deepEqual(await bind(app, { token: account.token, mail, code }), say.wrongCode);
  assert.deepEqual(await stored(app, account), [null, false]);
});

test("where the app wants none, a code verifies the address, and without one it is bound all the same", async () => {
  const app = await newApp();
  const account = await app.login();
  const { token } = account;
  const mail = ownAddress();
  const code = await codeFor(app, token, mail);
  assert.deepEqual(await bind(app, { token, mail, code: wrongCode(code) }), say.done);
  assert.deepEqual(await stored(app, account), [mail, false]);
  assert.deepEqual(await bind(app, { token, mail, code }), say.done, "the right one is still good");
  assert.deepEqual(await stored(app, account), [mail, true]);
  assert.deepEqual(await bind(app, { token, mail }), say.done, "the same once more");
  assert.deepEqual(await stored(app, account), [mail, true]);
  const other = ownAddress();
  assert.deepEqual(await bind(app, { token, mail: other, code: await codeFor(app, token, other) }), say.done);
  assert.deepEqual(await stored(app, account), [other, true]);
  const third = ownAddress();
  assert.deepEqual(await bind(app, { token, mail: third }), say.done);
  assert.deepEqual(await stored(app, account), [third, false], "the one before was verified, this one is not");
});

test("an address that the owner puts in its place is not verified; the same one again is", async () => {
  const app = await newApp({ verify_mail: true });
  const account = await app.login();
  const mail = ownAddress();
  assert.deepEqual(await bind(app, { token: account.token, mail, code: await codeFor(app, account.token, mail) }), say.done);
  const put = async (email) => (await admin("PATCH", app.userAt(account.user), { email })).body.email_verified;
  assert.deepEqual([await put(ownAddress()), await put(null), await put(mail)], [false, false, true]);
});
