// A database with data at each earlier step of the schema is brought to the newest: it keeps every row, and every call
// works on it.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { localD1 } from "../../scripts/d1.mjs";
import { migrate, migrations } from "../../scripts/migrations.mjs";
import { startBare } from "../harness/bare.mjs";
import { everyCall, everyNewCall } from "./calls.mjs";
import { applyTheRest, assertKept, everyStep, rows } from "./databases.mjs";

const steps = await everyStep();
/** How the database of step `n` is upgraded: by wrangler, which takes seconds, where it finds no record and where the newest step alone is missing. */
const by = (n) => (n === 0 || n === steps.length - 1 ? undefined : applyTheRest);

for (const [n, [step, stateDir]] of steps.entries()) {
  test(`a database as after ${step}: every row stays, and every call works`, async () => {
    const before = await rows(stateDir);
    await migrate(stateDir, by(n));
    assertKept(before, await rows(stateDir));
    const empty = Object.keys(before).filter((table) => before[table].length === 0);
    assert.deepEqual(empty, [], "every table that there is has rows");
    const recorded = await localD1(stateDir, "SELECT name FROM d1_migrations ORDER BY id");
    assert.deepEqual(recorded.map(({ name }) => path.join("migrations", name)), migrations());

    const server = await startBare({ stateDir });
    try {
      await everyCall(server);
      await everyNewCall(server);
    } finally {
      await server.stop();
    }
  });
}
