// `npm run deploy`: builds and deploys the Worker, and brings the deployed database to schema.sql. Arguments go to
// `wrangler deploy`. `npx wrangler deploy` does the first half.

import * as fs from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { main, output, read, root, run, say } from "./lib.mjs";
import { checkPrerequisites, installPackages } from "./setup.mjs";

const WRANGLER = path.join(root, "node_modules", ".bin", "wrangler");

await main(import.meta.url, "deploy", async () => {
  checkPrerequisites();
  await installPackages();
  await build();
  const dry = process.argv.includes("--dry-run");
  // The schema only ever adds: before the Worker that needs it, but for the first deployment, which makes the database.
  const first = dry || !databases().includes(configured("database_name"));
  if (!first) await applySchema();
  await run(WRANGLER, ["deploy", ...process.argv.slice(2)]);
  if (dry) return;
  if (first) await applySchema();

  const secrets = output(WRANGLER, ["secret", "list", "--format", "json"]);
  if (secrets !== undefined && !secrets.includes('"ADMIN_KEY"')) {
    say("deploy", "one thing is left: the owner's key. Make a long random one, and keep it: npx wrangler secret put ADMIN_KEY");
  }
});

/** What wrangler.toml says of `key`, wherever it first stands. */
function configured(key) {
  return read("wrangler.toml").match(new RegExp(`^ *${key} *= *"(.+?)"`, "m"))?.[1];
}

/** The names of the account's D1 databases. */
function databases() {
  try {
    return JSON.parse(output(WRANGLER, ["d1", "list", "--json"])).map(({ name }) => name);
  } catch {
    return []; // as if this were the first deployment: the schema comes after the Worker
  }
}

/**
 * `wrangler d1 execute DB --remote` wants the database's id in the configuration, where automatic provisioning does not
 * write it. By name wrangler asks the account, but only for a database that the configuration does not have: so it gets
 * a configuration of its own, that names the account at most.
 */
async function applySchema() {
  say("deploy", "applying schema.sql to the deployed database ...");
  const where = path.join(root, ".wrangler", "deploy-schema.json");
  fs.mkdirSync(path.dirname(where), { recursive: true });
  fs.writeFileSync(where, JSON.stringify({ name: configured("name"), account_id: configured("account_id") }));
  const id = configured("database_id"); // somebody's own, put there by hand
  const target = id ? ["DB"] : [configured("database_name"), "--config", where];
  await run(WRANGLER, ["d1", "execute", ...target, "--remote", "--file", path.join(root, "schema.sql"), "--yes"]);
}
