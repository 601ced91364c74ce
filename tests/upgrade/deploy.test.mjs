// The migrations as npm run deploy applies them, by wrangler, to the database that Cloudflare has: here a stand-in of its
// API answers for Cloudflare, and runs the SQL in a local D1.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { localD1 } from "../../scripts/d1.mjs";
import { read, root } from "../../scripts/lib.mjs";
import { migrations } from "../../scripts/migrations.mjs";
import { startCloudflare } from "../harness/cloudflare.mjs";
import { newStateDir } from "../harness/server.mjs";
import { assertKept, firstRelease, rows } from "./databases.mjs";

const NAME = read("wrangler.toml").match(/^database_name = "(.+)"/m)[1];
const cloudflare = await startCloudflare();
after(() => cloudflare.stop());

/** Runs deploy's step in a process of its own, as an account's owner would; answers whether there was a database. */
async function migrateDeployed() {
  cloudflare.asked.length = 0;
  const file = path.join(newStateDir(), "deploy-schema.json");
  const step = `import { migrateDeployed } from "./scripts/deploy.mjs"; console.log(await migrateDeployed(${JSON.stringify(file)}));`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", step], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...cloudflare.env, WRANGLER_LOG_PATH: path.dirname(file) },
  });
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  assert.equal(code, 0, out + error);
  return out.trim().split("\n").at(-1) === "true";
}
const queries = () => cloudflare.asked.filter(({ what }) => what.endsWith("/query")).map(({ body }) => body.sql);

const recorded = () => localD1(cloudflare.stateDir, "SELECT * FROM d1_migrations ORDER BY id");

test("a database of the first release comes under migrations and keeps its rows; the next deployment applies nothing", async () => {
  const stateDir = await firstRelease();
  Object.assign(cloudflare, { stateDir, databases: ["another", NAME] });
  const before = await rows(stateDir);
  assert.equal(await migrateDeployed(), true);
  const now = await recorded();
  assert.deepEqual(now.map(({ name }) => path.join("migrations", name)), migrations());
  assertKept(before, await rows(stateDir));

  assert.equal(await migrateDeployed(), true);
  assert.deepEqual(await recorded(), now);
  const asked = queries();
  assert.equal(asked.filter((sql) => !/^(SELECT|CREATE TABLE IF NOT EXISTS d1_migrations)\b/.test(sql)).length, 0, asked.join("\n"));
  assert.ok(asked.length > 0);
});

test("where the account has no such database yet, nothing is asked of any", async () => {
  cloudflare.databases = ["another"];
  assert.equal(await migrateDeployed(), false);
  assert.deepEqual(queries(), []);
});
