// Local databases for the tests of upgrades, made by the migrations up to a given one and with the rows of data/ in them.

import * as fs from "node:fs";
import path from "node:path";
import { d1Folder, localD1 } from "../../scripts/d1.mjs";
import { read, root } from "../../scripts/lib.mjs";
import { applyMigrations, migrations } from "../../scripts/migrations.mjs";
import { newStateDir } from "../harness/server.mjs";

const data = (migration) => read(path.join("tests", "upgrade", "data", path.basename(migration)));

/** Puts in what a database may hold once it has had `migration`. */
export async function fill(stateDir, migration) {
  // The statements of data/ and of the first migration end in ";" at the end of a line, and no value has one there.
  for (const statement of statements(data(migration) ?? "")) await localD1(stateDir, statement);
}

const statements = (sql) => sql.split(/;$/m).filter((text) => text.replace(/--.*$/gm, "").trim());

/** The state of a database at each step before the newest, in order: first as the first release left it, without a record of any migration. */
export async function everyStep() {
  const [first, ...later] = migrations();
  const unrecorded = newStateDir();
  await localD1(unrecorded, read(first));
  await fill(unrecorded, first);
  const steps = [["the first release, without a record of migrations", unrecorded]];
  let last = unrecorded;
  for (const [n, migration] of [first, ...later].slice(0, -1).entries()) {
    const stateDir = newStateDir();
    fs.cpSync(d1Folder(last), d1Folder(stateDir), { recursive: true });
    await applyMigrations(stateDir, configWith(stateDir, n + 1));
    if (n > 0) await fill(stateDir, migration);
    steps.push([path.basename(migration), stateDir]);
    last = stateDir;
  }
  return steps;
}

/** A configuration with the first `count` migrations, kept in `stateDir`. */
function configWith(stateDir, count) {
  const folder = path.join(stateDir, "migrations");
  fs.mkdirSync(folder);
  for (const migration of migrations().slice(0, count)) fs.copyFileSync(path.join(root, migration), path.join(folder, path.basename(migration)));
  const file = path.join(stateDir, "wrangler.json");
  fs.writeFileSync(file, JSON.stringify({ name: "nobase-edge", d1_databases: [{ binding: "DB", migrations_dir: folder }] }));
  return file;
}

/** Every row of the database in `stateDir`, by table, as JSON objects. */
export async function rows(stateDir) {
  const tables = (await localD1(stateDir, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*' AND name <> 'd1_migrations'")).map(({ name }) => name);
  const all = {};
  for (const table of tables) all[table] = await localD1(stateDir, `SELECT * FROM ${table}`);
  return all;
}
