// SQL on a local D1 database. While a server runs, it is asked (wrangler serves a little API for its own explorer page):
// a second process on the same SQLite file would now and then find it locked, or worse, have the server find it locked.
// While none runs, workerd opens the file as `wrangler d1 execute --local` would, but a second faster.

import path from "node:path";
import { read } from "./lib.mjs";
import { configFile } from "./wrangler.mjs";

/** Holds the address of the server that runs on a state; kept by server.mjs. */
export const urlFile = (stateDir) => path.join(stateDir, "url");

/** Where wrangler keeps the databases of a state. */
export const d1Folder = (stateDir) => path.join(stateDir, "v3", "d1");

/** Runs one statement, whose ? or ?1 stand for `parameters`, or several statements; answers the rows (of the last one). */
export async function localD1(stateDir, sql, ...parameters) {
  let next = 0;
  const text = parameters.length === 0 ? sql : sql.replace(/\?(\d*)/g, (_, n) => literal(parameters[n ? n - 1 : next++]));
  const url = read(urlFile(stateDir));
  return url ? askServer(url, text) : openFile(stateDir, text);
}

/** The explorer's API binds nothing but strings, so values go into the text. For tests: no stranger's SQL comes here. */
function literal(value) {
  if (value === undefined) throw new Error("the SQL has more ? than parameters");
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value === null ? "NULL" : Number(value));
}

async function askServer(url, sql) {
  const answer = await fetch(`${url}/cdn-cgi/explorer/api/d1/database/${databaseId()}/raw`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sql }),
  });
  const { result, errors } = await answer.json();
  if (!answer.ok) throw new Error(`D1: ${JSON.stringify(errors)}`);
  const { columns, rows } = result.at(-1).results;
  return rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]])));
}

/** Runs in workerd: does the statements it is sent, one after the other, and answers the rows of each. */
const SCRIPT = `export default {
  async fetch(request, { DB }) {
    const rows = [];
    for (const sql of await request.json()) rows.push((await DB.prepare(sql).all()).results);
    return Response.json(rows);
  },
};`;

const openFile = (stateDir, sql) => opened(stateDir, async (ask) => (await ask(sql))[0]);

/**
 * What `work` makes of the database of a state on which no server runs: `ask(...sqls)` answers the rows of each. Not by Miniflare's
 * own object of the database, which starts a thread and blocks this one.
 */
export const opened = (stateDir, work) =>
  withFile(stateDir, (miniflare) =>
    work(async (...sqls) => {
      const answer = await miniflare.dispatchFetch("http://localhost", { method: "POST", body: JSON.stringify(sqls) });
      return answer.json();
    }));

/** The database of a state on which no server runs, as SQL: what `wrangler d1 export --local` writes, which only knows its own folder. */
export const exportedD1 = (stateDir) => withFile(stateDir, async (miniflare) => exported(await miniflare.getD1Database("DB")));

/** A D1 database of Miniflare as SQL. */
export async function exported(database) {
  const [lines] = await database.prepare("PRAGMA miniflare_d1_export(?,?,?);").bind(0, 0).raw();
  return lines.join("\n");
}

async function withFile(stateDir, work) {
  const { Miniflare } = await import("miniflare"); // here, because set-up may have installed it only now
  const miniflare = new Miniflare({
    modules: true,
    script: SCRIPT,
    cf: false,
    d1Persist: d1Folder(stateDir),
    d1Databases: { DB: databaseId() },
  });
  try {
    return await work(miniflare);
  } finally {
    await miniflare.dispose();
  }
}

/** What wrangler calls the local database: its id in wrangler.toml, or the binding's name while there is none. */
export function databaseId() {
  const config = read(configFile());
  const value = (key) => config.match(new RegExp(`^ *${key} *= *"(.+?)"`, "m"))?.[1];
  return value("preview_database_id") ?? value("database_id") ?? "DB";
}
