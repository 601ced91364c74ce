// /api/user/send_code: have a code sent to an e-mail address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";
import { testCaller } from "../harness/caller.mjs";
import { codeIn, mailsTo, ownAddress } from "../harness/mail.mjs";
import { d1 } from "../harness/server.mjs";
import { words } from "../harness/words.mjs";

const { post, user: get, admin, newApp, server } = api();
const say = words.send_code;

testCaller("send_code", () => ({ mail: ownAddress(), purpose: "reset" }), ["mail", "purpose"]);

const send = async (app, mail, more = { purpose: "reset" }) => (await post("send_code", { ...app.id, mail, ...more })).body;

/** Makes an address's last request `seconds` older. */
const age = (mail, seconds) =>
  d1(server.stateDir, "UPDATE code_requests SET last_at = last_at - ?1, since = since - ?1 WHERE mail = ?2", seconds, mail.toLowerCase());

test("the mail names the app, the account and what the code is for, and says how long it lives", async () => {
  const app = await newApp({ name: "我的<游戏>" });
  const mail = ownAddress();
  const { user } = await app.register({ email: mail });
  assert.deepEqual(await send(app, mail), say.done);
  const [{ to, subject, text }] = await mailsTo(mail);
  assert.deepEqual([to, subject], [mail, "我的<游戏> 验证码"]);
  for (const part of [user, "重置密码", "10 分钟"]) assert.ok(text.includes(part), text);
  assert.match(codeIn({ text }), /^\d{6}$/);
});

test("it says the same whether or not anybody has the address, and nobody gets a mail who does not have it", async () => {
  const app = await newApp();
  const [known, unknown] = [ownAddress(), ownAddress()];
  await app.register({ email: known });
  const answers = [await post("send_code", { ...app.id, mail: known, purpose: "reset" }), await post("send_code", { ...app.id, mail: unknown, purpose: "reset" })];
  assert.equal(answers[0].text, answers[1].text);
  assert.deepEqual(Object.keys(answers[0].cost), Object.keys(answers[1].cost));
  for (const what of ["d1", "written", "kv_get", "kv_put", "hash"]) assert.equal(answers[0].cost[what], answers[1].cost[what], what);
  await mailsTo(known);
  assert.deepEqual(await mailsTo(unknown, { count: 0 }), []);
});

test("a disabled user, and one of another app, gets none", async () => {
  const [app, other] = [await newApp(), await newApp()];
  const mail = ownAddress();
  const { user } = await app.register({ email: mail });
  await other.register({ email: mail });
  await admin("PATCH", app.userAt(user), { status: "disabled" });
  assert.deepEqual(await send(app, mail), say.done);
  await admin("PATCH", app.userAt(user), { status: "active" });
  assert.deepEqual(await send(other, mail), say.done);
  const mails = await mailsTo(mail);
  assert.ok(mails.every(({ text }) => !text.includes(user)));
});

test("an address is sent to once in 60 seconds, whether or not anybody has it, and whatever its case", async () => {
  const app = await newApp();
  const [known, unknown] = [ownAddress(), ownAddress()];
  await app.register({ email: known.toUpperCase() });
  for (const mail of [known, unknown]) {
    assert.deepEqual(await send(app, mail), say.done);
    for (const again of [mail, mail.toUpperCase()]) {
      const { code, data } = await send(app, again);
      assert.equal(code, 405);
      const [, seconds] = data.match(/^发送频繁:请于(\d+)秒后再试!$/);
      assert.ok(seconds > 50 && seconds <= 60, data);
    }
    await age(mail, 50);
    assert.equal((await send(app, mail)).code, 405);
    await age(mail, 11);
    assert.deepEqual(await send(app, mail), say.done);
  }
  assert.deepEqual(await send(await newApp(), unknown), say.done, "another app");
});

test("an address is sent to 10 times in a day; the answer says when there is more", async () => {
  const app = await newApp();
  const mail = ownAddress();
  for (let n = 0; n < 10; n += 1) {
    assert.deepEqual(await send(app, mail), say.done, `${n}`);
    await age(mail, 61);
  }
  const { code, data } = await send(app, mail);
  const seconds = Number(data.match(/请于(\d+)秒/)[1]);
  assert.ok(code === 405 && seconds > 85_000 && seconds < 86_400, data);
  await age(mail, seconds);
  assert.deepEqual(await send(app, mail), say.done);
});

test("of many requests at once for one address one is answered, and one mail goes", async () => {
  const app = await newApp();
  const mail = ownAddress();
  await app.register({ email: mail });
  const codes = (await Promise.all(Array.from({ length: 50 }, () => send(app, mail)))).map(({ code }) => code);
  assert.deepEqual([codes.filter((it) => it === 200).length, codes.filter((it) => it === 405).length], [1, 49]);
  assert.equal((await mailsTo(mail)).length, 1);
});

test("where several accounts have an address, the three that logged in last get a code of their own", async () => {
  const app = await newApp();
  const mail = ownAddress();
  const users = [];
  for (let n = 0; n < 5; n += 1) users.push((await app.register({ email: mail })).user);
  for (const [n, name] of users.entries()) await d1(server.stateDir, "UPDATE users SET login_at = ?1 WHERE appid = ?2 AND account = ?3", n + 1, app.appid, name);
  assert.deepEqual(await send(app, mail), say.done);
  const mails = await mailsTo(mail, { count: 3 });
  assert.equal(mails.length, 3);
  const named = users.filter((name) => mails.some(({ text }) => text.startsWith(`${name}，`)));
  assert.deepEqual(named, users.slice(2));
  assert.equal(new Set(mails.map(codeIn)).size, 3);
});

test("who has proved an address gets a code, whoever registers with it and logs in after", async () => {
  const app = await newApp();
  const mail = ownAddress();
  const { user } = await app.register({ email: mail });
  await d1(server.stateDir, "UPDATE users SET verified_email = email, login_at = 1 WHERE appid = ?1", app.appid);
  for (let n = 0; n < 5; n += 1) await app.login({ email: mail });
  // As many as may be, and older ones.
  await d1(
    server.stateDir,
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300)
     INSERT INTO users (appid, id, account, password, nickname, email, created_at) SELECT ?1, i, 'older' || i, '', 'n', ?2, 1700000000 FROM n`,
    app.appid,
    mail,
  );
  assert.deepEqual(await send(app, mail), say.done);
  assert.ok((await mailsTo(mail, { count: 3 })).some(({ text }) => text.startsWith(`${user}，`)));
});

test("for binding, the user who asks is proven, by token or by password as the app wants", async () => {
  const app = await newApp();
  const account = await app.login();
  const mail = ownAddress();
  const ask = (more) => send(app, mail, { purpose: "bind", ...more });
  assert.deepEqual(await ask({}), say.missing("token"));
  assert.deepEqual(await ask({ token: "0".repeat(64) }), say.wrongToken);
  assert.deepEqual(await ask({ token: account.token }), say.done);
  const [{ text }] = await mailsTo(mail);
  assert.ok(text.includes(account.user) && text.includes("绑定邮箱"), text);
  await app.patch({ token_required: false });
  const next = ownAddress();
  const byPassword = (more) => send(app, next, { purpose: "bind", ...more });
  assert.deepEqual(await byPassword({ user: account.user }), say.missing("pass"));
  assert.deepEqual(await byPassword({ user: account.user, pass: "wrong11" }), say.wrongCredentials);
  assert.deepEqual(await byPassword({ user: account.user, pass: account.pass }), say.done);
  await mailsTo(next);
});

test("a purpose is reset or bind, and an address is one that can be bound", async () => {
  const app = await newApp();
  const { token } = await app.login();
  for (const purpose of ["login", "RESET", "reset ", "0"]) assert.deepEqual(await send(app, ownAddress(), { purpose, token }), say.purposeFormat, purpose);
  for (const mail of ["user", "a@b@c.cn", "a@b.cn\r\nBcc: x@y.cn", "用户@example.com"]) {
    assert.deepEqual(await send(app, mail), say.emailFormat, mail);
    assert.deepEqual(await send(app, mail, { purpose: "bind", token }), say.emailFormat, mail);
  }
});

test("by GET too", async () => {
  const app = await newApp();
  assert.deepEqual((await get("send_code", { ...app.id, mail: ownAddress(), purpose: "reset" })).body, say.done);
});

test("a deployment that sends no mails says so, behind what is wrong with the app", async () => {
  const bare = await startBare({ vars: { MAIL: "off" } });
  try {
    const { post, newApp } = api(bare);
    const app = await newApp();
    const asks = {
      send_code: { mail: "a@b.cn", purpose: "reset" },
      reset_pass: { user: "10001", mail: "a@b.cn", code: "123456", newpass: "secret2" },
    };
    for (const [endpoint, params] of Object.entries(asks)) {
      const ask = async (more) => (await post(endpoint, { ...app.id, ...params, ...more })).body;
      assert.deepEqual(await ask({}), words[endpoint].noSender);
      assert.deepEqual(await ask({ mail: "x", purpose: "x" }), words[endpoint].noSender);
      assert.deepEqual(await ask({ signature: "x" }), words[endpoint].wrongSignature);
      assert.deepEqual(await ask({ mail: "" }), words[endpoint].missing("mail"));
    }
    await app.patch({ allow_mail_send: true });
    const { token } = await app.login();
    const mail = { mail: "a@b.cn", title: "t", content: "c" };
    assert.deepEqual((await post("mail_send", { ...app.id, ...mail, token })).body, words.mail_send.noSender);
    assert.deepEqual((await post("mail_send", { ...app.id, ...mail, token: "x" })).body, words.mail_send.wrongToken);
  } finally {
    await bare.stop();
  }
});
