// The Worker of the release before works on the newest schema: it runs on it between the migration and the deployment of
// the next, and again after a rollback. So a migration only adds; what it replaces goes once no such Worker is left.
//
// release_before.json names that release by its commit: the one that is deployed when the next is being made.

import assert from "node:assert/strict";
import { test } from "node:test";
import { migrate, migrations } from "../../scripts/migrations.mjs";
import { read } from "../../scripts/lib.mjs";
import { startBare } from "../harness/bare.mjs";
import { newStateDir } from "../harness/server.mjs";
import { everyCall } from "./calls.mjs";
import { fill } from "./databases.mjs";
import { inHistory, release } from "./release.mjs";

const { commit } = JSON.parse(read("tests/upgrade/release_before.json"));
const missing = !inHistory(commit) && `the git history here does not go back to the release before, ${commit}`;
if (missing && process.env.CI) throw new Error(missing);

test("the Worker of the release before works on the newest schema", { skip: missing, timeout: 570_000 }, async () => {
  const stateDir = newStateDir();
  await migrate(stateDir);
  for (const migration of migrations()) await fill(stateDir, migration);
  const server = await startBare({ stateDir, home: await release(commit) });
  try {
    await everyCall(server);
    assert.equal((await (await server.db()).prepare("PRAGMA foreign_key_check").all()).results.length, 0);
  } finally {
    await server.stop();
  }
});
