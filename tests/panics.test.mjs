// A panic costs its own call alone: shown with a build that panics on purpose.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { after, before, test } from "node:test";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { newStateDir } from "./harness/server.mjs";
import { words } from "./harness/words.mjs";
import { panicking } from "./panics/build.mjs";

/** Milliseconds that count as at once: a call that nobody answers is ended by the runtime, or by the bound of a wait. */
const AT_ONCE = 3_000;

const home = newStateDir();
let server;
before(async () => {
  fs.mkdirSync(home, { recursive: true });
  await panicking(home);
  server = await startBare({ home });
}, { timeout: 300_000 });
after(() => server?.stop());

/** Does `panic` again and again among calls that go well; all of these are answered as ever. */
async function among(panic, expected, count = 10) {
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
  for (let n = 0; n < count; n += 1) {
    const sent = performance.now();
    const answer = await panic(app, users[n % users.length], post);
    assert.ok(performance.now() - sent < AT_ONCE, `answered after ${Math.round(performance.now() - sent)} ms`);
    expected(answer);
  }
  ended = true;
  const answered = await Promise.all(lanes);
  assert.ok(answered.every((it) => it > 0), String(answered));
}

const panics = () => server.log.join("").match(/"event":"panic"/g)?.length ?? 0;

test("before anything was asked: the contract's answer, and no other call notices", async () => {
  const [called, { user }] = [panics(), api(server)];
  await among((app) => user("update_sign", { ...app.id, panic: "before" }), ({ status, body }) => {
    assert.equal(status, 200);
    assert.deepEqual(body, words.update_sign.storage);
  });
  assert.equal(panics() - called, 10);
});

test("when D1 has answered a write, which then is done", async () => {
  const newsign = "panic after D1";
  const refused = ({ body }) => assert.deepEqual(body, words.update_sign.storage);
  await among((app, { token }, post) => post("update_sign", { ...app.id, token, newsign }), refused);
  const app = await api(server).newApp();
  const { user, token } = await app.login();
  refused(await api(server).post("update_sign", { ...app.id, token, newsign }));
  assert.equal((await api(server).post("data", { ...app.id, user, token })).body.data.signature, newsign);
});

test("in a hash: another object is asked, then the call fails", async () => {
  await among((app, { user }, post) => post("login", { ...app.id, user, pass: "panic in a hash" }), ({ body }) => assert.deepEqual(body, words.login.storage));
});

test("in the admin API, in a picture's path, and after an answer", async () => {
  const { admin, call, user } = api(server);
  const refused = await admin("GET", "/me?panic=before");
  assert.equal(refused.status, 500);
  assert.equal(refused.body.error.code, "internal");
  const health = await call("/healthz?panic=before");
  assert.deepEqual([health.status, health.text], [503, '{"status":"unavailable"}']);
  await among((app, { token, user: name }) => user("data", { ...app.id, token, user: name, panic: "later" }), ({ body }) => assert.equal(body.code, 200));
});

test("calls that are new go to a new instance, and the log says where it happened, without what was sent", async () => {
  const { call } = api(server);
  const served = async (query = "") => Number((await call(`/healthz${query}`)).headers.get("x-calls"));
  const before = await served();
  assert.equal(await served(), before + 1);
  await served("?panic=before");
  assert.equal(await served(), 1);
  const lines = server.log.join("").split("\n").filter((line) => line.includes('"event":"panic"'));
  for (const line of lines) assert.match(line, /^\{"error":"src\/[a-z_/]+\.rs:\d+","event":"panic"\}$/);
  assert.doesNotMatch(server.log.join(""), /on purpose/);
});
