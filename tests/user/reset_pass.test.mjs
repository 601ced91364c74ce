// /api/user/reset_pass: a new password for who forgot theirs, by a code that was mailed.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";
import { testCaller } from "../harness/caller.mjs";
import { codeIn, codeTo, mailsTo, ownAddress, wrongCode } from "../harness/mail.mjs";
import { d1 } from "../harness/server.mjs";
import { words } from "../harness/words.mjs";

const { post, admin, newApp, server } = api();
const say = words.reset_pass;

/** A user with an address, to which a code was sent: parameters that set another password, and the account. */
async function forgetful(app, { server: it = server, ...more } = {}) {
  const mail = ownAddress();
  const account = await app.register({ email: mail, ...more });
  const { body } = await api(it).post("send_code", { ...app.id, mail, purpose: "reset" });
  assert.deepEqual(body, words.send_code.done);
  return { ...account, reset: { user: account.user, mail, code: await codeTo(mail, { server: it }), newpass: "secret2" } };
}

testCaller("reset_pass", async (app) => (await forgetful(app)).reset, ["user", "mail", "code", "newpass"]);

const opens = async (app, user, pass) => (await post("login", { ...app.id, user, pass })).body.code === 200;

test("the new password opens, the old one does not, every token is dead, and the address is proved", async () => {
  const app = await newApp();
  const account = await forgetful(app);
  const { token } = await app.login(account);
  assert.equal((await admin("GET", app.userAt(account.user))).body.email_verified, false);
  const reset = { ...app.id, ...account.reset };
  assert.deepEqual((await post("reset_pass", reset)).body, say.done);
  assert.deepEqual([await opens(app, account.user, "secret2"), await opens(app, account.user, account.pass)], [true, false]);
  assert.deepEqual((await post("update_sign", { ...app.id, token, newsign: "x" })).body, words.update_sign.wrongToken);
  assert.equal((await post("token_check", { ...app.id, token })).body.code, 401);
  assert.equal((await admin("GET", app.userAt(account.user))).body.email_verified, true);
  assert.deepEqual((await post("reset_pass", reset)).body, say.wrongCode, "a code works once");
});

test("unknown account, another's address, another purpose, wrong and malformed codes are answered alike, and cost no hash", async () => {
  const app = await newApp();
  const { reset, user } = await forgetful(app);
  const other = await forgetful(app);
  const { token } = await app.login({ user, pass: "secret1" });
  const bound = ownAddress();
  await post("send_code", { ...app.id, mail: bound, purpose: "bind", token });
  const forBinding = await codeTo(bound);
  for (const wrong of [
    { user: "nobody1" }, { user: other.user }, { mail: other.reset.mail }, { mail: ownAddress() }, { code: other.reset.code === reset.code ? wrongCode(reset.code) : other.reset.code },
    { mail: bound, code: forBinding }, { code: "12345" }, { code: "1234567" }, { code: "abcdef" }, { code: "１２３４５６" }, { code: wrongCode(reset.code) },
  ]) {
    const { body, cost } = await post("reset_pass", { ...app.id, ...reset, ...wrong });
    assert.deepEqual(body, say.wrongCode, JSON.stringify(wrong));
    assert.equal(cost.hash, 0);
  }
});

test("a code survives 5 wrong tries: then the right one works, and after a sixth it does not", async () => {
  const app = await newApp();
  for (const [wrongs, wanted] of [[5, say.done], [6, say.wrongCode]]) {
    const { reset } = await forgetful(app);
    const ask = async (code) => (await post("reset_pass", { ...app.id, ...reset, code })).body;
    for (let n = 1; n <= wrongs; n += 1) assert.deepEqual(await ask(wrongCode(reset.code, n)), say.wrongCode);
    assert.deepEqual(await ask(reset.code), wanted, `${wrongs} wrong tries`);
  }
});

test("a code of one app is none in another, also for the same account and address", async () => {
  const [app, other] = [await newApp(), await newApp()];
  const account = await forgetful(app);
  await other.register({ user: account.user, email: account.reset.mail });
  await post("send_code", { ...other.id, mail: account.reset.mail, purpose: "reset" });
  await mailsTo(account.reset.mail, { count: 2 });
  const { body } = await post("reset_pass", { ...other.id, ...account.reset });
  assert.ok(body.code === 404 || body.code === 200);
  // One in a million is the other's code as well.
  const codes = (await mailsTo(account.reset.mail, { count: 2 })).map(codeIn);
  assert.deepEqual(body, codes[0] === codes[1] ? say.done : say.wrongCode);
});

test("a code lives 10 minutes; a new one ends the one before", async () => {
  const app = await newApp();
  const old = (seconds) => (reset) => d1(server.stateDir, "UPDATE codes SET sent_at = sent_at - ?1 WHERE mail = ?2", seconds, reset.mail);
  for (const [seconds, wanted] of [[590, say.done], [601, say.wrongCode]]) {
    const { reset } = await forgetful(app);
    await old(seconds)(reset);
    assert.deepEqual((await post("reset_pass", { ...app.id, ...reset })).body, wanted, `${seconds} s`);
  }
  const { reset } = await forgetful(app);
  await d1(server.stateDir, "UPDATE code_requests SET last_at = last_at - 60 WHERE mail = ?1", reset.mail);
  await post("send_code", { ...app.id, mail: reset.mail, purpose: "reset" });
  const code = codeIn((await mailsTo(reset.mail, { count: 2 }))[0]);
  if (code !== reset.code) assert.deepEqual((await post("reset_pass", { ...app.id, ...reset })).body, say.wrongCode);
  assert.deepEqual((await post("reset_pass", { ...app.id, ...reset, code })).body, say.done);
});

test("an address that was changed meanwhile ends its code, and so do disabling and deleting the user", async () => {
  const app = await newApp();
  const changed = await forgetful(app);
  await admin("PATCH", app.userAt(changed.user), { email: ownAddress() });
  assert.deepEqual((await post("reset_pass", { ...app.id, ...changed.reset })).body, say.wrongCode);
  const disabled = await forgetful(app);
  await admin("PATCH", app.userAt(disabled.user), { status: "disabled" });
  assert.deepEqual((await post("reset_pass", { ...app.id, ...disabled.reset })).body, say.userDisabled);
  const deleted = await forgetful(app);
  await admin("DELETE", app.userAt(deleted.user));
  assert.deepEqual(await d1(server.stateDir, "SELECT * FROM codes WHERE mail = ?1 AND user_id > 0", deleted.reset.mail), []);
  await app.register({ user: deleted.user, email: deleted.reset.mail });
  assert.deepEqual((await post("reset_pass", { ...app.id, ...deleted.reset })).body, say.wrongCode);
});

test("account and address are compared without regard to case", async () => {
  const app = await newApp();
  const { reset } = await forgetful(app, { user: `Alice${randomInt(1e6)}` });
  const { body } = await post("reset_pass", { ...app.id, ...reset, user: reset.user.toUpperCase(), mail: reset.mail.toUpperCase() });
  assert.deepEqual(body, say.done);
});

test("a wrong new password is told before the code is looked at, and costs no try", async () => {
  const app = await newApp();
  const { reset } = await forgetful(app);
  const ask = async (newpass, code = reset.code) => (await post("reset_pass", { ...app.id, ...reset, newpass, code })).body;
  for (const newpass of ["12345", "a".repeat(65), "密码密码密码", "a b c d"]) {
    for (let n = 0; n < 3; n += 1) assert.deepEqual(await ask(newpass), say.newPasswordFormat, newpass);
  }
  assert.deepEqual((await post("reset_pass", { ...app.id, ...reset, mail: "x" })).body, say.emailFormat);
  await app.patch({ strict_format: false });
  assert.deepEqual(await ask("密 码!🔑ab"), say.done);
  assert.ok(await opens(app, reset.user, "密 码!🔑ab"));
});

test("of 2,000 guesses at once at one code six are looked at, whichever they are", async () => {
  const bare = await startBare();
  try {
    const { post, newApp } = api(bare);
    const app = await newApp();
    const { reset } = await forgetful(app, { server: bare });
    const guess = (n) => post("reset_pass", { ...app.id, ...reset, code: wrongCode(reset.code, n) });
    let next = 0;
    const texts = new Map();
    const guesser = async () => {
      while ((next += 1) <= 2_000) {
        const { text } = await guess(next);
        texts.set(text, (texts.get(text) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 64 }, guesser));
    assert.deepEqual([...texts], [[JSON.stringify(say.wrongCode), 2_000]]);
    const tried = await d1(bare.stateDir, "SELECT tries FROM codes WHERE user_id > 0");
    assert.deepEqual(tried.map(({ tries }) => tries), [6]);
    // The right one among those that follow is one of many.
    assert.deepEqual((await post("reset_pass", { ...app.id, ...reset })).body, say.wrongCode);
  } finally {
    await bare.stop();
  }
});

test("the right code sent 50 times at once works once", async () => {
  const app = await newApp();
  const { reset } = await forgetful(app);
  const sent = Array.from({ length: 50 }, async (_, n) => (await post("reset_pass", { ...app.id, ...reset, newpass: `secret${n}x` })).body);
  const done = (await Promise.all(sent)).map((body, n) => [body.code, n]).filter(([code]) => code === 200);
  assert.equal(done.length, 1);
  assert.ok(await opens(app, reset.user, `secret${done[0][1]}x`));
});
