// `npx nobase-edge restore FILE`: fills a database that is empty, or not there yet, with what `backup` wrote, and brings it to the
// newest migration. With --local the database of this machine.

import * as fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ended, queries, stateFolder } from "./backup.mjs";
import { databaseId } from "./d1.mjs";
import { configured, databases, deployedDatabase, makeDatabase, migrateDeployed, wrangler } from "./deploy.mjs";
import { Stop, read, root, say } from "./lib.mjs";
import { applyMigrations } from "./migrations.mjs";
import { OFFLINE, configFile } from "./wrangler.mjs";

export async function restore(args) {
  const { values: { local }, positionals: [name] } = parseArgs({ args, options: { local: { type: "boolean" } }, allowPositionals: true });
  if (!name) throw new Stop("restore what? npx nobase-edge restore FILE, which backup wrote");
  const file = path.resolve(root, name);
  if (!fs.existsSync(file)) throw new Stop(`there is no file ${file}`);
  if (local) ended();
  const config = local ? configFile() : await database();
  const [{ tables }] = await queries(local, config)("SELECT count(*) AS tables FROM sqlite_schema WHERE name IN ('developers', 'apps', 'users')");
  if (tables > 0) throw new Stop("the database is not empty, and a backup is restored into an empty one: docs/backups.md says how");
  const where = local ? ["--local", "--persist-to", stateFolder()] : ["--remote"];
  await wrangler(["d1", "execute", configured("database_name"), ...where, "--yes", "--file", file, "--config", config], { env: { ...process.env, ...(local && OFFLINE) } });
  if (local) await applyMigrations(stateFolder());
  else await migrateDeployed();
  say("restore", `${path.basename(file)} is restored${local ? "" : `, and ${path.basename(configFile())} names its database: npx nobase-edge deploy has the Worker use it`}`);
}

/** The configuration that names the deployed database, which is made where there is none. */
async function database() {
  if (path.dirname(configFile()) !== root) throw new Stop("there is no wrangler.toml here: run this in your project, or make one by `npx nobase-edge init`");
  const named = configured("database_id");
  if (named && !(await databases()).some(({ uuid }) => uuid === named)) nameDatabase(undefined);
  const config = (await deployedDatabase()) ?? (await makeDatabase(true), await deployedDatabase());
  nameDatabase(JSON.parse(read(config)).d1_databases[0].database_id);
  return config;
}

/**
 * Has the project's configuration name the database by its `id`, or by its name alone. A Worker that is there has the database
 * of before, and where that is gone, wrangler asks for it in vain and does not deploy. What `start` uses stays the same.
 */
function nameDatabase(id) {
  const file = configFile();
  const lines = [...(id ? [`database_id = "${id}"`] : []), `preview_database_id = "${databaseId()}" # on this machine`];
  const kept = read(file).replace(/^ *(preview_)?database_id *=.*\n/gm, "");
  fs.writeFileSync(file, kept.replace(/^ *database_name *=.*$/m, (name) => [name, ...lines].join("\n")));
}
