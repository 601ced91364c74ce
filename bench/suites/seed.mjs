// Many users and apps, made fast: one registered by the API, the others copied from it by bulk SQL.

/** Rows per statement: D1's simulator holds a statement's whole work in memory. */
const CHUNK = 100_000;

/** The account of the `i`th seeded user of an app, from 1 to as many as there are. */
export const seeded = (i) => String(2_000_000_000 + i);

// D1 binds numbers as REAL.
const numbers = "WITH RECURSIVE n (i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)";

/** Adds `users` users to the app `appid`, each with QQ number, address and token, copied from its user `account`. */
export async function seedUsers({ sql }, appid, account, users) {
  for (let from = 1; from <= users; from += CHUNK) {
    const to = Math.min(users, from + CHUNK - 1);
    // Older than the one they are copied from, in the order of their numbers.
    await sql(
      `INSERT INTO users (appid, id, account, password, generation, nickname, qq, email, vip_until, created_at) ${numbers}
       SELECT appid, id - ?3 - 1 + i, CAST(${seeded(0)} + i AS TEXT), password, generation, nickname, CAST(200000000 + i AS TEXT), i || '@example.com', vip_until, created_at
       FROM n, users WHERE appid = ?4 AND account = ?5`,
      from, to, users, appid, account,
    );
  }
  for (let from = 1; from <= users; from += CHUNK) {
    await sql(
      `INSERT INTO tokens (digest, appid, user_id, generation, expires_at) ${numbers}
       SELECT lower(hex(randomblob(32))), u.appid, u.id, u.generation, unixepoch() + 86400
       FROM n, users u WHERE u.appid = ?3 AND u.account = CAST(${seeded(0)} + i AS TEXT) ORDER BY 1`,
      from, Math.min(users, from + CHUNK - 1), appid,
    );
  }
}

/** Adds `apps` apps, each with a hundred users copied from the user `account` of the app `appid`. */
export async function seedApps({ sql }, appid, account, apps) {
  await sql(
    `INSERT INTO apps (appid, developer_id, name, signature, signature_digest, created_at) ${numbers}
     SELECT 'seeded' || i, 1, 'seeded', hex(randomblob(16)), lower(hex(randomblob(32))), unixepoch() FROM n`,
    1, apps,
  );
  await sql(
    `INSERT INTO users (appid, id, account, password, generation, nickname, created_at) ${numbers}
     SELECT a.appid, u.id + i, CAST(${seeded(0)} + i AS TEXT), u.password, u.generation, u.nickname, u.created_at
     FROM apps a, n, users u WHERE a.name = 'seeded' AND u.appid = ?3 AND u.account = ?4`,
    1, 100, appid, account,
  );
}
