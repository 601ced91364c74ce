// Faults × operations: at every trip of every operation that its binding fails, answers late or never. Of each: the answer is the
// contract's and comes in time, nothing is half done, in D1, KV or among the pictures, the call may be repeated, and the next one
// works. The table of it all is docs/faults.md: `UPDATE=1 npm test -- faults.test` writes it.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { scheduled } from "./harness/server.mjs";
import { called, next, prepared } from "./faults/call.mjs";
import { faultless, faultsOf, faulty, patience, table, trips } from "./faults/matrix.mjs";
import { OPERATIONS, forgotten } from "./faults/operations.mjs";

const DOC = fileURLToPath(new URL("../docs/faults.md", import.meta.url));
const ENTRY = fileURLToPath(new URL("faults/entry.js", import.meta.url));
/** Cells that are tried at once where the fault makes them wait, and where not. */
const [WAITING, WORKING] = [150, 4];
/** Milliseconds that a busy machine may add to what a call waits for. */
const BUSY = 15_000;

/** In front of the Worker's own entry; with limits that are asked, and not reached. */
const between = ({ modules, modulesRoot, ratelimits, ...worker }) => ({
  ...worker,
  ratelimits: Object.fromEntries(Object.entries(ratelimits).map(([name, it]) => [name, { ...it, simple: { ...it.simple, limit: 1e6 } }])),
  modulesRoot,
  modules: [{ type: "ESModule", path: path.join(modulesRoot, "faults.js"), contents: fs.readFileSync(ENTRY, "utf8") }, ...modules],
});

/** Where webhooks go: the numbers of what arrived. */
const arrived = new Set();
const receiver = createServer((request, answer) => (arrived.add(request.headers["webhook-id"]), request.resume(), answer.end()));

let server, all;
before(async () => {
  await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  server = await startBare({ vars: { THROTTLE: "on" }, change: between });
  all = { ...api(server), hook: `http://127.0.0.1:${receiver.address().port}/` };
  // An isolate writes down the refusals that it has counted once in five minutes: now, so that it is no trip of an operation.
  const id = next();
  await all.call("/api/user/login?appid=1000000001", { headers: { "x-fault": JSON.stringify({ id }) } });
  await trips(all, id);
});
after(async () => {
  await server.stop();
  receiver.close();
});

/** Does `work` with each of `list`, so many at once; answers in their order. */
async function each(list, many, work) {
  const results = [];
  let begun = 0;
  const lane = async () => {
    while (begun < list.length) {
      const n = begun++;
      results[n] = await work(list[n]);
    }
  };
  await Promise.all(Array.from({ length: many }, lane));
  return results;
}

test("all that is declared is among the operations", () => assert.deepEqual(forgotten(), []));

test("faults × operations: the contract's answer in time, nothing half done, repeating is safe, the next call works", { timeout: 420_000 }, async (t) => {
  const clean = await each(OPERATIONS, WORKING, (operation) => faultless(operation, all));
  for (const { operation, first } of clean) assert.equal(first.word, operation.answers ?? "done", `${operation.name}: ${first.text}`);
  const cells = clean.flatMap((it) => it.trips.flatMap((trip, n) => faultsOf(it.operation, trip).map((fault) => ({ ...it, trip, n, fault }))));
  const waits = ({ fault }) => ["late", "never", "lost", "begun late", "cut off", "twice"].includes(fault);
  // First what waits longest.
  const long = ({ operation, trip, fault }) => patience(operation, trip) * (fault === "twice" ? 2 : 1);
  cells.sort((a, b) => long(b) - long(a));
  const wrong = [];
  const judge = async (cell) => {
    // A machine that stood still has the server close connections that the next calls take: the cell is tried anew.
    const tried = (times) =>
      judged(cell, long(cell) + BUSY).catch((error) => (isLost(error) && times > 1 ? tried(times - 1) : Promise.reject(error)));
    cell.text = await tried(5).catch((error) => (wrong.push(`${error.message} ${error.cause ?? ""}`), "wrong"));
  };
  await Promise.all([each(cells.filter(waits), WAITING, judge), each(cells.filter((it) => !waits(it)), WORKING, judge)]);
  assert.equal(wrong.length, 0, wrong.join("\n\n"));
  const rows = clean.flatMap(({ operation, trips }) =>
    trips.map((trip, n) => {
      const own = cells.filter((cell) => cell.operation === operation && cell.n === n);
      return { operation: operation.name, trip: `${n + 1}. ${trip}`, cells: Object.fromEntries(own.map(({ fault, text }) => [fault, text])) };
    }));
  for (const { operation, trip, cells } of rows) {
    if (trip.endsWith("D1 write")) assert.equal(cells["begun late"], cells.never, `${operation}, ${trip}: what begins after its answer is not done`);
  }
  const printed = table(rows);
  t.diagnostic(`${cells.length} cells\n${printed}`);
  documented(printed);
});

/** Whether a connection was lost before there was an answer. */
const isLost = ({ cause }) => ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE", "UND_ERR_CONNECT_TIMEOUT"].includes(cause?.code);

/** What happens in a cell, in words; throws where that is not what must be, or takes more than `most` milliseconds. */
async function judged({ operation, trips, trip, n, fault, before, after, again: repeated }, most) {
  const where = `${operation.name}, ${n + 1}. ${trip}, ${fault}`;
  const { answer, state, again, end } = await faulty(operation, all, trips.slice(0, n + 1), fault);
  const wanted = operation.answers ?? "done";
  assert.ok(answer.ms < most, `${where}: answered after ${Math.round(answer.ms)} ms`);
  // A picture that KV does not know yet is not there.
  const answers = operation.name === "picture" && fault === "stale" ? "not_found" : wanted;
  assert.ok([answers, "failed"].includes(answer.word), `${where}: ${answer.text}`);
  assert.ok([before, after].includes(state.rows), `${where}: half done\n${state.rows}\nbefore\n${before}\nafter\n${after}`);
  assert.equal(state.dead, 0, `${where}: dead tokens in KV`);
  assert.deepEqual([state.unlisted, state.missing], [0, 0], `${where}: pictures without a row, and rows without a picture`);
  const isDone = state.rows === after;
  const changes = before !== after;
  if (answer.word === answers) assert.ok(isDone, `${where}: acknowledged, and not there\n${state.rows}\nwanted\n${after}`);
  // What only reads, what may happen twice, and what was not begun, is tried again.
  const triedAgain = fault !== "twice" && (trip === "D1 read" || fault === "overloaded" || (trip === "D1 write" && operation.repeats));
  if (triedAgain) assert.equal(answer.word, answers, where);
  const notDone = answer.word === "failed" && changes && !isDone;
  assert.equal(again, notDone ? wanted : repeated, `${where}: repeated, ${notDone ? "it is done then" : "as after the first"}`);
  if (!operation.again) assert.equal(end.rows, after, `${where}: after the repeated call`);
  if (answer.word === answers) return answers;
  return changes && isDone ? `failed, and done; again: ${again}` : "failed";
}

/** Holds docs/faults.md to the table. */
function documented(printed) {
  const text = fs.readFileSync(DOC, "utf8");
  const [head] = text.split("| operation |");
  const now = `${head}${printed}\n`;
  if (process.env.UPDATE) fs.writeFileSync(DOC, now);
  else assert.equal(text, now, "docs/faults.md is out of date: UPDATE=1 npm test -- faults.test");
}

test("a write that was tried again, and that D1 begins late, does not undo what came after it", async () => {
  const operation = OPERATIONS.find(({ name }) => name === "update_sign");
  const at = await prepared(operation, all);
  const id = next();
  const { word } = await called(operation, at, { id, trip: 0, fault: "begun late", late: patience(operation, "D1 write") + 2_000 });
  assert.equal(word, "done");
  const later = await all.post("update_sign", { ...at.app.id, token: at.account.token, newsign: "later" });
  assert.equal(later.body.code, 200);
  assert.deepEqual(await trips(all, id), ["D1 write", "D1 write"]);
  assert.equal((await all.admin("GET", at.app.userAt(at.account.user))).body.sign, "later");
});

test("what could not be finished, the cron trigger finishes: pictures and apps that are to go, and events that are to be told", async () => {
  const db = await server.db();
  const rows = async (sql) => (await db.prepare(sql).all()).results;
  for (let runs = 0; runs < 30; runs += 1) {
    await rows("UPDATE webhook_deliveries SET next_at = 1 WHERE next_at IS NOT NULL");
    assert.equal(await scheduled(server.url), "ok");
  }
  const listed = await rows("SELECT name, kind FROM pictures ORDER BY name");
  assert.deepEqual(listed.filter(({ kind }) => kind === "gone"), []);
  const { keys } = await (await server.files()).list();
  assert.deepEqual(keys.map(({ name }) => name).sort(), listed.map(({ name }) => name));
  assert.deepEqual(await rows("SELECT appid FROM apps WHERE status = 'deleted' UNION SELECT appid FROM users WHERE appid NOT IN (SELECT appid FROM apps)"), []);
  const told = await rows("SELECT appid, id, state FROM webhook_deliveries");
  assert.deepEqual(told.filter(({ state }) => state !== "delivered"), []);
  assert.equal(told.length, arrived.size);
});

test("the cron trigger, with a fault at each of its trips: it ends, and the next one finishes what is left", { timeout: 180_000 }, async () => {
  const [db, files] = [await server.db(), await server.files()];
  const run = async (plan) => {
    const id = next();
    assert.equal(await scheduled(server.url, JSON.stringify({ id, ...plan })), "ok");
    return trips(all, id);
  };
  /** A picture that is to go, and an event that is to be told. */
  const work = async () => {
    const id = next();
    const name = `${"0".repeat(20)}${String(id).padStart(12, "0")}.png`;
    await files.put(name, "a picture that is to go");
    await db.batch([
      db.prepare("INSERT INTO pictures (appid, user_id, id, name, place, kind, bytes) VALUES ('1000000001', 0, ?1, ?2, 'kv', 'gone', 1)").bind(id, name),
      db.prepare("UPDATE webhook_deliveries SET state = 'pending', attempts = 1, next_at = 1 WHERE (appid, id) = (SELECT appid, id FROM webhook_deliveries LIMIT 1)"),
    ]);
  };
  const assertFinished = async (about) => {
    await db.prepare("UPDATE webhook_deliveries SET next_at = 1 WHERE next_at IS NOT NULL").run();
    await run({});
    const { results } = await db.prepare("SELECT name AS what FROM pictures WHERE kind = 'gone' UNION SELECT state FROM webhook_deliveries WHERE state <> 'delivered'").all();
    const { keys } = await files.list({ prefix: "0".repeat(20) });
    assert.deepEqual([results, keys], [[], []], about);
  };
  await work();
  const way = await run({});
  assert.deepEqual([...new Set(way)].sort(), ["D1 read", "D1 write", "file delete"]);
  for (const fault of ["fails", "cut off"]) {
    for (const trip of way.keys()) {
      await work();
      assert.ok((await run({ trip, fault })).length > trip, `${way[trip]} ${fault}: it is not met`);
      await assertFinished(`${trip + 1}. ${way[trip]}, ${fault}`);
    }
  }
  await Promise.all([...way.keys()].map(async (trip) => {
    await work();
    await run({ trip, fault: "never" });
  }));
  await assertFinished("never");
});
