// `npm run deploy`, and `npx nobase-edge deploy`: in a clone builds; brings the deployed database to the newest migration, and
// deploys the Worker. Arguments go to `wrangler deploy`. `npx wrangler deploy` does the last alone.

import * as fs from "node:fs";
import path from "node:path";
import { ask } from "./ask.mjs";
import { Stop, isClone, main, output, own, read, root, run, say } from "./lib.mjs";
import { deployedOwnersKey } from "./owners-key.mjs";
import { configFile, wrangler as program } from "./wrangler.mjs";

export const wrangler = (args, options) => run(process.execPath, [program(), ...args], options);

/** Cloudflare's names for where a database can be. */
const LOCATIONS = { apac: "Asia and the Pacific", oc: "Oceania", weur: "Western Europe", eeur: "Eastern Europe", wnam: "Western North America", enam: "Eastern North America" };

/** What wrangler notes of a deployment. */
export const NOTED = path.join(root, ".wrangler", "deployed.ndjson");

/** Milliseconds that a new address gets until it has to answer. */
const PATIENCE = 30_000;

await main(import.meta.url, "deploy", () => deploy(process.argv.slice(2)));

/** Deploys; `args` go to `wrangler deploy`. */
export async function deploy(args) {
  if (isClone) await (await import("./prepare.mjs")).prepare();
  if (args.includes("--dry-run")) return wrangler(["deploy", ...args]);
  const deploy = () => {
    fs.mkdirSync(path.dirname(NOTED), { recursive: true });
    fs.rmSync(NOTED, { force: true });
    return wrangler(["deploy", ...args], { env: { ...process.env, WRANGLER_OUTPUT_FILE_PATH: NOTED } });
  };

  // Before the Worker that needs it, as the one that is deployed now works on the newer schema too (tests/upgrade). Only
  // the first deployment makes the database, so there it comes after.
  const migrated = await migrateDeployed();
  if (!migrated) await makeDatabase();
  await deploy();
  if (!migrated && !(await migrateDeployed())) throw new Stop(`wrangler made no database ${configured("database_name")}`);
  await deployedOwnersKey(args);
  await greet(targets(read(NOTED)));
}

/** Makes the database where whoever sits at the terminal wants it; else wrangler makes it, close to who deploys: here if it is needed `now`, or as it deploys. */
export async function makeDatabase(now = false) {
  const places = Object.entries(LOCATIONS).map(([name, where]) => `  ${name.padEnd(5)}${where}`);
  const said = await ask(`The database stays where it is made. Where is it to be?\n${places.join("\n")}\n[Enter: close to you] `);
  if (!said && !now) return;
  if (said && !Object.hasOwn(LOCATIONS, said)) throw new Stop(`${said} is no such place: ${Object.keys(LOCATIONS).join(", ")}`);
  await wrangler(["d1", "create", configured("database_name"), ...(said ? ["--location", said] : []), "--update-config=false"]);
}

/** The addresses in what wrangler noted of a deployment. */
export function targets(noted = "") {
  const entries = noted.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return (entries.find(({ type }) => type === "deploy")?.targets ?? []).filter((it) => /^https?:/.test(it));
}

/** Asks the deployed Worker how it is, and says where the console is. */
async function greet([url]) {
  if (!url) return;
  for (const deadline = Date.now() + PATIENCE; ; await new Promise((resolve) => setTimeout(resolve, 1_000))) {
    const health = await fetch(new URL("/healthz", url), { signal: AbortSignal.timeout(10_000) }).then(({ status }) => status, (error) => error.cause?.code ?? error.message);
    if (health === 200) return say("deploy", `it works. The console: ${url}`);
    if (Date.now() > deadline) return say("deploy", `${url} does not answer yet (${health}); a new address may take some minutes, and needs a domain of your own in mainland China`);
  }
}

/** What the configuration says of `key`, wherever it first stands. */
export function configured(key) {
  return read(configFile()).match(new RegExp(`^ *${key} *= *"(.+?)"`, "m"))?.[1];
}

/** Has wrangler apply what the deployed database has not had; false when there is no such database yet. */
export async function migrateDeployed(file) {
  const config = await deployedDatabase(file);
  if (!config) return false;
  say("deploy", "applying the migrations to the deployed database ...");
  // Nobody is asked whether to go on: after a "no", wrangler ends as if all were well.
  await wrangler(["d1", "migrations", "apply", configured("database_name"), "--remote", "--config", config], { stdio: ["ignore", "inherit", "inherit"] });
  return true;
}

/**
 * Writes a configuration that names the deployed database to `file`, and answers its path; undefined when there is no such
 * database yet. wrangler wants the database's id in the configuration, and automatic provisioning does not write it there.
 * With it, every command finds the database (`d1 export`).
 */
export async function deployedDatabase(file = path.join(root, ".wrangler", "deploy-schema.json")) {
  const database_name = configured("database_name");
  // Somebody's own id, put into wrangler.toml by hand, or the account's.
  const database_id = configured("database_id") ?? (await databases()).find(({ name }) => name === database_name)?.uuid;
  if (!database_id) return undefined;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify({
    name: configured("name"),
    account_id: configured("account_id"),
    d1_databases: [{ binding: "DB", database_name, database_id, migrations_dir: path.join(own, "migrations") }],
  }));
  return file;
}

/** The account's D1 databases, each with its `name` and `uuid`. */
export async function databases() {
  const list = () => output(process.execPath, [program(), "d1", "list", "--json"]);
  let found = list();
  if (found === undefined) {
    await wrangler(["d1", "list"]); // which asks to log in, or says what is wrong
    found = list();
  }
  return JSON.parse(found);
}
