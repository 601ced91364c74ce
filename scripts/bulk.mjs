// Many users at once, by SQL: copies of one that was registered by the API, each with its own values. For npm run seed
// and for the benchmarks.

import { createHash, randomBytes } from "node:crypto";

/** Rows per statement: D1's simulator holds a statement's whole work in memory. */
const CHUNK = 100_000;
/** Digests in a bound text, of which D1 takes 2 MB. */
const DIGESTS = 20_000;

// Values may be bound as REAL.
export const numbers = "WITH RECURSIVE n (i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)";

/** The account of the `i`th of such users in an app, from 1 to as many as there are. */
export const seeded = (i) => String(2_000_000_000 + i);
const account = `CAST(${seeded(0)} + i AS TEXT)`;

/** Calls `insert(from, to)` for 1 to `count`, part by part. */
async function inChunks(count, insert, chunk = CHUNK) {
  for (let from = 1; from <= count; from += chunk) await insert(from, Math.min(count, from + chunk - 1));
}

/**
 * Adds `count` users to the app `appid`, copies of its user `model` and older than it, in the order of their numbers.
 * `columns` are SQL expressions for what is to differ, of the number `i` and the model's columns. `sql(text, ...values)`
 * runs a statement.
 */
export function copyUsers(sql, appid, model, count, columns) {
  const all = {
    appid: "appid", id: `id - ${count} - 1 + i`, account, password: "password", generation: "generation", nickname: "nickname",
    vip_until: "vip_until", created_at: "created_at", ...columns,
  };
  return inChunks(count, (from, to) => sql(
    `INSERT INTO users (${Object.keys(all).join(", ")}) ${numbers}
     SELECT ${Object.values(all).join(", ")} FROM n, users WHERE appid = ?3 AND account = ?4`,
    from, to, appid, model,
  ));
}

/** Adds a token, which nobody knows, for each of the first `count` of these users. */
export function addTokens(sql, appid, count) {
  return inChunks(count, (from, to) => sql(
    `INSERT INTO tokens (digest, appid, user_id, generation, expires_at) ${numbers}
     SELECT lower(hex(randomblob(32))), u.appid, u.id, u.generation, unixepoch() + 86400
     FROM n, users u WHERE u.appid = ?3 AND u.account = ${account} ORDER BY 1`,
    from, to, appid,
  ));
}

/** Adds a token for each of the first `count` of these users, and answers the tokens in their order. */
export async function knownTokens(sql, appid, count) {
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString("hex"));
  const digests = tokens.map((token) => createHash("sha256").update(token).digest("hex"));
  await inChunks(count, (from, to) => sql(
    `INSERT INTO tokens (digest, appid, user_id, generation, expires_at)
     WITH n (i, digest) AS (SELECT key + CAST(?1 AS INTEGER), value FROM json_each(?3))
     SELECT n.digest, u.appid, u.id, u.generation, unixepoch() + 86400
     FROM n CROSS JOIN users u WHERE u.appid = ?2 AND u.account = ${account}`, // in this order, not each user through all of n
    from, appid, JSON.stringify(digests.slice(from - 1, to)),
  ), DIGESTS);
  return tokens;
}

/** Gives each of the first `count` of these users so much money, in the ledger too. */
export function addMoney(sql, appid, count, amount) {
  return inChunks(count, (from, to) => sql(
    `INSERT INTO ledger (appid, user_id, id, amount, balance, kind) ${numbers}
     SELECT u.appid, u.id, u.created_at * 1000000, ?4, ?4, 'admin'
     FROM n, users u WHERE u.appid = ?3 AND u.account = ${account}`,
    from, to, appid, amount,
  ));
}
