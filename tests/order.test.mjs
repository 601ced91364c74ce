// The contract's order of checks. Each test is a ladder: it begins with a request in which everything is wrong, and
// mends one thing at a time, in the contract's order. Every answer must name the first thing that is still wrong.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { api } from "./harness/api.mjs";
import { codeTo, ownAddress } from "./harness/mail.mjs";
import { assertWords, words } from "./harness/words.mjs";

const { user, post, admin, newApp, newDeveloper } = api();

const OWN = {
  register: { user: "账号", pass: "1", nickname: "\n" },
  login: { user: "nobody", pass: "x" },
  qq: { qq: "QQ" },
  bind_mail: { mail: "no address" },
  update_sign: { newsign: " " },
  send_code: { mail: "no address", purpose: "bind" },
  reset_pass: { user: "nobody", mail: "no address", code: "x", newpass: "x" },
  mail_send: { mail: "no address", title: " ", content: " " },
};

/** An app of which everything is wrong: a developer disabled and overdue, and the app under review. */
async function unservedApp(settings = {}) {
  const developer = await newDeveloper();
  const app = await newApp({ developer_id: developer.id, ...settings });
  const change = (fields) => admin("PATCH", `/developers/${developer.id}`, fields);
  const close = async () => {
    await change({ status: "disabled", expires_at: Math.floor(Date.now() / 1000) - 3.5 * 86_400 });
    await app.patch({ status: "reviewing" });
  };
  return { ...app, change, close };
}

/** Steps 1 to 6, which are the same everywhere; `params` is mended on the way and starts empty. */
async function climbToTheApp(endpoint, app, params) {
  const say = words[endpoint];
  const headers = { "content-type": "application/json" };
  const refused = async (status, method) => {
    const answer = await user(endpoint, params, { method, headers, body: "{" });
    assert.deepEqual([answer.status, answer.body.code], [status, status]);
  };
  const says = async (wanted) => assertWords((await post(endpoint, params)).body, wanted);

  // 1. method, body
  await refused(405, "PUT");
  await refused(400, "POST");
  // 2. appid, signature, and what the endpoint wants whatever the app's settings
  await says(say.missing("appid"));
  params.appid = "nobody";
  await says(say.missing("signature"));
  params.signature = "wrong";
  for (const [name, wrong] of Object.entries(OWN[endpoint])) {
    await says(say.missing(name));
    params[name] = wrong;
  }
  // 3. the app exists
  await says(say.unknownApp);
  params.appid = app.appid;
  // 4. its signature
  await says(say.wrongSignature);
  params.signature = app.signature;
  // 5. its developer
  await says(say.developerDisabled);
  await app.change({ status: "active" });
  await says(say.developerOverdue("已逾期(3天)"));
  await app.change({ expires_at: null });
  // 6. the app itself
  await says(say.appReviewing);
  await app.patch({ status: "disabled" });
  await says(say.appDisabled);
  await app.patch({ status: "active" });
  return says;
}

test("register: parameters, app, signature, developer, app state, formats, then what is taken", async () => {
  const app = await unservedApp();
  await app.register({ user: "taken", qq: "123456789" });
  await app.close();
  const say = words.register;
  const params = {};
  const says = await climbToTheApp("register", app, params);
  // 8. formats, each alone, with an account and a QQ number that are taken
  const taken = { user: "TAKEN", pass: "secret1", nickname: "昵称", qq: "123456789" };
  for (const [flaw, wanted] of [
    [{ user: "taken!" }, say.accountFormat],
    [{ user: "t".repeat(33) }, say.accountLength(4, 32)],
    [{ qq: "QQ" }, say.qqFormat],
    [{ email: "x" }, say.emailFormat],
    [{ nickname: "\n" }, say.otherFormat],
    [{ pass: "1" }, say.otherFormat],
    [{ imag: "x" }, say.otherFormat],
  ]) {
    const { body } = await post("register", { ...app.id, ...taken, ...flaw });
    assertWords(body, wanted, JSON.stringify(flaw));
  }
  // 11. the action
  Object.assign(params, taken, { qq: "987654321" });
  await says(say.accountTaken);
  Object.assign(params, { user: "free", qq: taken.qq });
  await says(say.qqTaken);
  params.qq = "987654321";
  await says(say.done);
});

test("login: parameters, app, signature, developer, app state, credentials, then the user's state", async () => {
  const app = await unservedApp();
  const { user: name, pass } = await app.register();
  await admin("PATCH", app.userAt(name), { status: "disabled" });
  await app.close();
  const say = words.login;
  const params = {};
  const says = await climbToTheApp("login", app, params);
  // 9. credentials
  await says(say.wrongCredentials);
  params.user = name;
  await says(say.wrongCredentials);
  params.pass = pass;
  // 10. the user
  await says(say.userDisabled);
  await admin("PATCH", app.userAt(name), { status: "active" });
  assert.equal((await post("login", params)).body.code, 200);
});

const RIGHT = {
  qq: () => ({ qq: String(randomInt(1e9, 9e9)) }),
  bind_mail: () => ({ mail: "user@example.com" }),
  update_sign: () => ({ newsign: "个人签名" }),
  send_code: () => ({ mail: ownAddress() }),
  mail_send: () => ({ mail: ownAddress(), title: "t", content: "c" }),
};
const FORMAT = {
  qq: words.qq.qqFormat,
  bind_mail: words.bind_mail.emailFormat,
  update_sign: words.update_sign.otherFormat,
  send_code: words.send_code.emailFormat,
  mail_send: words.mail_send.emailFormat,
};

for (const [endpoint, right] of Object.entries(RIGHT)) {
  const say = words[endpoint];

  test(`${endpoint} by token: … app state, kind of credentials, formats, then the token`, async () => {
    const app = await unservedApp({ allow_mail_send: true });
    const { token, user: name, pass } = await app.login();
    await app.close();
    const params = { token: "wrong", user: name, pass };
    const says = await climbToTheApp(endpoint, app, params);
    // 7. which credentials, and whether they are there
    await says(say.mixed);
    delete params.token;
    await says(say.missing("token"));
    Object.assign(params, { token: "wrong" });
    delete params.user;
    delete params.pass;
    // 8. formats
    await says(FORMAT[endpoint]);
    Object.assign(params, right());
    // 9. the token; a disabled user's (10) is dead, and so this comes first
    await says(say.wrongToken);
    params.token = token;
    await says(say.done);
    await admin("PATCH", app.userAt(name), { status: "disabled" });
    await says(say.wrongToken);
  });

  test(`${endpoint} by password: … app state, kind of credentials, formats, password, the user's state`, async () => {
    const app = await unservedApp({ token_required: false, allow_mail_send: true });
    const { token, user: name, pass } = await app.login();
    await admin("PATCH", app.userAt(name), { status: "disabled" });
    await app.close();
    const params = { token, user: name };
    const says = await climbToTheApp(endpoint, app, params);
    // 7. which credentials, and whether they are there
    await says(say.mixed);
    delete params.token;
    delete params.user;
    await says(say.missing("user"));
    params.user = name;
    await says(say.missing("pass"));
    params.pass = "wrong1";
    // 8. formats
    await says(FORMAT[endpoint]);
    Object.assign(params, right());
    if (endpoint !== "qq") await formatsOfCredentials(endpoint, params);
    // 9. the password
    await says(say.wrongCredentials);
    params.pass = pass;
    // 10. the user
    await says(say.userDisabled);
    await admin("PATCH", app.userAt(name), { status: "active" });
    await says(say.done);
  });
}

/** Step 8 where account and password have documented forms: each flaw alone, with a wrong password. */
async function formatsOfCredentials(endpoint, params) {
  const say = words[endpoint];
  for (const [flaw, wanted] of [
    [{ user: "alice" }, say.accountFormat],
    [{ user: "123" }, say.accountLength(4, 32)],
    [{ pass: "wrong 1" }, say.otherFormat],
  ]) {
    assertWords((await post(endpoint, { ...params, ...flaw })).body, wanted, JSON.stringify(flaw));
  }
}

test("reset_pass: … app state, formats, the code, then the user's state", async () => {
  const app = await unservedApp();
  const mail = ownAddress();
  const { user: name } = await app.register({ email: mail });
  await post("send_code", { ...app.id, mail, purpose: "reset" });
  const code = await codeTo(mail);
  await admin("PATCH", app.userAt(name), { status: "disabled" });
  await app.close();
  const say = words.reset_pass;
  const params = {};
  const says = await climbToTheApp("reset_pass", app, params);
  // 8. formats
  await says(say.emailFormat);
  params.mail = mail;
  await says(say.newPasswordFormat);
  params.newpass = "secret2";
  // 9. the code
  await says(say.wrongCode);
  params.user = name;
  await says(say.wrongCode);
  params.code = code;
  // 10. the user
  await says(say.userDisabled);
  await admin("PATCH", app.userAt(name), { status: "active" });
  await says(say.done);
});

test("bind_mail: where the app wants a code, that is missed before the kind of credentials, and looked at last", async () => {
  const app = await newApp({ verify_mail: true });
  const { token, user: name, pass } = await app.login();
  const mail = ownAddress();
  const say = words.bind_mail;
  const says = async (sent, wanted) => assert.deepEqual((await post("bind_mail", { ...app.id, ...sent })).body, wanted);
  const mixed = { mail: "x", token: "wrong", user: name, pass };
  await says(mixed, say.missing("code"));
  await says({ ...mixed, code: "x" }, say.mixed);
  await says({ mail: "x", token: "wrong", code: "x" }, say.emailFormat);
  await says({ mail, token: "wrong", code: "x" }, say.wrongToken);
  await says({ mail, token, code: "x" }, say.wrongCode);
});

test("a number that another account has is told only to who proved themselves", async () => {
  const app = await newApp();
  await app.register({ qq: "123456789" });
  const { token, user: name } = await app.login();
  const ask = async (token) => (await post("qq", { ...app.id, token, qq: "123456789" })).body;
  assert.deepEqual(await ask("wrong"), words.qq.wrongToken);
  assert.deepEqual(await ask(token), words.qq.qqTaken);
  await admin("PATCH", app.userAt(name), { status: "disabled" });
  assert.deepEqual(await ask(token), words.qq.wrongToken);
  await app.patch({ token_required: false });
  const byPassword = async (pass) => (await post("qq", { ...app.id, user: name, pass, qq: "123456789" })).body;
  assert.deepEqual(await byPassword("wrong1"), words.qq.wrongCredentials);
  assert.deepEqual(await byPassword("secret1"), words.qq.userDisabled);
});
