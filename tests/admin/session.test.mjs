// /api/admin/session: a key exchanged for a session of the console.

import assert from "node:assert/strict";
import { request } from "node:http";
import { after, test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";

const server = await startBare();
after(() => server.stop());
const { admin, session, call, newDeveloper } = api(server);

const HALF_A_DAY = 12 * 3600;

test("a key is exchanged for a cookie that no script can read and no other site can send", async () => {
  const by = await session();
  const { status, body, headers } = by.answer;
  assert.equal(status, 201);
  const [cookie, ...attributes] = headers.get("set-cookie").split("; ");
  assert.match(cookie, /^nobase-edge=[0-9a-f]{64}$/);
  assert.deepEqual(attributes, ["Path=/", `Max-Age=${HALF_A_DAY}`, "HttpOnly", "SameSite=Strict"]);
  assert.ok(Math.abs(body.expires_at - Date.now() / 1000 - HALF_A_DAY) < 60);
  assert.deepEqual((await by("GET", "/me")).body, (await admin("GET", "/me")).body);
});

test("a session reaches what its key reaches, the owner's and a developer's", async () => {
  const { id, key } = await newDeveloper();
  const [owner, developer] = [await session(), await session(key)];
  assert.equal((await owner("POST", "/developers", { name: "a" })).status, 201);
  assertRefused(await developer("POST", "/developers", { name: "a" }), 403);
  const app = (await developer("POST", "/apps", { name: "a" })).body;
  assert.equal(app.developer_id, id);
  const [entry] = (await developer("GET", `/audit?appid=${app.appid}`)).body.items;
  assert.deepEqual([entry.event, entry.developer_id], ["app_created", id]);
});

test("without the header that only the own site can send, the cookie opens nothing", async () => {
  const by = await session();
  for (const more of [{}, { origin: "https://elsewhere.example" }, { "x-requested-with": "" }]) {
    assertRefused(await by("GET", "/me", undefined, more), 401);
    assertRefused(await by("POST", "/apps", { name: "a" }, more), 401);
  }
  // A page elsewhere would have to be allowed to send it.
  const preflight = await call("/api/admin/apps", {
    method: "OPTIONS",
    headers: { origin: "https://elsewhere.example", "access-control-request-method": "POST", "access-control-request-headers": "x-requested-with" },
  });
  assert.equal(preflight.headers.get("access-control-allow-origin"), null);
});

test("a session ends when it is told to, at once and alone", async () => {
  const [one, other] = [await session(), await session()];
  const answer = await one("DELETE", "/session");
  assert.deepEqual([answer.status, answer.body], [200, { ended: true }]);
  assert.match(answer.headers.get("set-cookie"), /^nobase-edge=; Path=\/; Max-Age=0; /);
  assertRefused(await one("GET", "/me"), 401);
  assert.equal((await other("GET", "/me")).status, 200);
  assertRefused(await admin("DELETE", "/session"), 404);
});

test("a session begins no other: it would never end", async () => {
  const by = await session();
  assertRefused(await by("POST", "/session"), 401);
});

test("a session ends after half a day, with its key, and while its developer is disabled", async () => {
  const { id, key } = await newDeveloper();
  const by = await session(key);
  await admin("PATCH", `/developers/${id}`, { status: "disabled" });
  assertRefused(await by("GET", "/me"), 403);
  await admin("PATCH", `/developers/${id}`, { status: "active" });
  assert.equal((await by("GET", "/me")).status, 200);
  await admin("POST", `/developers/${id}/key`);
  assertRefused(await by("GET", "/me"), 401);

  const old = await session();
  const db = await server.db();
  await db.prepare("UPDATE admin_sessions SET expires_at = expires_at - ?").bind(HALF_A_DAY + 1).run();
  assertRefused(await old("GET", "/me"), 401);
});

test("no session of a key that is replaced meanwhile is left, however slowly its call is sent", async () => {
  const { id, key } = await newDeveloper();
  const sent = request(`${server.url}/api/admin/session`, { method: "POST", headers: { authorization: `Bearer ${key}`, "content-length": 2 } });
  const answered = new Promise((resolve, reject) => sent.on("response", resolve).on("error", reject));
  sent.write("{");
  // Its call has long begun when this one is answered.
  for (let n = 0; n < 5; n += 1) await admin("GET", "/developers");
  const { body: replaced } = await admin("POST", `/developers/${id}/key`);
  sent.end("}");
  const answer = await answered;
  answer.resume();
  assert.deepEqual([answer.statusCode, answer.headers["set-cookie"]], [401, undefined]);

  let { key: now } = replaced;
  for (let round = 0; round < 10; round += 1) {
    const begun = Promise.all(Array.from({ length: 6 }, () => admin("POST", "/session", undefined, now)));
    const { body } = await admin("POST", `/developers/${id}/key`);
    for (const answer of await begun) {
      if (answer.status === 201) {
        const [cookie] = answer.headers.get("set-cookie").split("; ");
        assertRefused(await call("/api/admin/me", { headers: { cookie, "x-requested-with": "console" } }), 401);
      } else assertRefused(answer, 401);
    }
    now = body.key;
  }
  assert.equal((await (await session(now))("GET", "/me")).status, 200);
});

test("the owner's sessions end with the owner's key; a stolen row opens nothing", async () => {
  const by = await session();
  const other = await startBare({ stateDir: server.stateDir });
  try {
    const there = api(other);
    const headers = { cookie: by.cookie, "x-requested-with": "console" };
    assertRefused(await there.call("/api/admin/me", { headers }), 401);
    const db = await server.db();
    const { results } = await db.prepare("SELECT digest FROM admin_sessions").all();
    assert.ok(results.length > 0);
    for (const { digest } of results) assertRefused(await by("GET", "/me", undefined, { ...headers, cookie: `nobase-edge=${digest}` }), 401);
  } finally {
    await other.stop();
  }
});

test("over TLS the cookie is this host's alone", async () => {
  const secure = await startBare();
  try {
    // Miniflare takes the URL that the Worker sees from this header's scheme and host.
    const headers = { authorization: `Bearer ${secure.adminKey}`, "mf-original-url": "https://api.example.com/api/admin/session" };
    const answer = await api(secure).call("/api/admin/session", { method: "POST", headers });
    assert.match(answer.headers.get("set-cookie"), /^__Host-nobase-edge=[0-9a-f]{64}; Path=\/; .*; Secure$/);
  } finally {
    await secure.stop();
  }
});
