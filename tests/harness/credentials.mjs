// How qq, bind_mail and update_sign have users prove who they are, as tests. The test file of an endpoint calls these
// functions; what the endpoint answers stands in words.mjs.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { api } from "./api.mjs";
import { d1 } from "./server.mjs";
import { assertWords, words } from "./words.mjs";

const { server, user, post, admin, newApp } = api();

const now = () => Math.floor(Date.now() / 1000);
export const md5 = (text) => createHash("md5").update(text).digest("hex");

/**
 * By token or by password, as the app wants it. `value()` makes the endpoint's own parameter; `stored(user)` reads from
 * the admin API's user object what the endpoint changes.
 */
export function testCredentials(endpoint, value, stored) {
  const say = words[endpoint];

  for (const [method, send] of [["GET", user], ["POST", post]]) {
    test(`a token alone is enough where the app wants tokens (${method})`, async () => {
      const app = await newApp();
      const { token, user: name } = await app.login();
      const sent = value();
      assert.deepEqual((await send(endpoint, { ...app.id, ...sent, token })).body, say.done);
      const { body } = await admin("GET", app.userAt(name));
      assert.equal(stored(body), Object.values(sent)[0]);
    });

    test(`account and password are enough where the app wants no tokens (${method})`, async () => {
      const app = await newApp({ token_required: false });
      const { user: name, pass } = await app.register();
      const sent = value();
      assert.deepEqual((await send(endpoint, { ...app.id, ...sent, user: name, pass })).body, say.done);
      const { body } = await admin("GET", app.userAt(name));
      assert.equal(stored(body), Object.values(sent)[0]);
    });
  }

  test("an app that wants tokens asks for the token, whatever of user and pass is sent", async () => {
    const app = await newApp();
    const { user: name, pass } = await app.register();
    for (const sent of [{}, { user: name }, { pass }, { user: name, pass }, { user: name, pass, token: "" }]) {
      assert.deepEqual((await post(endpoint, { ...app.id, ...value(), ...sent })).body, say.missing("token"));
    }
  });

  test("an app that wants no tokens asks for user and pass, also if a token is sent", async () => {
    const app = await newApp({ token_required: false });
    const { user: name, pass, token } = await app.login();
    const ask = async (sent) => (await post(endpoint, { ...app.id, ...value(), ...sent })).body;
    assert.deepEqual(await ask({}), say.missing("user"));
    assert.deepEqual(await ask({ token }), say.missing("user"));
    assert.deepEqual(await ask({ pass }), say.missing("user"));
    assert.deepEqual(await ask({ user: name }), say.missing("pass"));
    assert.deepEqual(await ask({ user: name, pass: "" }), say.missing("pass"));
  });

  for (const token_required of [true, false]) {
    test(`token and user or pass together are refused where token_required is ${token_required}`, async () => {
      const app = await newApp({ token_required });
      const { user: name, pass, token } = await app.login();
      for (const sent of [{ user: name, pass }, { user: name }, { pass }]) {
        const { status, body } = await user(endpoint, { ...app.id, ...value(), token, ...sent });
        assert.equal(status, 200);
        assertWords(body, say.mixed);
      }
      assert.equal(stored((await admin("GET", app.userAt(name))).body), null);
    });
  }

  test("the setting token_required takes effect at once", async () => {
    const app = await newApp();
    const { user: name, pass, token } = await app.login();
    const ask = async (sent) => (await post(endpoint, { ...app.id, ...value(), ...sent })).body;
    assert.deepEqual(await ask({ token }), say.done);
    await app.patch({ token_required: false });
    assert.deepEqual(await ask({ token }), say.missing("user"));
    assert.deepEqual(await ask({ user: name, pass }), say.done);
    await app.patch({ token_required: true });
    assert.deepEqual(await ask({ user: name, pass }), say.missing("token"));
    assert.deepEqual(await ask({ token }), say.done);
  });

  test("a token that is none, or another app's, is refused", async () => {
    const [app, other] = [await newApp(), await newApp()];
    const { token, ...account } = await app.login();
    await other.register(account);
    const { token: foreign } = await other.login(account);
    const almost = [token.toUpperCase(), token.slice(1), `${token}0`, ` ${token}`];
    for (const wrong of [foreign, ...almost, "x", "0".repeat(64), "令牌", "'--"]) {
      const { status, body } = await user(endpoint, { ...app.id, ...value(), token: wrong });
      assert.equal(status, 200);
      assert.deepEqual(body, say.wrongToken, wrong);
    }
    assert.deepEqual((await user(endpoint, { ...app.id, ...value(), token })).body, say.done);
  });

  test("an expired token is refused", async () => {
    const app = await newApp();
    await app.register();
    // Tokens of no login, so that what D1 says of them is all there is.
    for (const [left, expected] of [[60, say.done], [0, say.wrongToken], [-60, say.wrongToken]]) {
      const token = randomBytes(32).toString("hex");
      await d1(
        server.stateDir,
        `INSERT INTO tokens (digest, appid, user_id, generation, expires_at)
         SELECT ?1, appid, id, generation, ?2 FROM users WHERE appid = ?3`,
        createHash("sha256").update(token).digest("hex"), now() + left, app.appid,
      );
      assert.deepEqual((await post(endpoint, { ...app.id, ...value(), token })).body, expected);
    }
  });

  test("tokens die with a revocation, a disabling, a new password and with their user", async () => {
    const app = await newApp();
    for (const [method, rest, body] of [
      ["DELETE", "/tokens"],
      ["PATCH", "", { status: "disabled" }],
      ["PATCH", "", { password: "another1" }],
      ["DELETE", ""],
    ]) {
      const { user: name, token } = await app.login();
      assert.deepEqual((await post(endpoint, { ...app.id, ...value(), token })).body, say.done);
      assert.equal((await admin(method, app.userAt(name, rest), body)).status, 200);
      const { body: refused } = await post(endpoint, { ...app.id, ...value(), token });
      assert.deepEqual(refused, say.wrongToken, `${method} ${rest}`);
    }
  });

  test("a dead token does not come to life with the user's next activation or the name's next registration", async () => {
    const app = await newApp();
    const disabled = await app.login();
    await admin("PATCH", app.userAt(disabled.user), { status: "disabled" });
    await admin("PATCH", app.userAt(disabled.user), { status: "active" });
    const deleted = await app.login();
    await admin("DELETE", app.userAt(deleted.user));
    await app.register({ user: deleted.user });
    for (const { token } of [disabled, deleted]) {
      assert.deepEqual((await post(endpoint, { ...app.id, ...value(), token })).body, say.wrongToken);
    }
  });

  test("an unknown account looks like a wrong password", async () => {
    const app = await newApp({ token_required: false });
    const { user: name, pass } = await app.register();
    const wrong = await post(endpoint, { ...app.id, ...value(), user: name, pass: `${pass}1` });
    const unknown = await post(endpoint, { ...app.id, ...value(), user: "404404404", pass });
    assert.deepEqual(wrong.body, say.wrongCredentials);
    assert.equal(unknown.text, wrong.text);
    assert.equal(unknown.status, wrong.status);
  });

  test("pass is taken as raw: an account registered by MD5 opens, the MD5 itself does not", async () => {
    const app = await newApp({ token_required: false });
    const digest = md5("UserPass123");
    for (const pass of [digest, digest.toUpperCase(), "UserPass123"]) {
      const { user: name } = await app.register({ pass });
      const ask = async (pass) => (await post(endpoint, { ...app.id, ...value(), user: name, pass })).body;
      assert.deepEqual(await ask("UserPass123"), say.done);
      assert.deepEqual(await ask("userpass123"), say.wrongCredentials);
      assert.deepEqual(await ask(digest), say.wrongCredentials);
    }
  });

  test("a disabled user is told so only with the right password", async () => {
    const app = await newApp({ token_required: false });
    const { user: name, pass } = await app.register();
    await admin("PATCH", app.userAt(name), { status: "disabled" });
    const ask = async (pass) => (await post(endpoint, { ...app.id, ...value(), user: name, pass })).body;
    assert.deepEqual(await ask("wrong123"), say.wrongCredentials);
    assert.deepEqual(await ask(pass), say.userDisabled);
    await admin("PATCH", app.userAt(name), { status: "active" });
    assert.deepEqual(await ask(pass), say.done);
  });

  test("an account of another app does not count", async () => {
    const [app, other] = [await newApp({ token_required: false }), await newApp({ token_required: false })];
    const { user: name, pass } = await other.register();
    assert.deepEqual((await post(endpoint, { ...app.id, ...value(), user: name, pass })).body, say.wrongCredentials);
  });
}

/**
 * Where the documents of bind_mail and update_sign narrow account and password: setting strict_format. `settings` are
 * those that the endpoint needs.
 */
export function testNarrowedForms(endpoint, value, settings = {}) {
  const say = words[endpoint];

  test("without a token the account is digits only, and its length that of the app", async () => {
    const app = await newApp({ token_required: false, account_min: 5, account_max: 11, ...settings });
    const ask = async (user) => (await post(endpoint, { ...app.id, ...value(), user, pass: "secret1" })).body;
    for (const name of ["alice", "138001380OO", "１３８００１３８０００", "13800 38000", "1380013800a", "-1380013"]) {
      assert.deepEqual(await ask(name), say.accountFormat, name);
    }
    for (const name of ["1380", "138001380000"]) assert.deepEqual(await ask(name), say.accountLength(5, 11), name);
    for (const name of ["13800", "13800138000"]) assert.deepEqual(await ask(name), say.wrongCredentials, name);
  });

  test("without a token the password is letters and digits only", async () => {
    const app = await newApp({ token_required: false, ...settings });
    const { user: name, pass } = await app.register({ pass: "UserPass123" });
    const ask = async (pass) => (await post(endpoint, { ...app.id, ...value(), user: name, pass })).body;
    for (const pass of ["UserPass 123", "UserPass123!", "密码密码密码", "UserPass12３", "a_b_c_d"]) {
      assertWords(await ask(pass), say.otherFormat, pass);
      assert.notEqual((await ask(pass)).data, say.accountFormat.data);
    }
    assert.deepEqual(await ask(pass), say.done);
  });

  test("strict_format false lifts both, but not the length", async () => {
    const app = await newApp({ token_required: false, strict_format: false, ...settings });
    const { user: name, pass } = await app.register({ user: "alice@example.com", pass: "密 码!-_密码" });
    assert.deepEqual((await post(endpoint, { ...app.id, ...value(), user: name, pass })).body, say.done);
    const short = { user: "abc", pass };
    assert.deepEqual((await post(endpoint, { ...app.id, ...value(), ...short })).body, say.accountLength(4, 32));
  });

  test("forms do not matter with a token", async () => {
    const app = await newApp(settings);
    const account = await app.register({ user: "alice@example.com", pass: "密 码!-_密码" });
    const { token } = await app.login(account);
    assert.deepEqual((await post(endpoint, { ...app.id, ...value(), token })).body, say.done);
  });
}
