// schema.sql, which is for reading, is what migrations/ make.

import assert from "node:assert/strict";
import { test } from "node:test";
import { localD1 } from "../../scripts/d1.mjs";
import { read } from "../../scripts/lib.mjs";
import { migrate } from "../../scripts/migrations.mjs";
import { newStateDir } from "../harness/server.mjs";
import { rows } from "./databases.mjs";

const [written, migrated] = [newStateDir(), newStateDir()];
await localD1(written, read("schema.sql"));
await migrate(migrated);

/** Tables, indexes and all else but D1's own and the record of migrations, each as {type, name, tbl_name, sql}. */
async function schema(stateDir) {
  const found = await localD1(
    stateDir,
    `SELECT type, name, tbl_name, sql FROM sqlite_schema
     WHERE tbl_name NOT GLOB '_cf_*' AND tbl_name NOT IN ('sqlite_sequence', 'd1_migrations') ORDER BY type, name`,
  );
  return found.map((one) => ({ ...one, sql: one.sql && normal(one.sql) }));
}

/**
 * SQL without comments, with single spaces between its words and none beside its punctuation. (SQLite keeps the text
 * of a statement as it was written, and ADD COLUMN adds its own at the end of the columns.)
 */
const normal = (sql) => sql.replace(/--.*$/gm, "").replace(/\s+/g, " ").replace(/ ?([(),]) ?/g, "$1").trim();

test("the migrations and schema.sql make the same tables and indexes", async () => {
  const [expected, actual] = [await schema(written), await schema(migrated)];
  assert.ok(actual.length >= 9);
  assert.deepEqual(actual, expected);
});

test("and put the same rows into them", async () => {
  const [expected, actual] = [await rows(written), await rows(migrated)];
  const times = (developers) => developers.map(({ created_at, ...rest }) => (assert.ok(created_at > 0), rest));
  assert.deepEqual({ ...actual, developers: times(actual.developers) }, { ...expected, developers: times(expected.developers) });
  assert.deepEqual(times(actual.developers).map(({ id, name }) => [id, name]), [[1, "owner"]]);
});
