// /api/admin/mail and an app's deliveries and letter: how mails are sent, whether they arrive, and what they say.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";
import { codeIn, mailsTo, ownAddress } from "../harness/mail.mjs";
import { d1 } from "../harness/server.mjs";

const { admin, post, newApp, newDeveloper, server } = api();
const at = ({ appid }, rest) => `/apps/${appid}/${rest}`;

test("any key learns how mails are sent; the owner's alone sends a test and reads what was kept", async () => {
  const { key } = await newDeveloper();
  const service = { sender: "log", from: "nobase-edge@example.com", problem: null };
  for (const it of [server.adminKey, key]) assert.deepEqual((await admin("GET", "/mail", undefined, it)).body, service);
  for (const [method, path, body] of [["POST", "/mail/test", { to: "a@b.cn" }], ["GET", "/mail/outbox"]]) {
    assertRefused(await admin(method, path, body, key), 403);
    assertRefused(await admin(method, path, body, ""), 401);
  }
});

test("a test goes to an address", async () => {
  const to = ownAddress();
  assert.deepEqual((await admin("POST", "/mail/test", { to })).body, { outcome: "sent", reason: null });
  const [{ subject, text, at }] = await mailsTo(to);
  assert.ok(subject.includes("测试邮件") && text.includes("This is a test"));
  assert.ok(Math.abs(at - Date.now() / 1000) < 60);
  for (const [body, field] of [[{}, "to"], [{ to: "x" }, "to"], [{ to: null }, "to"], [{ to: 5 }, "to"], [{ to: "a@b.cn\r\nBcc: c@d.cn" }, "to"], [{ to, from: "x" }, "from"]]) {
    assertRefused(await admin("POST", "/mail/test", body), 422, field);
  }
});

test("the outbox keeps the newest 50, newest first", async () => {
  const bare = await startBare();
  try {
    const { admin } = api(bare);
    for (let n = 0; n < 53; n += 1) await admin("POST", "/mail/test", { to: `user${n}@example.com` });
    const { items } = (await admin("GET", "/mail/outbox")).body;
    assert.deepEqual(items.map(({ to }) => to), Array.from({ length: 50 }, (_, n) => `user${52 - n}@example.com`));
  } finally {
    await bare.stop();
  }
});

test("without a sender a test is a conflict, and the outbox is empty, whatever was kept before", async () => {
  const bare = await startBare();
  const { stateDir } = bare;
  await api(bare).admin("POST", "/mail/test", { to: "a@b.cn" });
  await bare.stop();
  const off = await startBare({ stateDir, vars: { MAIL: "off" } });
  try {
    const { admin } = api(off);
    assert.deepEqual((await admin("GET", "/mail")).body, { sender: "off", from: null, problem: null });
    const answer = await admin("POST", "/mail/test", { to: "a@b.cn" });
    assertRefused(answer, 409);
    assert.equal(answer.body.error.code, "no_sender");
    assert.deepEqual((await admin("GET", "/mail/outbox")).body, { items: [] });
  } finally {
    await off.stop();
  }
});

test("deliveries are told page by page, newest first, to whom the app belongs; of addresses the domain alone", async () => {
  const [{ key }, { key: other }] = [await newDeveloper(), await newDeveloper()];
  const app = await newApp({ allow_mail_send: true }, key);
  const path = at(app, "deliveries");
  assert.deepEqual((await admin("GET", path)).body, { items: [], next_cursor: null });
  const account = await app.login({ email: ownAddress() });
  for (let n = 0; n < 5; n += 1) {
    await post("mail_send", { ...app.id, token: account.token, mail: `somebody${n}@example${n}.com`, title: "t", content: "c" });
    await d1(server.stateDir, "UPDATE users SET mailed_at = 0 WHERE appid = ?1", app.appid);
  }
  const found = [];
  for (let cursor = ""; cursor !== null; ) {
    const { items, next_cursor } = (await admin("GET", `${path}?limit=2${cursor && `&cursor=${cursor}`}`, undefined, key)).body;
    assert.ok(items.length <= 2);
    found.push(...items);
    cursor = next_cursor;
  }
  assert.deepEqual(found.map(({ domain }) => domain), [4, 3, 2, 1, 0].map((n) => `example${n}.com`));
  assert.deepEqual(Object.keys(found[0]), ["id", "at", "purpose", "domain", "outcome", "reason"]);
  assert.ok(!JSON.stringify(found).includes("somebody"));
  assert.equal(new Set(found.map(({ id }) => id)).size, 5);
  assertRefused(await admin("GET", path, undefined, other), 404);
  assertRefused(await admin("GET", at({ appid: "1" }, "deliveries")), 404);
  assertRefused(await admin("GET", `${path}?cursor=x`), 422, "cursor");
});

test("the mail with a code is shown as the app has it, or as it would be; nothing is sent or changed", async () => {
  const [{ key }, { key: other }] = [await newDeveloper(), await newDeveloper()];
  const app = await newApp({ name: "我的<游戏>" }, key);
  const letter = async (body = {}) => (await admin("POST", at(app, "letter"), body, key)).body;
  const usual = await letter();
  assert.equal(usual.subject, "我的<游戏> 验证码");
  assert.match(usual.text, /^alice，您好！\n\n您正在重置密码，验证码是：\n\n\d{6}\n\n10 分钟/);
  assert.ok(usual.html.includes("我的&lt;游戏&gt;") && !usual.html.includes("<游戏>"));
  assert.match((await letter({ purpose: "bind" })).text, /绑定邮箱/);
  const english = await letter({ mail_language: "en", name: "My game" });
  assert.equal(english.subject, "Your code for My game");
  assert.match(english.text, /set a new password/);
  const own = await letter({ mail_subject: "{action}", mail_text: "<b>{code}</b> {user} {minutes} {app} { x }\r\n\r\n{code}" });
  assert.equal(own.subject, "重置密码");
  assert.match(own.text, /^<b>\d{6}<\/b> alice 10 我的<游戏> \{ x \}\n\n\d{6}$/);
  assert.match(own.html, /<p>&lt;b&gt;\d{6}&lt;\/b&gt; alice/);
  await app.patch({ mail_subject: "{code}", mail_language: "en" });
  assert.match((await letter()).subject, /^\d{6}$/);
  assert.equal((await letter({ mail_subject: null })).subject, "Your code for 我的<游戏>");
  for (const [body, field] of [[{ purpose: "send" }, "purpose"], [{ mail_text: "x" }, "mail_text"], [{ mail_subject: "a\nb" }, "mail_subject"], [{ mail_language: "fr" }, "mail_language"], [{ code: "1" }, "code"]]) {
    assertRefused(await admin("POST", at(app, "letter"), body, key), 422, field);
  }
  assertRefused(await admin("POST", at(app, "letter"), {}, other), 404);
  assert.deepEqual((await admin("GET", at(app, "deliveries"))).body.items, []);
});

test("an app's own words are what its mails say", async () => {
  const app = await newApp({ name: "App", mail_subject: "{app}: {code}", mail_text: "Hi {user}\n\n{code}\n\n{action}", mail_language: "en" });
  const mail = ownAddress();
  const { user } = await app.register({ email: mail });
  await post("send_code", { ...app.id, mail, purpose: "reset" });
  const [{ subject, text }] = await mailsTo(mail);
  assert.match(text, new RegExp(`^Hi ${user}\n\n\\d{6}\n\nset a new password$`));
  assert.equal(subject, `App: ${codeIn({ text })}`);
});

test("users are listed by whether their address is verified, with a search, with a state, page by page", async () => {
  const app = await newApp();
  const verified = ["10002", "10005", "10007"];
  for (let n = 1; n <= 8; n += 1) await app.register({ user: `1000${n}`, ...(n !== 8 && { email: `user${n}@example.com` }) });
  for (const name of verified) await d1(server.stateDir, "UPDATE users SET verified_email = email WHERE appid = ?1 AND account = ?2", app.appid, name);
  await admin("PATCH", app.userAt("10005"), { status: "disabled" });
  const list = async (query) => {
    const found = [];
    for (let cursor = ""; cursor !== null; ) {
      const { items, next_cursor } = (await admin("GET", `/apps/${app.appid}/users?${new URLSearchParams({ ...query, ...(cursor && { cursor }) })}`)).body;
      found.push(...items.map(({ user }) => user));
      cursor = next_cursor;
    }
    return found;
  };
  const newest = ["10007", "10005", "10002"];
  for (const limit of [1, 2, 50]) {
    assert.deepEqual(await list({ email_verified: "true", limit }), newest);
    assert.deepEqual(await list({ email_verified: "false", limit }), ["10008", "10006", "10004", "10003", "10001"]);
  }
  assert.deepEqual(await list({ email_verified: "true", status: "disabled" }), ["10005"]);
  assert.deepEqual(await list({ email_verified: "true", search: "user7" }), ["10007"]);
  assert.deepEqual(await list({ email_verified: "false", search: "user7" }), []);
  assert.deepEqual(await list({ email_verified: "true", search: "10002" }), ["10002"]);
  assertRefused(await admin("GET", `/apps/${app.appid}/users?email_verified=yes`), 422, "email_verified");
});
