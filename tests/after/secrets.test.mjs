// After all other files, when the shared server has ended: of the secrets that their tests used, none is in what it logged, and
// in what it stored only those that its admin API shows.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { secrets } from "../harness/secrets.mjs";
import { shared } from "../harness/server.mjs";

const { stateDir, adminKey } = shared();
const used = secrets();

/** What is stored as it is, because the console shows it. */
const SHOWN = ["signature", "webhook secret"];

/** The files that the server left, but for the one in which the test gave it its key. */
function* files(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* files(file);
    else if (entry.name !== "test.env") yield file;
  }
}

/** Those of `wanted` that are in `bytes`, by kind; how many, not which. */
function found(bytes, wanted) {
  const there = wanted.filter(([, secret]) => bytes.includes(secret));
  return [...new Set(there.map(([kind]) => kind))];
}

test("the log holds no password, token, key, signature or secret that was used", () => {
  const log = fs.readFileSync(path.join(stateDir, "server.log"));
  assert.ok(log.includes('"outcome":"ok"'), "the calls are in it");
  assert.ok(used.length > 0);
  assert.deepEqual(found(log, [...used, ["owner's key", adminKey]]), []);
});

test("what is stored holds no password, token or key", () => {
  const wanted = [...used.filter(([kind]) => !SHOWN.includes(kind)), ["owner's key", adminKey]];
  let [databases, shown] = [0, 0];
  for (const file of files(stateDir)) {
    if (path.basename(file) === "server.log") continue;
    const bytes = fs.readFileSync(file);
    databases += /\.sqlite$/.test(file);
    shown += found(bytes, used.filter(([kind]) => kind === "signature")).length;
    assert.deepEqual(found(bytes, wanted), [], path.relative(stateDir, file));
  }
  assert.ok(databases > 0 && shown > 0, "a signature, which is stored as it is, is found");
});
