// The Worker of the release before works on the newest schema: it runs on it between the migration and the deployment of
// the next, and again after a rollback. So a migration only adds; what it replaces goes once no such Worker is left.
//
// release_before.json names that release by its commit: the one that is deployed when the next is being made.

import { test } from "node:test";
import { read } from "../../scripts/lib.mjs";
import { migrate } from "../../scripts/migrations.mjs";
import { startBare } from "../harness/bare.mjs";
import { everyCall } from "./calls.mjs";
import { firstRelease } from "./databases.mjs";
import { inHistory, release } from "./release.mjs";

const { commit } = JSON.parse(read("tests/upgrade/release_before.json"));
const missing = !inHistory(commit) && `the git history here does not go back to the release before, ${commit}`;
if (missing && process.env.CI) throw new Error(missing);

test("the Worker of the release before works on the newest schema", { skip: missing, timeout: 570_000 }, async () => {
  const stateDir = await firstRelease();
  await migrate(stateDir);
  const server = await startBare({ stateDir, home: await release(commit) });
  try {
    await everyCall(server);
  } finally {
    await server.stop();
  }
});
