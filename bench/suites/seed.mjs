// Many users and apps, made fast: one registered by the API, the others copied from it by bulk SQL.

import { addMoney, addTokens, copyUsers, numbers, seeded } from "../../scripts/bulk.mjs";

export { seeded };

/** What each seeded user has. */
const MONEY = 1_000_000_000;

/** Adds `users` users to the app `appid`, each with QQ number, address, token, and money by a row of the ledger, copied from its user `account`. */
export async function seedUsers({ sql }, appid, account, users) {
  await copyUsers(sql, appid, account, users, { qq: "CAST(200000000 + i AS TEXT)", email: "i || '@example.com'" });
  await addTokens(sql, appid, users);
  await addMoney(sql, appid, users, MONEY);
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
