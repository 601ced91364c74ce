// Mails by SMTP: a real server takes them, with TLS from the start and with STARTTLS; others are slow, refuse, hang up or
// lie. Whatever they do costs one call and ends in a word within 10 seconds, and nobody's account is touched.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, test } from "node:test";
import tls from "node:tls";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { certificate, trust } from "../harness/certificates.mjs";
import { newStateDir } from "../harness/server.mjs";

const [good, stranger] = [await certificate(), await certificate()];
trust(good.cert, newStateDir());
const { startBare } = await import("../harness/bare.mjs");
const { api } = await import("../harness/api.mjs");
const { codeIn } = await import("../harness/mail.mjs");
const { words } = await import("../harness/words.mjs");

const USER = "me@qq.com";
const PASSWORD = "p@ss41:/% 密";
const PATIENCE = 10_000;

/** A mail server on a port of its own: {port, mails, logins, stop}. `options` are smtp-server's. */
async function mailServer(options = {}) {
  const [mails, logins] = [[], []];
  const server = new SMTPServer({
    ...good,
    authMethods: ["PLAIN", "LOGIN"],
    onAuth({ method, username, password }, session, done) {
      logins.push({ method, username, password, secure: session.secure });
      const known = username === USER && password === PASSWORD;
      done(known ? null : new Error("no such user"), { user: username });
    },
    onData(stream, { envelope }, done) {
      const chunks = [];
      stream.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
        mails.push({ raw: Buffer.concat(chunks), from: envelope.mailFrom.address, to: envelope.rcptTo.map(({ address }) => address) });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {}); // connections that end in the middle
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { port: server.server.address().port, mails, logins, stop };
}

/** A Worker that sends mails by the server at `port`. */
const withServer = (port, { scheme = "smtps", password = PASSWORD, from = '我的应用, "公司" <me@qq.com>' } = {}) =>
  startBare({ vars: { MAIL: "smtp", SMTP_URL: `${scheme}://${encodeURIComponent(USER)}:${encodeURIComponent(password)}@localhost:${port}`, MAIL_FROM: from } });

/** Sends a test mail; answers what became of it and how long it took, in milliseconds. */
async function sent(bare, to = "you@example.com") {
  const started = Date.now();
  const { status, body } = await api(bare).admin("POST", "/mail/test", { to });
  assert.equal(status, 200);
  return { ...body, ms: Date.now() - started };
}

const stops = [];
after(() => Promise.all(stops.map((stop) => stop())));
const stopped = (it) => {
  stops.push(it.stop);
  return it;
};

for (const [name, scheme, options] of [
  ["with TLS from the start", "smtps", { secure: true }],
  ["with STARTTLS", "smtp", {}],
  ["by AUTH LOGIN", "smtps", { secure: true, authMethods: ["LOGIN"] }],
]) {
  test(`${name} Chinese names, subjects and texts arrive as they were written`, async () => {
    const mail = stopped(await mailServer(options));
    const bare = stopped(await withServer(mail.port, { scheme }));
    const { post, admin, newApp } = api(bare);
    const app = await newApp({ name: "我的<游戏>🎮", allow_mail_send: true });
    const account = await app.login({ email: "forgetful@example.com" });
    const written = { title: `${"标题很长".repeat(20)} 🎉 "=?utf-8?b?`, content: `<p>${"你好，世界。".repeat(300)}</p>\r\n.\r\n..\r\n<p>End</p>` };
    const { body } = await post("mail_send", { ...app.id, token: account.token, mail: "you@example.com", ...written });
    assert.deepEqual(body, words.mail_send.done);
    const [{ raw, from, to }] = mail.mails;
    assert.deepEqual([from, to], [USER, ["you@example.com"]]);
    assert.ok(raw.every((byte) => byte < 128), "nothing but ASCII on the wire");
    const parsed = await PostalMime.parse(raw);
    assert.deepEqual([parsed.from, parsed.to], [{ name: '我的应用, "公司"', address: USER }, [{ name: "", address: "you@example.com" }]]);
    assert.equal(parsed.subject, written.title);
    assert.equal(parsed.html.trim().replaceAll("\r\n", "\n"), written.content.replaceAll("\r\n", "\n"));
    assert.ok(parsed.text.includes("你好，世界。") && parsed.text.includes("End") && !parsed.text.includes("<"));
    assert.ok(Math.abs(new Date(parsed.date) - Date.now()) < 60_000);
    assert.match(parsed.messageId, /^<[0-9a-f]{32}@qq\.com>$/);
    assert.deepEqual(mail.logins, [{ method: options.authMethods?.[0] ?? "PLAIN", username: USER, password: PASSWORD, secure: true }]);

    // A forgotten password, from the mail to the login.
    assert.deepEqual((await post("send_code", { ...app.id, mail: "forgetful@example.com", purpose: "reset" })).body, words.send_code.done);
    const coded = await PostalMime.parse((await until(() => mail.mails[1])).raw);
    assert.equal(coded.subject, "我的<游戏>🎮 验证码");
    const reset = { user: account.user, mail: "forgetful@example.com", code: codeIn(coded), newpass: "secret2" };
    assert.ok(coded.html.includes(`>${reset.code}</p>`) && coded.html.includes("我的&lt;游戏&gt;"));
    assert.deepEqual((await post("reset_pass", { ...app.id, ...reset })).body, words.reset_pass.done);
    assert.deepEqual((await post("update_sign", { ...app.id, token: account.token, newsign: "x" })).body, words.update_sign.wrongToken);
    assert.equal((await post("login", { ...app.id, user: account.user, pass: "secret2" })).body.code, 200);
    const { items } = await until(async () => {
      const { body } = await admin("GET", `/apps/${app.appid}/deliveries`);
      return body.items.length === 2 && body.items.every(({ outcome }) => outcome === "sent") && body;
    });
    assert.deepEqual(items.map(({ purpose, domain, reason }) => [purpose, domain, reason]), [["reset", "example.com", null], ["send", "example.com", null]]);
    assert.ok(!JSON.stringify(items).includes("forgetful"));
  });
}

/** What `ask` answers once that is something. */
async function until(ask) {
  for (const deadline = Date.now() + 10_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`never: ${ask}`);
  }
}

const refusing = (code) => Object.assign(new Error("no"), { responseCode: code });
for (const [reason, options] of [
  ["sender_refused", { onMailFrom: (_, session, done) => done(refusing(553)) }],
  ["address_refused", { onRcptTo: (_, session, done) => done(refusing(550)) }],
  ["busy", { onRcptTo: (_, session, done) => done(refusing(450)) }],
  ["refused", { onData: (stream, session, done) => stream.resume().on("end", () => done(refusing(554))) }],
  ["busy", { onConnect: (session, done) => done(refusing(421)) }],
  ["wrong_password", { onAuth: (_, session, done) => done(refusing(535)) }],
  ["not_safe", { hideSTARTTLS: true, scheme: "smtp" }],
  ["unreachable", { ...stranger, reaches: false }],
]) {
  test(`a server that refuses is told as ${reason}: ${Object.keys(options)[0]}`, async () => {
    const { scheme = "smtps", reaches, ...rest } = options;
    const mail = stopped(await mailServer({ secure: scheme === "smtps", ...rest }));
    const bare = stopped(await withServer(mail.port, { scheme }));
    const { outcome, reason: said } = await sent(bare);
    assert.deepEqual([outcome, said], ["failed", reason]);
    assert.deepEqual(mail.mails, []);
    if (["not_safe", "unreachable"].includes(reason)) assert.deepEqual(mail.logins, [], "the password was not sent");
  });
}

test("nobody listens", async () => {
  const { outcome, reason } = await sent(stopped(await withServer(1)));
  assert.deepEqual([outcome, reason], ["failed", "unreachable"]);
});

/** A TLS server that does `talk(socket)` with each connection. */
async function liar(talk) {
  const sockets = new Set();
  const server = tls.createServer(good, (socket) => {
    sockets.add(socket.on("error", () => {}));
    talk(socket);
  });
  return listening(server, sockets);
}

async function listening(server, sockets) {
  server.on("tlsClientError", () => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => new Promise((resolve) => {
    for (const socket of sockets) socket.destroy();
    server.close(resolve);
  });
  return stopped({ port: server.address().port, stop });
}

/** Answers each line with what stands at its place in `says`, and then with nothing. */
const saying = (...says) => (socket) => {
  socket.write(says[0]);
  let line = 0;
  socket.on("data", (data) => {
    for (const _ of String(data).split("\r\n").slice(1)) if (says[(line += 1)] !== undefined) socket.write(says[line]);
  });
};
const HELLO = ["220 hi\r\n", "250-hi\r\n250 AUTH PLAIN\r\n", "334 \r\n"];

for (const [what, reason, talk] of [
  ["hangs up at once", "unreachable", (socket) => socket.destroy()],
  ["hangs up in the middle", "unreachable", (socket) => saying(...HELLO)(socket.on("data", (data) => /AUTH/.test(data) && socket.destroy()))],
  ["speaks HTTP", "nonsense", saying("HTTP/1.1 400 Bad Request\r\n\r\n")],
  ["sends bytes that are no text", "nonsense", (socket) => socket.write(Buffer.from([0xff, 0xfe, 0x0a]))],
  ["says more than it was asked", "nonsense", saying("220 hi\r\n", "250 hi\r\n250 again\r\n")],
  ["goes on for ever in one reply", "nonsense", (socket) => setInterval(() => socket.writable && socket.write("220-and\r\n".repeat(1000)), 5).unref()],
  ["accepts before it was given the mail", "nonsense", saying(...HELLO, "235 in\r\n", "250 ok\r\n", "250 ok\r\n", "250 sent already\r\n")],
  ["answers 999", "nonsense", saying("999 hi\r\n")],
]) {
  test(`a server that ${what} is ${reason}, at once`, async () => {
    const { outcome, reason: said, ms } = await sent(stopped(await withServer((await liar(talk)).port)));
    assert.deepEqual([outcome, said], ["failed", reason]);
    assert.ok(ms < PATIENCE / 2, `${ms} ms`);
  });
}

// Side by side, because each of them takes its time.
test("a server that never answers, or a byte at a time, costs 10 seconds and no account", { concurrency: true }, async (t) => {
  const slow = {
    "accepts and says nothing": async () => listening(createServer(() => {}), new Set()),
    "greets and says nothing more": () => liar(saying("220 hi\r\n")),
    "says a byte every second": () => liar((socket) => setInterval(() => socket.writable && socket.write("2"), 1000).unref()),
    "never takes the mail": () => liar(saying(...HELLO, "235 in\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n")),
  };
  await Promise.all(Object.entries(slow).map(([what, make]) =>
    t.test(what, async () => {
      const bare = stopped(await withServer((await make()).port));
      const { post, admin, newApp } = api(bare);
      const app = await newApp({ allow_mail_send: true });
      const account = await app.login({ email: "user@example.com" });
      const started = Date.now();
      assert.deepEqual((await post("send_code", { ...app.id, mail: "user@example.com", purpose: "reset" })).body, words.send_code.done);
      assert.ok(Date.now() - started < PATIENCE / 2, "the code goes after the answer");
      const mail = { mail: "you@example.com", title: "t", content: "c" };
      const [answer, { outcome, reason, ms }] = await Promise.all([post("mail_send", { ...app.id, token: account.token, ...mail }), sent(bare)]);
      assert.deepEqual(answer.body, words.mail_send.mailFailed);
      assert.deepEqual([outcome, reason], ["failed", "timeout"]);
      assert.ok(ms >= PATIENCE - 500 && ms < PATIENCE + 5000, `${ms} ms`);
      assert.equal((await post("login", { ...app.id, user: account.user, pass: account.pass })).body.code, 200);
      const log = await until(async () => {
        const { items } = (await admin("GET", `/apps/${app.appid}/deliveries`)).body;
        return items.length === 2 && items.every((it) => it.outcome === "failed") && items;
      });
      assert.deepEqual(log.map((it) => it.reason), ["timeout", "timeout"]);
    })));
});

test("line breaks in an address or a title never reach a server", async () => {
  const mail = stopped(await mailServer({ secure: true }));
  const bare = stopped(await withServer(mail.port));
  const { post, admin, newApp } = api(bare);
  const app = await newApp({ allow_mail_send: true });
  const { token } = await app.login();
  const letter = { mail: "you@example.com", title: "t", content: "c" };
  for (const wrong of [
    { mail: "you@example.com\r\nRCPT TO:<other@example.com>" }, { mail: "you@example.com>\r\nDATA" }, { mail: "you@example.com, other@example.com" },
    { title: "t\r\nBcc: other@example.com" }, { title: "t\nBcc: other@example.com" }, { title: "t\r\n\r\nbody" }, { title: "t\0" },
  ]) {
    const { body } = await post("mail_send", { ...app.id, token, ...letter, ...wrong });
    assert.ok([words.mail_send.emailFormat.data, words.mail_send.mailTitleFormat.data].includes(body.data), JSON.stringify(wrong));
    if (wrong.mail) assert.equal((await admin("POST", "/mail/test", { to: wrong.mail })).status, 422);
    if (wrong.title) assert.equal((await app.patch({ mail_subject: wrong.title })).status, 422);
  }
  // Nor does an app's name bring any: it has no control characters.
  assert.equal((await app.patch({ name: "a\r\nBcc: other@example.com" })).status, 422);
  assert.deepEqual(mail.mails, []);
});

test("no password, address, code or content is logged, whatever fails", async () => {
  const mail = stopped(await mailServer({ secure: true, onRcptTo: (_, session, done) => done(refusing(550)) }));
  const bare = stopped(await withServer(mail.port));
  const { post, admin, newApp } = api(bare);
  const app = await newApp({ allow_mail_send: true });
  const { token } = await app.login({ email: "forgetful@example.com" });
  await post("send_code", { ...app.id, mail: "forgetful@example.com", purpose: "reset" });
  await post("mail_send", { ...app.id, token, mail: "reader@example.com", title: "a title of its own", content: "a content of its own" });
  await sent(bare, "tester@example.com");
  await until(async () => (await admin("GET", `/apps/${app.appid}/deliveries`)).body.items.every(({ outcome }) => outcome === "failed"));
  const log = bare.log.join("");
  assert.match(log, /"address_refused"/);
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), "forgetful", "reader@", "tester@", "of its own", token]) assert.ok(!log.includes(secret), secret);
  assert.doesNotMatch(log, /\b\d{6}\b/);
});
