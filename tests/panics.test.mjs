// A panic costs its own call alone: shown with a build that panics on purpose.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api, fail } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { newStateDir } from "./harness/server.mjs";
import { words } from "./harness/words.mjs";
import { panicking } from "./panics/build.mjs";

/** Milliseconds that count as at once: a call that nobody answers is ended by the runtime, or by the bound of a wait. */
const AT_ONCE = 3_000;
/** Panics of a test. */
const COUNT = 10;

const home = newStateDir();
let server;
before(async () => {
  fs.mkdirSync(home, { recursive: true });
  await panicking(home);
  server = await startBare({ home });
}, { timeout: 300_000 });
after(() => server?.stop());

/** Does `panic` COUNT times among calls that go well; all of these are answered as ever. */
async function among(panic, expected) {
  const { newApp } = api(server);
  const app = await newApp();
  const users = await Promise.all(Array.from({ length: 8 }, () => app.login()));
  const { post } = api(server);
  const well = users.flatMap(({ user, pass, token }) => [
    () => post("login", { ...app.id, user, pass }),
    () => post("data", { ...app.id, user, token }),
    () => post("update_sign", { ...app.id, token, newsign: "x" }),
  ]);
  let ended = false;
  const lanes = well.map(async (call) => {
    let answered = 0;
    for (; !ended; answered += 1) assert.equal((await call()).body?.code, 200);
    return answered;
  });
  const all = Promise.all(lanes);
  all.catch(() => {}); // what comes of it is asked below
  try {
    for (let n = 0; n < COUNT; n += 1) {
      const sent = performance.now();
      const answer = await panic(app, users[n % users.length], post);
      assert.ok(performance.now() - sent < AT_ONCE, `answered after ${Math.round(performance.now() - sent)} ms`);
      expected(answer);
    }
  } finally {
    ended = true;
    await Promise.allSettled(lanes);
  }
  const answered = await all;
  assert.ok(answered.every((it) => it > 0), String(answered));
}

const panics = () => server.log.join("").match(/"event":"panic"/g)?.length ?? 0;

/** Waits until the log, which comes by a pipe, tells of `count` panics after the first `earlier`. */
async function assertPanicked(earlier, count = COUNT) {
  for (const deadline = Date.now() + 10_000; panics() < earlier + count && Date.now() < deadline; ) await sleep(20);
  assert.equal(panics() - earlier, count);
}

test("before anything was asked: the contract's answer, and no other call notices", async () => {
  const [earlier, { user }] = [panics(), api(server)];
  await among((app) => user("update_sign", { ...app.id, panic: "before" }), ({ status, body }) => {
    assert.equal(status, 200);
    assert.deepEqual(body, words.update_sign.storage);
  });
  await assertPanicked(earlier);
});

test("when D1 has answered a write, which then is done", async () => {
  const newsign = "panic after D1";
  const earlier = panics();
  const refused = ({ body }) => assert.deepEqual(body, words.update_sign.storage);
  await among((app, { token }, post) => post("update_sign", { ...app.id, token, newsign }), refused);
  const app = await api(server).newApp();
  const { user, token } = await app.login();
  refused(await api(server).post("update_sign", { ...app.id, token, newsign }));
  assert.equal((await api(server).post("data", { ...app.id, user, token })).body.data.signature, newsign);
  await assertPanicked(earlier, COUNT + 1);
});

test("in a hash, which no other object is asked for: it would panic there too", async () => {
  const earlier = panics();
  await among((app, { user }, post) => post("login", { ...app.id, user, pass: "panic in a hash" }), ({ body }) => assert.deepEqual(body, words.login.storage));
  await assertPanicked(earlier);
});

test("in the admin API", async () => {
  const [earlier, { admin }] = [panics(), api(server)];
  await among(() => admin("GET", "/me?panic=before"), ({ status, body }) => assert.deepEqual([status, body.error.code], [500, "internal"]));
  await assertPanicked(earlier);
});

test("in a picture's path, and in /healthz", async () => {
  const [earlier, { call }] = [panics(), api(server)];
  const picture = `/api/user/picture/${"0".repeat(32)}.png?panic=before`;
  await among(() => call(picture), ({ status, body }) => assert.deepEqual([status, body], [503, fail(503, "系统错误")]));
  await among(() => call("/healthz?panic=before"), ({ status, text }) => assert.deepEqual([status, text], [503, '{"status":"unavailable"}']));
  await assertPanicked(earlier, 2 * COUNT);
});

test("after an answer, which is not changed by it", async () => {
  const [earlier, { user }] = [panics(), api(server)];
  await among((app, { token, user: name }) => user("data", { ...app.id, token, user: name, panic: "later" }), ({ body }) => assert.equal(body.code, 200));
  await assertPanicked(earlier);
});

test("calls that are new go to a new instance, and the log says where it happened, without what was sent", async () => {
  const [earlier, { call }] = [panics(), api(server)];
  const served = async (query = "") => Number((await call(`/healthz${query}`)).headers.get("x-calls"));
  const first = await served();
  assert.equal(await served(), first + 1);
  await served("?panic=before");
  assert.equal(await served(), 1);
  await assertPanicked(earlier, 1);
  const lines = server.log.join("").split("\n").filter((line) => line.includes('"event":"panic"'));
  for (const line of lines) assert.match(line, /^\{"error":"src\/[a-z_/]+\.rs:\d+","event":"panic"\}$/);
  assert.doesNotMatch(server.log.join(""), /on purpose/);
});
