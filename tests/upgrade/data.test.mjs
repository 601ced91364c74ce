// A database with data at each earlier step of the schema is brought to the newest: it keeps every row, and every call
// works on it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { localD1 } from "../../scripts/d1.mjs";
import { migrate, migrations } from "../../scripts/migrations.mjs";
import { startBare } from "../harness/bare.mjs";
import { everyCall } from "./calls.mjs";
import { everyStep, rows } from "./databases.mjs";

for (const [step, stateDir] of await everyStep()) {
  test(`a database as after ${step}: every row stays, and every call works`, async () => {
    const before = await rows(stateDir);
    await migrate(stateDir);
    const after = await rows(stateDir);
    for (const [table, kept] of Object.entries(before)) assert.deepEqual(after[table].map((row) => like(kept[0], row)), kept, table);
    assert.ok(before.users.length > 0 && before.tokens.length > 0);
    const recorded = await localD1(stateDir, "SELECT name FROM d1_migrations ORDER BY id");
    assert.deepEqual(recorded.map(({ name }) => `migrations/${name}`), migrations());

    const server = await startBare({ stateDir });
    try {
      await everyCall(server);
    } finally {
      await server.stop();
    }
  });
}

/** The columns of `row` that `other` has: a migration may add columns. */
const like = (other, row) => Object.fromEntries(Object.keys(other ?? row).map((column) => [column, row[column]]));
