// How often an app's calls were refused, by hour and reason: what the owner sees of attacks and of broken clients.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api, assertRefused } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { d1, rowsSwept, scheduled } from "./harness/server.mjs";

const server = await startBare();
after(() => server.stop());
const { admin, post, newApp, newDeveloper } = api(server);

const hour = () => Math.floor(Date.now() / 3_600_000);
const counts = async (app, query = "", key) => (await admin("GET", `/apps/${app.appid}/refusals${query}`, undefined, key)).body;

/** What is counted is written some seconds later. */
async function counted(app) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(200)) {
    const { items } = await counts(app);
    if (items.length > 0) return items;
  }
  return [];
}

test("refusals are counted by reason, and cost the calls nothing", async () => {
  const app = await newApp();
  const { user, pass } = await app.login();
  const costs = new Set();
  for (let n = 0; n < 7; n += 1) {
    const { cost } = await post("login", { ...app.id, user, pass: `wrong${n}` });
    costs.add(`${cost.d1} ${cost.written}`);
  }
  await post("login", { ...app.id, user });
  await post("login", { ...app.id, signature: "0".repeat(32), user, pass });
  await post("login", { ...app.id, user, pass });
  assert.deepEqual([...costs], ["1 0"]);
  const items = await counted(app);
  assert.deepEqual(items.map(({ reason, count }) => [reason, count]), [["missing", 1], ["wrong_credentials", 7], ["wrong_signature", 1]]);
  for (const { at } of items) assert.ok(at % 3600 === 0 && at / 3600 >= hour() - 1);
});

test("what an isolate counted is added to what others have written", async () => {
  const app = await newApp();
  await d1(server.stateDir, "INSERT INTO refusals (appid, hour, reason, count) VALUES (?, ?, 'wrong_signature', 10)", app.appid, hour());
  const elsewhere = api(server.elsewhere); // the other isolate has just written, and pauses
  for (let n = 0; n < 3; n += 1) await elsewhere.post("login", { ...app.id, signature: "0".repeat(32), user: "1000000001", pass: "secret1" });
  const sum = async () => (await counts(app)).items.reduce((sum, { count }) => sum + count, 0);
  for (const deadline = Date.now() + 20_000; Date.now() < deadline && (await sum()) === 10; await sleep(200));
  assert.equal(await sum(), 13);
});

test("only whom the app belongs to sees them, of as many days as asked for, and unknown apps are not counted", async () => {
  const [{ key }, other] = [await newDeveloper(), await newDeveloper()];
  const app = await newApp({}, key);
  const add = (ago, count) => d1(server.stateDir, "INSERT INTO refusals (appid, hour, reason, count) VALUES (?, ?, 'throttled', ?)", app.appid, hour() - ago, count);
  await add(1, 5);
  await add(24, 4);
  await add(3 * 24, 6);
  await add(20 * 24, 7);
  const of = async (query) => (await counts(app, query, key)).items.map(({ count }) => count);
  assert.deepEqual(await of("?days=1"), [5]);
  assert.deepEqual(await of(""), [5, 4, 6]);
  assert.deepEqual(await of("?days=30"), [5, 4, 6, 7]);
  assertRefused(await admin("GET", `/apps/${app.appid}/refusals`, undefined, other.key), 404);
  assertRefused(await admin("GET", `/apps/${app.appid}/refusals?days=31`), 422, "days");
});

test("counts, entries of the audit log and sessions go when they are old, and counts with their app", async () => {
  const [app, deleted] = [await newApp(), await newApp()];
  const at = (days) => Date.now() * 1000 - days * 86_400_000_000;
  const of = (appid, days) => d1(server.stateDir, "INSERT INTO refusals (appid, hour, reason, count) VALUES (?, ?, 'missing', 1)", appid, hour() - days * 24);
  for (const { appid } of [app, deleted]) for (const days of [29, 31]) await of(appid, days);
  for (const days of [29, 31]) await d1(server.stateDir, "INSERT INTO audit (id, event, subject) VALUES (?, 'signed_in', 'old')", at(days));
  for (const [digest, more] of [["lives", 60], ["ended", -60]]) {
    await d1(server.stateDir, "INSERT INTO admin_sessions (digest, expires_at) VALUES (?, ?)", digest, Math.floor(Date.now() / 1000) + more);
  }
  await admin("DELETE", `/apps/${deleted.appid}?confirm=${deleted.appid}`);
  assert.equal(await scheduled(server.url), "ok");
  assert.deepEqual((await counts(app, "?days=30")).items.length, 1);
  const left = await d1(server.stateDir, "SELECT count(*) AS n FROM refusals WHERE appid = ?", deleted.appid);
  assert.equal(left[0].n, 0);
  assert.equal((await d1(server.stateDir, "SELECT count(*) AS n FROM audit WHERE subject = 'old'"))[0].n, 1);
  const sessions = await d1(server.stateDir, "SELECT digest FROM admin_sessions WHERE digest IN ('lives', 'ended')");
  assert.deepEqual(sessions.map(({ digest }) => digest), ["lives"]);
});

test("a sweep reads few of the counts that stay", async () => {
  const app = await newApp();
  const few = await rowsSwept(server);
  await d1(
    server.stateDir,
    `WITH RECURSIVE h(ago) AS (SELECT 0 UNION ALL SELECT ago + 1 FROM h LIMIT 700)
     INSERT INTO refusals (appid, hour, reason, count) SELECT ?, ? - ago, value, 1 FROM h, json_each('["missing", "throttled", "wrong_signature"]')`,
    app.appid,
    hour(),
  );
  const many = await rowsSwept(server);
  assert.ok(many - few < 20, `${many} rows read, ${few} before there were 2,100 counts more`);
});
