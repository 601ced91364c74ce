// `npx nobase-edge backup`: the deployed database as SQL, which `restore` takes; or with --app the users of an app as lines of
// JSON, which `import` takes. With --local the database of this machine. Both hold password hashes, so they are the owner's alone.

import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { exportedD1, localD1, urlFile } from "./d1.mjs";
import { configured, deployedDatabase, wrangler } from "./deploy.mjs";
import { COLUMNS } from "./import.mjs";
import { Stop, root, say } from "./lib.mjs";
import { wrangler as program } from "./wrangler.mjs";

/** Users that are asked for at once. */
const PAGE = 2_000;

export async function backup(args) {
  const options = { app: { type: "string" }, local: { type: "boolean" } };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const today = new Date().toISOString().slice(0, 10);
  const name = positionals[0] ?? (values.app ? `users-${values.app}-${today}.ndjson` : `nobase-edge-${today}.sql`);
  const file = path.resolve(root, name);
  process.umask(0o077); // it holds everything that is known of the users
  if (values.app) return usersOf(values.app, values.local, file);
  if (values.local) {
    ended();
    fs.writeFileSync(file, await exportedD1(stateFolder()), { mode: 0o600 });
  } else {
    await wrangler(["d1", "export", configured("database_name"), "--remote", "--config", await deployed(), "--output", file]);
  }
  say("backup", `wrote ${file}: keep it where nobody else reads it`);
}

async function deployed() {
  const config = await deployedDatabase();
  if (!config) throw new Stop(`there is no database ${configured("database_name")} to back up`);
  return config;
}

async function usersOf(appid, local, file) {
  if (!/^\d{1,20}$/.test(appid)) throw new Stop(`${appid} is no appid`);
  const query = queries(local, local ? undefined : await deployed());
  const [app] = await query(`SELECT name FROM apps WHERE appid = '${appid}' AND status <> 'deleted'`);
  if (!app) throw new Stop(`there is no app ${appid}`);
  const columns = COLUMNS.map(({ name }) => (name === "user" ? "account AS user" : name));
  const flags = COLUMNS.filter(({ kind }) => kind === "flag").map(({ name }) => name);
  const out = fs.openSync(file, "w", 0o600);
  let count = 0;
  let last = 0;
  for (;;) {
    const users = await query(
      `SELECT id, ${columns.join(", ")}, password AS password_hash FROM users WHERE appid = '${appid}' AND id > ${last} ORDER BY id LIMIT ${PAGE}`,
    );
    for (const { id, ...user } of users) {
      last = id;
      for (const name of flags) user[name] = user[name] === 1;
      fs.writeSync(out, `${JSON.stringify({ ...user, password_form: "nobase-edge" })}\n`);
    }
    count += users.length;
    if (users.length < PAGE) break;
    say("backup", `${count} users so far`);
  }
  fs.closeSync(out);
  say("backup", `wrote ${count} users of ${app.name} to ${file}: keep it where nobody else reads it`);
}

/** Where `npm start` keeps what it stores. */
export const stateFolder = () => path.resolve(root, process.env.STATE_DIR || ".wrangler/state");

/** Stops while `npm start` runs on it: two that open its database may find it locked. */
export function ended() {
  if (fs.existsSync(urlFile(stateFolder()))) throw new Stop("end `start` first: it holds the database");
}

/** What asks the database of this machine, or the deployed one that `config` names. */
export function queries(local, config) {
  if (local) return (sql) => localD1(stateFolder(), sql);
  const args = ["d1", "execute", configured("database_name"), "--remote", "--config", config, "--json", "--yes", "--command"];
  return async (sql) => {
    const text = execFileSync(process.execPath, [program(), ...args, sql], { cwd: root, encoding: "utf8", maxBuffer: 100_000_000, stdio: ["ignore", "pipe", "inherit"] });
    return JSON.parse(text)[0].results;
  };
}
