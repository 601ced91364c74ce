// Webhooks: what an app's own server is told of, that it can be sure who told, and that nothing is lost while it is away.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api, assertRefused } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { d1, scheduled } from "./harness/server.mjs";

const server = await startBare();
after(() => server.stop());
const { admin, post, user, newApp, newDeveloper } = api(server);

/** A receiver of one's own, on an address of its own: what it got, and what it answers. */
async function receiver(answer = () => 204) {
  const got = [];
  const http = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const delivery = { headers: request.headers, text: Buffer.concat(chunks).toString(), path: request.url };
      const status = answer(got.length, response);
      got.push(delivery);
      if (status) response.writeHead(status).end();
    });
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  after(() => http.closeAllConnections() || http.close());
  const url = `http://127.0.0.1:${http.address().port}/hook?a=b`;
  /** The first `many` that came, parsed, in the order of their events. */
  const events = async (many) => {
    for (const deadline = Date.now() + 20_000; got.length < many && Date.now() < deadline;) await sleep(20);
    return got.map(({ text }) => JSON.parse(text));
  };
  return { url, got, events };
}

/** As a receiver checks a delivery (standardwebhooks.com). */
function isSigned({ headers, text }, secret) {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${text}`;
  return headers["webhook-signature"] === `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}

const deliveries = async (app) => (await admin("GET", `/apps/${app.appid}/webhook/deliveries`)).body.items;
/** Once none of them is in the middle of an attempt. */
async function settled(app, many) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
    const items = await deliveries(app);
    if (items.length >= many && items.every(({ state, reason }) => state !== "pending" || reason)) return items;
  }
  throw new Error(`not settled: ${JSON.stringify(await deliveries(app))}`);
}
const from = (address) => ({ headers: { "cf-connecting-ip": address } });

test("an app's own server is told of registrations, logins from new places, and users who are disabled or deleted", async () => {
  const { url, got, events } = await receiver();
  const app = await newApp({ webhook_url: url });
  const [one, two] = [{ user: "Alice-01", pass: "secret1" }, { user: "bobby-02", pass: "secret1" }];
  for (const { user: name, pass } of [one, two]) await user("register", { ...app.id, user: name, pass, nickname: "n" }, from("203.0.113.7"));
  await events(2);
  for (const address of ["203.0.113.99", "203.0.113.7"]) await user("login", { ...app.id, ...one }, from(address));
  await user("login", { ...app.id, user: "aLICE-01", pass: one.pass }, from("198.51.100.1"));
  await user("login", { ...app.id, ...one }, from("198.51.100.2"));
  await events(3);
  await admin("PATCH", app.userAt("alice-01"), { nickname: "not told of" });
  await admin("PATCH", app.userAt("alice-01"), { status: "disabled" });
  await events(4);
  await admin("DELETE", app.userAt("ALICE-01"));
  await events(5);
  await post("delete_account", { ...app.id, ...two });
  const told = await events(6);
  await settled(app, 6);
  assert.deepEqual(told.map(({ type, data }) => [type, data.user]), [
    ["user.registered", one.user], ["user.registered", two.user], ["user.login_new_place", one.user],
    ["user.disabled", one.user], ["user.deleted", one.user], ["user.deleted", two.user],
  ]);
  for (const { timestamp, data } of told) {
    assert.equal(data.appid, app.appid);
    assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000 && /^[-0-9]+T[:0-9]+Z$/.test(timestamp));
  }
  for (const delivery of got) {
    assert.ok(isSigned(delivery, app.webhook_secret));
    assert.ok(Math.abs(delivery.headers["webhook-timestamp"] - Date.now() / 1000) < 60);
    assert.deepEqual([delivery.path, delivery.headers["content-type"]], ["/hook?a=b", "application/json"]);
  }
  assert.equal(new Set(got.map(({ headers }) => headers["webhook-id"])).size, 6);
});

test("what failed, or was refused, is not told; nor is anything where there is no address", async () => {
  const { url, got } = await receiver();
  const [app, silent] = [await newApp({ webhook_url: url }), await newApp()];
  const account = await silent.register();
  await silent.login(account);
  await admin("DELETE", silent.userAt(account.user));
  await post("register", { ...app.id, user: "1", pass: "x", nickname: "n" });
  assertRefused(await admin("DELETE", app.userAt("nobody")), 404);
  const { user: name, pass } = await app.register();
  await post("register", { ...app.id, user: name, pass, nickname: "n" });
  await post("delete_account", { ...app.id, user: name, pass: "wrong1" });
  const other = await app.register({ qq: "4711471147" });
  assertRefused(await admin("PATCH", app.userAt(name), { status: "disabled", qq: "4711471147" }), 409);
  assertRefused(await admin("PATCH", app.userAt("nobody"), { status: "disabled" }), 404);
  for (const changes of [{ status: "disabled" }, { status: "disabled", nickname: "again" }]) await admin("PATCH", app.userAt(other.user), changes);
  const items = await settled(app, 3);
  await sleep(200);
  const told = items.map(({ event, user }) => [event, user]).reverse();
  assert.deepEqual(told, [["user.registered", name], ["user.registered", other.user], ["user.disabled", other.user]]);
  assert.deepEqual([got.length, (await deliveries(app)).length, (await deliveries(silent)).length], [3, 3, 0]);
});

test("a server that is away is told later, by the same id and body, and given up after six attempts", async () => {
  const { url, got } = await receiver((n) => (n < 3 ? 503 : 200));
  const app = await newApp({ webhook_url: url });
  const due = () => d1(server.stateDir, "UPDATE webhook_deliveries SET next_at = 1 WHERE next_at IS NOT NULL AND appid = ?", app.appid);
  await app.register();
  for (let n = 0; n < 3; n += 1) {
    const [item] = await settled(app, 1);
    assert.deepEqual([item.state, item.attempts, item.status, item.reason], ["pending", n + 1, 503, "refused"]);
    await due();
    assert.equal(await scheduled(server.url), "ok");
  }
  const [item] = await settled(app, 1);
  assert.deepEqual([item.state, item.attempts, item.status, item.reason, item.next_at], ["delivered", 4, 200, null, null]);
  assert.equal(got.length, 4);
  assert.deepEqual([...new Set(got.map(({ text, headers }) => `${headers["webhook-id"]} ${text}`))].length, 1);
  for (const delivery of got) assert.ok(isSigned(delivery, app.webhook_secret));

  const gone = await newApp({ webhook_url: "http://127.0.0.1:1/" });
  await gone.register();
  for (const [n, wait] of [[1, 300], [2, 1_800], [3, 7_200], [4, 28_800], [5, 86_400], [6, null]]) {
    const [item] = await settled(gone, 1);
    assert.deepEqual([item.state, item.attempts, item.status, item.reason], [n < 6 ? "pending" : "failed", n, null, "unreachable"]);
    assert.ok(wait === null ? item.next_at === null : Math.abs(item.next_at - Date.now() / 1000 - wait) < 30, `${n}: ${item.next_at}`);
    await d1(server.stateDir, "UPDATE webhook_deliveries SET next_at = 1 WHERE next_at IS NOT NULL AND appid = ?", gone.appid);
    await scheduled(server.url);
  }
});

/** A second within the week for which deliveries are kept (Unix seconds), and the id (microseconds) of an event then. */
const then = Math.floor(Date.now() / 1000) - 3_600;
const thenId = then * 1_000_000;
/** Writes down `many` deliveries of `app` that are due `since` (Unix seconds), each after `attempts`. */
const overdue = (app, many, { since = 1, attempts = 1 } = {}) => d1(
  server.stateDir,
  `WITH RECURSIVE n(id) AS (SELECT ${thenId} UNION ALL SELECT id + 1 FROM n LIMIT ${many})
   INSERT OR REPLACE INTO webhook_deliveries (appid, id, event, account, attempts, next_at)
   SELECT ?, id, 'user.registered', 'alice', ${attempts}, ${since} FROM n`,
  app.appid,
);

test("an app whose server is away holds up no other, whatever it has waiting, nor its own test", async () => {
  const { url, got } = await receiver();
  const [gone, app] = [await newApp({ webhook_url: "http://127.0.0.1:1/" }), await newApp({ webhook_url: url })];
  await overdue(gone, 100);
  await overdue(app, 1, { since: 2 });
  await scheduled(server.url);
  assert.equal(got.length, 1);
  const tried = await d1(server.stateDir, "SELECT count(*) AS n FROM webhook_deliveries WHERE appid = ? AND attempts = 2", gone.appid);
  assert.equal(tried[0].n, 39, "what the others leave is used up");
  await overdue(app, 100);
  const { body } = await admin("POST", `/apps/${app.appid}/webhook/test`);
  assert.deepEqual([body.event, body.state, got.length], ["ping", "delivered", 2]);
  for (const { appid } of [gone, app]) await d1(server.stateDir, "DELETE FROM webhook_deliveries WHERE appid = ?", appid);
});

test("no more are posted at once than the runtime lets wait for an answer: what stood in line would run out of time", async () => {
  let [open, most] = [0, 0];
  const { url, got } = await receiver((_, response) => {
    most = Math.max(most, (open += 1));
    setTimeout(() => response.writeHead(204).end(() => (open -= 1)), 400);
  });
  const app = await newApp({ webhook_url: url });
  await overdue(app, 20);
  await scheduled(server.url);
  assert.deepEqual([got.length, most], [20, 5]);
  assert.ok((await deliveries(app)).every(({ state, status }) => state === "delivered" && status === 204));
  await overdue(app, 20);
  await app.register();
  for (const deadline = Date.now() + 20_000; got.length < 25 && Date.now() < deadline; ) await sleep(20);
  await sleep(500);
  assert.equal(got.length, 25, "a call does not begin what it could not write down before the runtime ends it");
  await d1(server.stateDir, "DELETE FROM webhook_deliveries WHERE appid = ?", app.appid);
});

test("one whose last attempt was cut off is given up", async () => {
  const app = await newApp({ webhook_url: "http://127.0.0.1:1/" });
  await overdue(app, 1, { attempts: 6 });
  await scheduled(server.url);
  const [item] = await deliveries(app);
  assert.deepEqual([item.state, item.attempts, item.reason, item.next_at], ["failed", 6, "interrupted", null]);
});

test("the call does not wait for the receiver, and one that never answers is left after some seconds", { timeout: 60_000 }, async () => {
  const { url, events } = await receiver(() => undefined);
  const app = await newApp({ webhook_url: url });
  const began = Date.now();
  await app.register();
  assert.ok(Date.now() - began < 5_000);
  await events(1);
  const [item] = await settled(app, 1);
  assert.deepEqual([item.state, item.reason], ["pending", "timeout"]);
});

test("a redirection is not followed: the address that was given is the one that is told", async () => {
  const elsewhere = await receiver();
  const { url } = await receiver((_, response) => {
    response.writeHead(307, { location: elsewhere.url }).end();
  });
  const app = await newApp({ webhook_url: url });
  await app.register();
  const [item] = await settled(app, 1);
  assert.deepEqual([item.state, item.status, elsewhere.got.length], ["pending", 307, 0]);
});

test("an event that was acknowledged is delivered though its Worker ended before it could tell", async () => {
  const { url, events } = await receiver();
  const app = await newApp({ webhook_url: url });
  await d1(
    server.stateDir,
    "INSERT INTO webhook_deliveries (appid, id, event, account, attempts, next_at) VALUES (?, ?, 'user.registered', 'alice', 1, 1)",
    app.appid,
    thenId,
  );
  await scheduled(server.url);
  assert.deepEqual(await events(1), [{ type: "user.registered", timestamp: new Date(then * 1000).toISOString().replace(".000", ""), data: { appid: app.appid, user: "alice" } }]);
});

test("a test is delivered at once, to whom the app belongs alone; a new secret signs from then on", async () => {
  const { url, got } = await receiver();
  const [{ key }, other] = [await newDeveloper(), await newDeveloper()];
  const app = await newApp({}, key);
  const at = (rest) => `/apps/${app.appid}/webhook/${rest}`;
  assertRefused(await admin("POST", at("test"), undefined, key), 409);
  await admin("PATCH", `/apps/${app.appid}`, { webhook_url: url }, key);
  const tested = await admin("POST", at("test"), undefined, key);
  assert.deepEqual([tested.status, tested.body.event, tested.body.state, tested.body.status, tested.body.user], [200, "ping", "delivered", 204, null]);
  assert.ok(isSigned(got[0], app.webhook_secret));
  const { webhook_secret: secret } = (await admin("POST", at("secret"), undefined, key)).body;
  assert.match(secret, /^whsec_[0-9a-f]{48}$/);
  assert.notEqual(secret, app.webhook_secret);
  await admin("POST", at("test"), undefined, key);
  assert.ok(isSigned(got[1], secret) && !isSigned(got[1], app.webhook_secret));
  for (const [method, rest] of [["POST", "test"], ["POST", "secret"], ["GET", "deliveries"]]) {
    assertRefused(await admin(method, at(rest), undefined, other.key), 404);
  }
  await admin("PATCH", `/apps/${app.appid}`, { webhook_url: null }, key);
  assertRefused(await admin("POST", at("test"), undefined, key), 409);
  for (const webhook_url of ["", "http://example.com/", "https://a:b@example.com/", "javascript:alert(1)"]) {
    assertRefused(await admin("PATCH", `/apps/${app.appid}`, { webhook_url }, key), 422, "webhook_url");
  }
});

test("a registration costs an app without a webhook nothing more; with one 2 rows", async () => {
  const { url } = await receiver();
  const [silent, app] = [await newApp(), await newApp({ webhook_url: url })];
  const cost = async ({ id }) => (await post("register", { ...id, user: "10000001", pass: "secret1", nickname: "n" })).cost;
  const [without, told] = [await cost(silent), await cost(app)];
  assert.deepEqual([without.d1, without.written, told.d1, told.written], [2, 2, 2, 4]);
});

test("deliveries go after a week", async () => {
  const app = await newApp();
  const add = (days) => d1(server.stateDir, "INSERT INTO webhook_deliveries (appid, id, event, state) VALUES (?, ?, 'ping', 'failed')", app.appid, (Date.now() - days * 86_400_000) * 1000);
  for (const days of [6, 8]) await add(days);
  await scheduled(server.url);
  assert.equal((await deliveries(app)).length, 1);
});
