// The schema of the local databases: the numbered files in migrations/, applied in their order by `wrangler d1 migrations
// apply`, which records in the database which of them it has had. (deploy.mjs does it for the deployed database.)
//
// wrangler takes seconds for it, and the tests make dozens of new states: so it is done once, to a blank state that is
// kept, and every new state begins as a copy of that.

import { execFile } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { databaseId, d1Folder } from "./d1.mjs";
import { Stop, fingerprint, oneAtATime, own, read, root, say } from "./lib.mjs";
import { OFFLINE, configFile, wrangler, wranglerVersion } from "./wrangler.mjs";

const FOLDER = path.join(own, "migrations");
const BLANKS = path.join(root, ".wrangler", "blank");

/** The migrations' paths in their order, which is that of their numbers. */
export const migrations = () =>
  fs.readdirSync(FOLDER).filter((name) => name.endsWith(".sql")).sort().map((name) => path.join("migrations", name));

/** The SQL of them all, for a database that is made once and not kept. */
export const allMigrations = () => migrations().map((name) => fs.readFileSync(path.join(own, name), "utf8")).join("\n");

/** Brings the database of the state in `stateDir`, on which no server runs, to the newest migration; `apply` is how. */
export async function migrate(stateDir, apply = applyMigrations) {
  const newest = fingerprint([path.relative(root, FOLDER)], [databaseId(), wranglerVersion()]);
  const stamp = path.join(stateDir, "migrations-applied");
  const there = fs.existsSync(d1Folder(stateDir)); // somebody may have deleted the databases, and not the stamp
  if (there && read(stamp) === newest) return;
  if (there) {
    say("migrations", `bringing the database in ${stateDir} up to date ...`);
    await apply(stateDir);
  } else {
    const blank = path.join(BLANKS, newest);
    if (!fs.existsSync(blank)) await oneAtATime("migrations", () => makeBlank(blank));
    copyWhole(d1Folder(blank), d1Folder(stateDir));
  }
  fs.writeFileSync(stamp, newest);
}

/** Has wrangler apply what the database in `stateDir` has not had; `config` is another configuration than the usual. */
export async function applyMigrations(stateDir, config = configFile()) {
  const args = ["d1", "migrations", "apply", "DB", "--local", "--persist-to", stateDir, "--config", config];
  const env = { ...process.env, ...OFFLINE, WRANGLER_LOG_PATH: path.join(stateDir, "logs") };
  // Its stdin is a pipe: so wrangler does not ask whether to go on.
  await promisify(execFile)(process.execPath, ["--no-warnings", wrangler(), ...args], { cwd: root, env }).catch(({ stdout, stderr }) => {
    throw new Stop(`the migrations could not be applied to the database in ${stateDir}:\n${stdout}\n${stderr}`);
  });
}

/** Makes the blank state, and removes those of other migrations. */
async function makeBlank(blank) {
  if (fs.existsSync(blank)) return; // somebody else has just made it
  fs.rmSync(BLANKS, { recursive: true, force: true });
  const aside = `${blank}.making`;
  await applyMigrations(aside);
  fs.renameSync(aside, blank);
}

/** Copies a folder so that whoever looks sees all of the copy or nothing, however this process ends. */
function copyWhole(from, to) {
  const aside = `${to}.copying`;
  fs.rmSync(aside, { recursive: true, force: true }); // of one that was killed
  fs.cpSync(from, aside, { recursive: true });
  fs.renameSync(aside, to);
}
