// Mails by other ways than SMTP: services that take JSON, Cloudflare's binding, and a configuration that is wrong.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";
import { words } from "../harness/words.mjs";

const FROM = "我的应用 <me@example.com>";
const KEY = "key-93bd07-of-a-service";

/** A service that keeps what it is sent and says `status`: {url, calls, stop}. */
async function service(status = 200) {
  const calls = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += chunk)).on("end", () => {
      calls.push({ method: request.method, path: request.url, headers: request.headers, body: JSON.parse(text) });
      if (status === "never") return;
      response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end("{}");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    calls,
    stop: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  };
}

/** Does `test` with a Worker that has `vars`, and stops it. */
async function withWorker(vars, test, change) {
  const bare = await startBare({ vars, ...(change && { change }) });
  try {
    await test(api(bare), bare);
  } finally {
    await bare.stop();
  }
}

const FORMS = {
  Resend: {
    path: "/emails",
    headers: { authorization: `Bearer ${KEY}` },
    body: { from: '"我的应用" <me@example.com>', to: ["you@example.com"], subject: "标题", text: "你好", html: "<p>你好</p>" },
  },
  Brevo: {
    path: "/v3/smtp/email",
    headers: { "api-key": KEY },
    body: { sender: { email: "me@example.com", name: "我的应用" }, to: [{ email: "you@example.com" }], subject: "标题", textContent: "你好", htmlContent: "<p>你好</p>" },
  },
};
for (const [name, { path, headers, body: wanted }] of Object.entries(FORMS)) {
  test(`in ${name}'s form`, async (t) => {
    const it = await service();
    t.after(it.stop);
    await withWorker({ MAIL: "http", MAIL_URL: it.url + path, MAIL_API_KEY: KEY, MAIL_FROM: FROM }, async ({ post, admin, newApp }) => {
      assert.deepEqual((await admin("GET", "/mail")).body, { sender: "http", from: FROM, problem: null });
      const app = await newApp({ allow_mail_send: true });
      const { token } = await app.login();
      const { body } = await post("mail_send", { ...app.id, token, mail: "you@example.com", title: "标题", content: "<p>你好</p>" });
      assert.deepEqual(body, words.mail_send.done);
      const [call] = it.calls;
      assert.deepEqual([call.method, call.path, call.body], ["POST", path, wanted]);
      for (const [header, value] of Object.entries({ ...headers, "content-type": "application/json" })) assert.equal(call.headers[header], value);
    });
  });
}

for (const [status, reason] of [[401, "wrong_password"], [403, "wrong_password"], [422, "refused"], [429, "busy"], [500, "busy"], [302, "nonsense"], ["never", "timeout"]]) {
  test(`a service that answers ${status} is ${reason}`, async (t) => {
    const it = await service(status);
    t.after(it.stop);
    await withWorker({ MAIL: "http", MAIL_URL: `${it.url}/emails`, MAIL_API_KEY: KEY, MAIL_FROM: FROM }, async ({ admin }) => {
      const { body } = await admin("POST", "/mail/test", { to: "you@example.com" });
      assert.deepEqual(body, { outcome: "failed", reason });
      assert.equal(it.calls.length, 1, "the key goes nowhere else");
    });
  });
}

test("by Cloudflare's binding", async () => {
  const bound = (worker) => ({ ...worker, email: { send_email: [{ name: "EMAIL" }] } });
  await withWorker({ MAIL: "binding", MAIL_FROM: FROM }, async ({ admin }) => {
    assert.deepEqual((await admin("POST", "/mail/test", { to: "you@example.com" })).body, { outcome: "sent", reason: null });
  }, bound);
  // It refuses addresses that it is not allowed to send to.
  const narrow = (worker) => ({ ...worker, email: { send_email: [{ name: "EMAIL", allowed_destination_addresses: ["me@example.com"] }] } });
  await withWorker({ MAIL: "binding", MAIL_FROM: FROM }, async ({ admin }) => {
    assert.deepEqual((await admin("POST", "/mail/test", { to: "you@example.com" })).body, { outcome: "failed", reason: "refused" });
  }, narrow);
  const unbound = ({ email: _, ...worker }) => worker;
  await withWorker({ MAIL: "binding", MAIL_FROM: FROM }, async ({ admin }) => {
    assert.equal((await admin("POST", "/mail/test", { to: "you@example.com" })).body.outcome, "failed");
  }, unbound);
});

const WRONG = {
  "MAIL is no word that is known": [{ MAIL: "mail" }, /MAIL must be/],
  "SMTP_URL is missing": [{ MAIL: "smtp" }, /SMTP_URL is missing/],
  "SMTP_URL is none": [{ MAIL: "smtp", SMTP_URL: "server-2d95c4.example.com:465", MAIL_FROM: FROM }, /SMTP_URL must look like/],
  "SMTP_URL has port 25": [{ MAIL: "smtp", SMTP_URL: "smtp://me:password-61fe8a-of-nobody@example.com:25", MAIL_FROM: FROM }, /25/],
  "MAIL_API_KEY is missing": [{ MAIL: "http", MAIL_FROM: FROM }, /MAIL_API_KEY is missing/],
  "MAIL_URL is not safe": [{ MAIL: "http", MAIL_URL: "http://example.com/", MAIL_API_KEY: KEY, MAIL_FROM: FROM }, /https/],
  "MAIL_FROM is no address": [{ MAIL: "http", MAIL_API_KEY: KEY, MAIL_FROM: "me" }, /MAIL_FROM must look like/],
  "MAIL_FROM is missing": [{ MAIL: "binding" }, /MAIL_FROM is missing/],
};
for (const [what, [vars, problem]] of Object.entries(WRONG)) {
  test(`where ${what}, the owner is told, mails fail, and everything else works`, async () => {
    await withWorker(vars, async ({ post, admin, newApp, server }) => {
      const { body } = await admin("GET", "/mail");
      assert.deepEqual([body.sender, body.from], ["off", null]);
      assert.match(body.problem, problem);
      const app = await newApp({ allow_mail_send: true });
      const account = await app.login({ email: "user@example.com" });
      const failed = words.send_code.storage;
      assert.deepEqual((await post("send_code", { ...app.id, mail: "user@example.com", purpose: "reset" })).body, failed);
      assert.deepEqual((await post("bind_mail", { ...app.id, token: account.token, mail: "other@example.com" })).body, words.bind_mail.done);
      assert.equal((await post("login", { ...app.id, user: account.user, pass: account.pass })).body.code, 200);
      assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    });
  });
}
