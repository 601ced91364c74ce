// Faults × operations: at every trip of every operation that its binding fails, answers late or never. Of each: the answer is the
// contract's and comes in time, nothing is half done, the call may be repeated, and the next one works. The table of it all is
// docs/faults.md: `UPDATE=1 npm test -- faults.test` writes it.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { declared } from "./harness/declared.mjs";
import { FAULTS, faultless, faulty, table } from "./faults/matrix.mjs";
import { OPERATIONS } from "./faults/operations.mjs";

const DOC = fileURLToPath(new URL("../docs/faults.md", import.meta.url));
const ENTRY = fileURLToPath(new URL("faults/entry.js", import.meta.url));
/** Cells that are tried at once where the fault makes them wait, and where not. */
const [WAITING, WORKING] = [100, 4];
/** Milliseconds within which every call is answered: the longest wait, and what a busy machine adds. An import's hashes may take 30 seconds. */
const BOUND = { import: 45_000, others: 25_000 };

/** In front of the Worker's own entry; with limits that are asked, and not reached. */
const between = ({ modules, modulesRoot, ratelimits, ...worker }) => ({
  ...worker,
  ratelimits: Object.fromEntries(Object.entries(ratelimits).map(([name, it]) => [name, { ...it, simple: { ...it.simple, limit: 1e6 } }])),
  modulesRoot,
  modules: [{ type: "ESModule", path: path.join(modulesRoot, "faults.js"), contents: fs.readFileSync(ENTRY, "utf8") }, ...modules],
});

/** Does `work` with each of `list`, so many at once; answers in their order. */
async function each(list, many, work) {
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < list.length) {
      const n = next++;
      results[n] = await work(list[n]);
    }
  };
  await Promise.all(Array.from({ length: many }, lane));
  return results;
}

test("every user endpoint is among the operations", () => {
  const tried = new Set(OPERATIONS.map(({ endpoint }) => endpoint));
  assert.deepEqual(declared.endpoints.map(({ name }) => name).filter((name) => !tried.has(name)), []);
});

test("faults × operations: the contract's answer in time, nothing half done, repeating is safe, the next call works", { timeout: 420_000 }, async (t) => {
  const server = await startBare({ vars: { THROTTLE: "on" }, change: between });
  try {
    const all = api(server);
    const clean = await each(OPERATIONS, WORKING, (operation) => faultless(operation, all));
    for (const { operation, first } of clean) assert.equal(first.word, "done", `${operation.name}: ${first.text}`);
    const cells = clean.flatMap((it) => it.trips.flatMap((trip, n) => (FAULTS[trip] ?? []).map((fault) => ({ ...it, trip, n, fault }))));
    const waits = ({ fault }) => ["late", "never", "lost"].includes(fault);
    // First what waits longest.
    const long = ({ operation, trip }) => ["D1", "object", "file"].findIndex((it) => trip.startsWith(it)) + (trip === "object" && /import/.test(operation.name)) * 9;
    cells.sort((a, b) => long(b) - long(a));
    const judge = async (cell) => (cell.text = await judged(cell, all));
    await Promise.all([each(cells.filter(waits), WAITING, judge), each(cells.filter((it) => !waits(it)), WORKING, judge)]);
    const rows = clean.flatMap(({ operation, trips }) =>
      trips.map((trip, n) => {
        const own = cells.filter((cell) => cell.operation === operation && cell.n === n);
        return { operation: operation.name, trip: `${n + 1}. ${trip}`, cells: Object.fromEntries(own.map(({ fault, text }) => [fault, text])) };
      }));
    const printed = table(rows);
    t.diagnostic(`${cells.length} cells\n${printed}`);
    documented(printed);
  } finally {
    await server.stop();
  }
});

/** What happens in a cell, in words; throws where that is not what must be. */
async function judged({ operation, trip, n, fault, before, after, again: repeated }, all) {
  const where = `${operation.name}, ${n + 1}. ${trip}, ${fault}`;
  const { answer, state, again, end } = await faulty(operation, all, n, trip, fault);
  assert.ok(answer.ms < (operation.name === "admin: import a user" ? BOUND.import : BOUND.others), `${where}: answered after ${Math.round(answer.ms)} ms`);
  assert.ok(["done", "failed"].includes(answer.word), `${where}: ${answer.text}`);
  assert.ok([before, after].includes(state), `${where}: half done\n${state}\nbefore\n${before}\nafter\n${after}`);
  const isDone = state === after;
  const changes = before !== after;
  if (answer.word === "done") assert.ok(isDone, `${where}: acknowledged, and not there\n${state}\nwanted\n${after}`);
  // What only reads, what may happen twice, and what was not begun, is tried again.
  const triedAgain = trip === "D1 read" || fault === "overloaded" || (trip === "D1 write" && operation.repeats);
  if (triedAgain) assert.equal(answer.word, "done", where);
  if (answer.word === "failed" && changes && !isDone) assert.equal(again, "done", `${where}: repeated`);
  if (answer.word === "failed" && changes && isDone) assert.equal(again, repeated, `${where}: repeated as after a success`);
  if (!operation.again) assert.equal(end, after, `${where}: after the repeated call`);
  if (answer.word === "done") return "done";
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
