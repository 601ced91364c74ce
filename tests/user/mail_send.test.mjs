// /api/mail/send: send a mail in the app's name.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { testCaller } from "../harness/caller.mjs";
import { testNarrowedForms } from "../harness/credentials.mjs";
import { deliveriesOf, mailsTo, ownAddress } from "../harness/mail.mjs";
import { d1 } from "../harness/server.mjs";
import { words } from "../harness/words.mjs";

const { call, post, json, user: get, newApp, server } = api();
const say = words.mail_send;
const letter = () => ({ mail: ownAddress(), title: "标题 <b>", content: "<p>你好&nbsp;</p><script>x</script>" });

testCaller("mail_send", async (app) => {
  await app.patch({ allow_mail_send: true });
  return { ...letter(), token: (await app.login()).token };
}, ["mail", "title", "content"]);

/** Lets a user who has just sent a mail send another one. */
const pause = (app, seconds = 60) => d1(server.stateDir, "UPDATE users SET mailed_at = mailed_at - ?1 WHERE appid = ?2", seconds, app.appid);

test("it is off by default, and says so before anything else of the user", async () => {
  const app = await newApp();
  const { token, user, pass } = await app.login();
  for (const sent of [{ token }, { user, pass }, { token: "x", title: " " }, {}]) {
    const answer = await post("mail_send", { ...app.id, ...letter(), ...sent });
    assert.deepEqual(answer.body, say.mailSendNotAllowed);
    assert.equal(answer.cost.hash, 0);
  }
  await app.patch({ allow_mail_send: true });
  assert.deepEqual((await post("mail_send", { ...app.id, ...letter(), token })).body, say.done);
});

for (const token_required of [true, false]) {
  test(`the mail arrives as it was written, where token_required is ${token_required}, by GET and POST`, async () => {
    const app = await newApp({ allow_mail_send: true, token_required });
    const account = await app.login();
    const proof = token_required ? { token: account.token } : { user: account.user, pass: account.pass };
    for (const send of [get, post]) {
      const sent = letter();
      assert.deepEqual((await send("mail_send", { ...app.id, ...sent, ...proof })).body, say.done);
      const [{ subject, text }] = await mailsTo(sent.mail);
      assert.equal(subject, sent.title);
      assert.ok(text.includes("你好") && !text.includes("<"), text);
      await pause(app);
    }
    const log = await deliveriesOf(app, { count: 2 });
    assert.deepEqual(log.map(({ purpose, domain, outcome, reason }) => [purpose, domain, outcome, reason]), Array(2).fill(["send", "example.com", "sent", null]));
  });
}

test("a user sends one in 60 seconds; another user of the app is another one", async () => {
  const app = await newApp({ allow_mail_send: true });
  const [one, other] = [await app.login(), await app.login()];
  const send = async ({ token }) => (await post("mail_send", { ...app.id, ...letter(), token })).body;
  assert.deepEqual(await send(one), say.done);
  const { code, data } = await send(one);
  const seconds = Number(data.match(/^发送频繁:请于(\d+)秒后再试!$/)[1]);
  assert.ok(code === 405 && seconds > 50 && seconds <= 60, data);
  assert.deepEqual(await send(other), say.done);
  await pause(app, 50);
  assert.equal((await send(one)).code, 405);
  await pause(app, 11);
  assert.deepEqual(await send(one), say.done);
});

test("of 30 at once one goes", async () => {
  const app = await newApp({ allow_mail_send: true });
  const { token } = await app.login();
  const { mail, ...rest } = letter();
  const sent = await Promise.all(Array.from({ length: 30 }, async () => (await post("mail_send", { ...app.id, mail, ...rest, token })).body.code));
  assert.deepEqual(sent.filter((code) => code === 200), [200]);
  assert.equal((await mailsTo(mail)).length, 1);
});

test("an app sends mail_daily of them in a day, codes not counted; the answer says how long the day is", async () => {
  const app = await newApp({ allow_mail_send: true, mail_daily: 2 });
  const { token } = await app.login({ email: ownAddress() });
  const send = async () => {
    const { body } = await post("mail_send", { ...app.id, ...letter(), token });
    await pause(app);
    return body;
  };
  const coded = ownAddress();
  await app.register({ email: coded });
  assert.deepEqual((await post("send_code", { ...app.id, mail: coded, purpose: "reset" })).body, words.send_code.done);
  await mailsTo(coded);
  assert.deepEqual([await send(), await send()], [say.done, say.done]);
  const { code, data } = await send();
  const seconds = Number(data.match(/请于(\d+)秒/)[1]);
  const left = 86_400 - ((Math.floor(Date.now() / 1000) + 8 * 3600) % 86_400);
  assert.ok(code === 405 && Math.abs(seconds - left) < 10, `${data}, and ${left} are left`);
  assert.equal((await deliveriesOf(app, { count: 3 })).filter(({ purpose }) => purpose === "send").length, 2);
  await d1(server.stateDir, "UPDATE deliveries SET id = id - 86400000000 WHERE appid = ?1", app.appid);
  assert.deepEqual(await send(), say.done, "another day");
  await app.patch({ mail_daily: 0 });
  assert.equal((await send()).code, 405);
});

test("title and content have their lengths; a title is one line", async () => {
  const app = await newApp({ allow_mail_send: true });
  const { token } = await app.login();
  const send = async (more) => (await post("mail_send", { ...app.id, ...letter(), token, ...more })).body;
  for (const title of [" ", "字".repeat(101), "a\r\nBcc: x@y.cn", "a\nb", "a\0b", "\u2028\u0085"]) assert.deepEqual(await send({ title }), say.mailTitleFormat, JSON.stringify(title));
  for (const content of ["\n\t ", "x".repeat(50_001)]) assert.deepEqual(await send({ content }), say.mailContentFormat);
  for (const mail of ["x", "a@b.cn\r\nRCPT TO:<x@y.cn>", "a@b.cn, c@d.cn"]) assert.deepEqual(await send({ mail }), say.emailFormat, mail);
  const long = { ...letter(), title: "字".repeat(100), content: "字".repeat(15_000) };
  assert.deepEqual((await json("mail_send", { ...app.id, token, ...long })).body, say.done);
});

testNarrowedForms("mail_send", letter, { allow_mail_send: true });

test("it is at /api/mail/send, which any page may call", async () => {
  const { headers, status } = await call("/api/mail/send", { method: "OPTIONS", headers: { origin: "https://client.example", "access-control-request-method": "POST" } });
  assert.deepEqual([status, headers.get("access-control-allow-origin")], [204, "*"]);
  for (const path of ["/api/mail/", "/api/mail/sends", "/api/mail"]) assert.equal((await call(path)).status, 404, path);
  assert.equal((await call("/api/mail/send")).headers.get("access-control-allow-origin"), "*");
});
