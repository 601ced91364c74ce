// The migrations as npm run deploy applies them, by wrangler, to the database that Cloudflare has: here a stand-in of its
// API answers for Cloudflare, and runs the SQL in a local D1.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { json, text } from "node:stream/consumers";
import { after, test } from "node:test";
import { localD1 } from "../../scripts/d1.mjs";
import { read, root } from "../../scripts/lib.mjs";
import { migrations } from "../../scripts/migrations.mjs";
import { newStateDir } from "../harness/server.mjs";
import { assertKept, firstRelease, rows } from "./databases.mjs";

const ACCOUNT = "0123456789abcdef0123456789abcdef";
const UUID = "00000000-0000-4000-8000-000000000001";
const TOKEN = "of the test";
const NAME = read("wrangler.toml").match(/^database_name = "(.+)"/m)[1];

let databases = []; // what the account has
let stateDir; // the state whose D1 is the database with UUID
let asked = []; // the SQL that came

const cloudflare = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const known = request.headers.authorization === `Bearer ${TOKEN}`;
  const result = known && (await answer(`${request.method} ${pathname}`, request));
  response.writeHead(result ? 200 : 404, { "content-type": "application/json" });
  const errors = result ? [] : [{ code: 7003, message: `no ${request.method} ${request.url} here` }];
  response.end(JSON.stringify({ success: Boolean(result), result: result || null, errors, messages: [] }));
});
cloudflare.listen(0, "127.0.0.1");
await once(cloudflare, "listening");
after(() => cloudflare.close());

async function answer(what, request) {
  const at = `/client/v4/accounts/${ACCOUNT}/d1/database`;
  if (what === `GET ${at}`) return databases;
  if (what !== `POST ${at}/${UUID}/query`) return undefined;
  const { sql } = await json(request);
  asked.push(sql);
  return [{ results: await localD1(stateDir, sql), success: true, meta: { duration: 0 } }];
}

/** Runs deploy's step in a process of its own, as an account's owner would; answers whether there was a database. */
async function migrateDeployed() {
  asked = [];
  const file = path.join(newStateDir(), "deploy-schema.json");
  const step = `import { migrateDeployed } from "./scripts/deploy.mjs"; console.log(await migrateDeployed(${JSON.stringify(file)}));`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", step], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${cloudflare.address().port}/client/v4`,
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_HIDE_BANNER: "true",
      WRANGLER_LOG_PATH: path.dirname(file),
    },
  });
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  assert.equal(code, 0, out + error);
  return out.trim().split("\n").at(-1) === "true";
}

const recorded = () => localD1(stateDir, "SELECT * FROM d1_migrations ORDER BY id");

test("a database of the first release comes under migrations and keeps its rows; the next deployment applies nothing", async () => {
  stateDir = await firstRelease();
  databases = [{ name: "another", uuid: "another" }, { name: NAME, uuid: UUID }];
  const before = await rows(stateDir);
  assert.equal(await migrateDeployed(), true);
  const now = await recorded();
  assert.deepEqual(now.map(({ name }) => path.join("migrations", name)), migrations());
  assertKept(before, await rows(stateDir));

  assert.equal(await migrateDeployed(), true);
  assert.deepEqual(await recorded(), now);
  assert.equal(asked.filter((sql) => !/^(SELECT|CREATE TABLE IF NOT EXISTS d1_migrations)\b/.test(sql)).length, 0, asked.join("\n"));
  assert.ok(asked.length > 0);
});

test("where the account has no such database yet, nothing is asked of any", async () => {
  databases = [{ name: "another", uuid: "another" }];
  assert.equal(await migrateDeployed(), false);
  assert.deepEqual(asked, []);
});
