// Local databases for the tests of upgrades, made by the migrations up to a given one and with the rows of data/ in them.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import path from "node:path";
import { d1Folder, opened } from "../../scripts/d1.mjs";
import { read } from "../../scripts/lib.mjs";
import { migrations } from "../../scripts/migrations.mjs";
import { newStateDir } from "../harness/server.mjs";

/** wrangler's record of what was applied, as wrangler makes it: here mostly written by hand, because wrangler takes seconds for each. */
const RECORD = "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL);";

/** SQL that applies `migration` and records it. */
const applied = (migration) => `${RECORD}\n${read(migration)}\nINSERT INTO d1_migrations (name) VALUES ('${path.basename(migration)}');`;

/** Applies what the database in `stateDir` has not had, without wrangler; it has a record. */
export const applyTheRest = (stateDir) =>
  opened(stateDir, async (ask) => {
    const [had] = await ask("SELECT name FROM d1_migrations");
    const rest = migrations().filter((it) => !had.some(({ name }) => name === path.basename(it)));
    await ask(...rest.map(applied));
  });

/** What a database may hold once it has had `migration`, as SQL. */
const data = (migration) => read(path.join("tests", "upgrade", "data", path.basename(migration)));

/** The state of a database that the first release made: without a record of migrations. */
export async function firstRelease() {
  const [first] = migrations();
  const stateDir = newStateDir();
  await opened(stateDir, (ask) => ask(read(first), data(first)));
  return stateDir;
}

/** The state of a database at each step before the newest, in their order, and what the step is called. */
export async function everyStep() {
  let last = await firstRelease();
  const steps = [["the first release, without a record of migrations", last]];
  for (const [n, migration] of migrations().slice(0, -1).entries()) {
    const stateDir = newStateDir();
    fs.cpSync(d1Folder(last), d1Folder(stateDir), { recursive: true });
    const more = n > 0 && data(migration);
    await opened(stateDir, (ask) => ask(applied(migration), ...(more ? [more] : [])));
    steps.push([path.basename(migration), stateDir]);
    last = stateDir;
  }
  return steps;
}

/** Asserts that every row of `before` is in `after` and as it was; a migration may have added columns and tables. */
export function assertKept(before, after) {
  for (const [table, kept] of Object.entries(before)) {
    const columns = Object.keys(kept[0] ?? {});
    const now = after[table].map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
    assert.deepEqual(now, kept, table);
  }
}

/** Every row of the database in `stateDir`, by table, as JSON objects. */
export function rows(stateDir) {
  return opened(stateDir, async (ask) => {
    const [tables] = await ask(
      `SELECT name FROM sqlite_schema WHERE type = 'table'
       AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*' AND name <> 'd1_migrations'`,
    );
    const found = await ask(...tables.map(({ name }) => `SELECT * FROM ${name}`));
    return Object.fromEntries(tables.map(({ name }, n) => [name, found[n]]));
  });
}
