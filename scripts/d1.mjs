// SQL on a local D1 database, also while a server has it open: the same way as `wrangler d1 execute --local`
// (workerd on the same SQLite file), without the second that wrangler takes to start.

import * as fs from "node:fs";
import path from "node:path";
import { fingerprint, read } from "./lib.mjs";

/** Runs one statement with its parameters, or several statements; answers the (last one's) rows. */
export async function localD1(stateDir, sql, ...parameters) {
  const { Miniflare } = await import("miniflare"); // here, because set-up may have installed it only now
  const miniflare = new Miniflare({
    modules: true,
    script: "",
    cf: false,
    d1Persist: path.join(stateDir, "v3", "d1"),
    d1Databases: { DB: databaseId() },
  });
  try {
    const database = await miniflare.getD1Database("DB");
    const { results } = await database.prepare(sql).bind(...parameters).all();
    return results;
  } finally {
    await miniflare.dispose();
  }
}

/** Applies schema.sql, unless this state has had this schema.sql. */
export async function applySchema(stateDir) {
  const stamp = path.join(stateDir, "schema-applied");
  const now = fingerprint(["schema.sql"], databaseId());
  if (read(stamp) === now) return;
  await localD1(stateDir, read("schema.sql"));
  fs.writeFileSync(stamp, now);
}

/** What wrangler calls the local database: its id in wrangler.toml, or the binding's name while there is none. */
function databaseId() {
  const config = read("wrangler.toml");
  const value = (key) => config.match(new RegExp(`^ *${key} *= *"(.+?)"`, "m"))?.[1];
  return value("preview_database_id") ?? value("database_id") ?? "DB";
}
