// The cron trigger: what is dead goes, what is alive stays.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { api, assertRefused } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { mailsTo } from "./harness/mail.mjs";
import { rowsSwept, scheduled } from "./harness/server.mjs";

let server, user, post, admin, newApp, db; // a server of one's own: the sweep goes through everything there is

before(async () => {
  server = await startBare();
  ({ user, post, admin, newApp } = api(server));
  db = await server.db();
});
after(() => server.stop());

const now = () => Math.floor(Date.now() / 1000);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const sql = async (text, ...values) => (await db.prepare(text).bind(...values).all()).results;
const sweep = async () => assert.equal(await scheduled(server.url), "ok");

/** Which of `tokens` still have a row. */
const rowsOf = async (tokens) => {
  const places = tokens.map(() => "?").join();
  const rows = await sql(`SELECT digest FROM tokens WHERE digest IN (${places})`, ...tokens.map(sha256));
  const left = rows.map(({ digest }) => digest);
  return tokens.filter((token) => left.includes(sha256(token)));
};

test("a sweep with nothing to do changes nothing", async () => {
  await sweep();
  assert.deepEqual(await sql("SELECT * FROM tokens"), []);
  const app = await newApp();
  const { token } = await app.login();
  await sweep();
  assert.deepEqual(await rowsOf([token]), [token]);
});

test("the sweep removes expired, revoked and orphaned tokens and leaves live ones", async () => {
  const [app, doomed] = [await newApp(), await newApp()];
  const alive = [];
  const dead = [];

  const account = await app.register();
  dead.push((await app.login(account)).token);
  await admin("DELETE", app.userAt(account.user, "/tokens"));
  alive.push((await app.login(account)).token); // of the same user, after the revocation
  const changed = await app.login();
  dead.push(changed.token);
  await admin("PATCH", app.userAt(changed.user), { password: "secret2" });
  const barred = await app.login();
  dead.push(barred.token);
  await admin("PATCH", app.userAt(barred.user), { status: "disabled" });
  const gone = await app.login();
  dead.push(gone.token);
  await admin("DELETE", app.userAt(gone.user));
  await app.register({ user: gone.user });
  dead.push((await doomed.login()).token);
  await admin("DELETE", `/apps/${doomed.appid}?confirm=${doomed.appid}`);

  const expire = (token, at) => sql("UPDATE tokens SET expires_at = ?1 WHERE digest = ?2", at, sha256(token));
  for (const at of [0, now() - 86_400, now() - 1]) {
    const { token } = await app.login(account);
    await expire(token, at);
    dead.push(token);
  }
  for (const at of [now() + 600, 4102444800]) {
    const { token } = await app.login(account);
    await expire(token, at);
    alive.push(token);
  }

  await sweep();
  assert.deepEqual(await rowsOf(dead), []);
  assert.deepEqual(await rowsOf(alive), alive);
  for (const token of alive) {
    const { body } = await user("update_sign", { ...app.id, token, newsign: "n" });
    assert.equal(body.code, 200);
  }
});

test("sweeps clear the dead among many thousands and leave every live one", async () => {
  const app = await newApp();
  const { user: name, token } = await app.login();
  const numbers = "SELECT id, generation FROM users WHERE appid = ?1 AND account = ?2";
  const [{ id, generation }] = await sql(numbers, app.appid, name);
  const later = now() + 3600;
  await addTokens(4000, app.appid, id, generation, later);
  await addTokens(4000, app.appid, id, generation, now() - 60);
  await addTokens(3000, app.appid, id, generation - 1, later);
  await addTokens(3000, app.appid, id + 1, generation, later);
  await addTokens(2000, "no such app", id, generation, later);
  // One run looks at 10,000 tokens, and on while many are dead; what it deletes makes room for the next to look further.
  for (let runs = 0; runs < 3; runs += 1) await sweep();
  const left = await sql(
    `SELECT appid, user_id, generation, count(*) AS n FROM tokens
     WHERE appid IN (?1, 'no such app') GROUP BY 1, 2, 3`,
    app.appid,
  );
  assert.deepEqual(left, [{ appid: app.appid, user_id: id, generation, n: 4001 }]);
  assert.deepEqual(await rowsOf([token]), [token]);
});

/** Adds `count` tokens of nobody that die at `expires_at`. */
const addTokens = (count, appid, id, generation, expires_at) =>
  sql(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO tokens (digest, appid, user_id, generation, expires_at)
     SELECT lower(hex(randomblob(32))), ?2, ?3, ?4, ?5 FROM n`,
    count, appid, id, generation, expires_at,
  );

test("a sweep follows the load: it goes on while many are dead, and stops early where few are", async () => {
  await sql("DELETE FROM tokens");
  const app = await newApp();
  const { user: name } = await app.login();
  const [{ id, generation }] = await sql("SELECT id, generation FROM users WHERE appid = ?1 AND account = ?2", app.appid, name);
  const count = async () => (await sql("SELECT count(*) AS n FROM tokens"))[0].n;
  const addDead = (n) => addTokens(n, "no such app", id, generation, now() + 3600);
  const addLiving = (n) => addTokens(n, app.appid, id, generation, now() + 3600);
  // More than 10,000 an hour, a day of which is 240,000.
  await addDead(25_000);
  await addLiving(5_000);
  await sweep();
  assert.equal(await count(), 5_001, "all the dead went in one run");
  // However many die at once, a run leaves others the rows that may be written in a day.
  await addDead(60_000);
  await sweep();
  const gone = 65_001 - (await count());
  assert.ok(gone >= 30_000 && gone < 40_000, `${gone} went`);
  await sql("DELETE FROM tokens WHERE appid = 'no such app'");
  // Few dead ones among many that live: one or two windows of 10,000 are looked at.
  await addLiving(25_000);
  await addDead(300);
  await sweep();
  const left = (await count()) - 30_001;
  assert.ok(left > 60 && left < 280, `${left} of 300 are left`);
});

test("a deleted app with many users and pictures goes, and what is marked already is not read again", async () => {
  /** Rows that the sweeps read until an app with users and pictures is gone, of which so many pictures were marked before. */
  const readUntilGone = async (marked) => {
    const app = await newApp();
    await sql(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2500)
       INSERT INTO users (appid, id, account, password, nickname, created_at) SELECT ?1, 1000000 + i, 'user' || i, '', 'n', 1700000000 FROM n`,
      app.appid,
    );
    const pictures = (many, of, kind) => sql(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${many})
       INSERT INTO pictures (appid, user_id, id, name, place, kind, bytes) SELECT ?1, ${of} + i, i, lower(hex(randomblob(16))) || '.png', 'r2', '${kind}', 1 FROM n`,
      app.appid,
    );
    if (marked > 0) await pictures(marked, 0, "gone");
    await pictures(2_000, 1_000_000, "upload");
    await sql("UPDATE apps SET status = 'deleted' WHERE appid = ?1", app.appid);
    let read = 0;
    for (let runs = 1; (await sql("SELECT 1 FROM apps WHERE appid = ?1", app.appid)).length > 0; runs += 1) {
      assert.ok(runs < 20);
      read += await rowsSwept(server);
    }
    const [{ users, gone }] = await sql("SELECT (SELECT count(*) FROM users WHERE appid = ?1) AS users, (SELECT count(*) FROM pictures WHERE appid = ?1 AND kind = 'gone') AS gone", app.appid);
    assert.deepEqual([users, gone], [0, marked + 2_000]);
    await sql("DELETE FROM pictures WHERE appid = ?1", app.appid);
    return read;
  };
  const [none, many] = [await readUntilGone(0), await readUntilGone(20_000)];
  assert.ok(many - none < 10_000, `${many} rows read, ${none} where no picture was marked before`);
});

test("users of a deleted app that a DELETE leaves behind go with the sweep, and only they", async () => {
  const [app, other] = [await newApp(), await newApp()];
  const insert = (count, appid) =>
    sql(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
       INSERT INTO users (appid, id, account, password, nickname, qq, created_at)
       SELECT ?2, i, 'user' || i, '', 'n', 10000 + i, 1700000000 FROM n`,
      count, appid,
    );
  await insert(12_000, app.appid);
  await insert(100, other.appid);
  const { status } = await admin("DELETE", `/apps/${app.appid}?confirm=${app.appid}`);
  assert.equal(status, 200);
  assertRefused(await admin("GET", app.userAt("user1")), 404); // gone for everybody at once, whatever is left of it
  assertRefused(await admin("PATCH", app.userAt("user12000"), { exp: 1 }), 404);

  const left = async () => (await sql("SELECT count(*) AS n FROM users WHERE appid = ?1", app.appid))[0].n;
  for (let runs = 0; runs < 5 && (await left()) > 0; runs += 1) await sweep();
  assert.equal(await left(), 0);
  assert.deepEqual(await sql("SELECT * FROM apps WHERE appid = ?1", app.appid), []);
  assert.deepEqual(await sql("SELECT count(*) AS n FROM users WHERE appid = ?1", other.appid), [{ n: 100 }]);
});

test("dead codes go, requests a day old, and deliveries 30 days old; what is younger stays", async () => {
  const app = await newApp({ allow_mail_send: true });
  const HOUR = 3600;
  const ages = [0, 23 * HOUR, 25 * HOUR, 29 * 24 * HOUR, 31 * 24 * HOUR];
  for (const [n, age] of ages.entries()) {
    const at = now() - age;
    await sql("INSERT INTO codes (appid, mail, purpose, user_id, digest, tries, sent_at) VALUES (?1, ?2, 'reset', 1, 'x', 0, ?3)", app.appid, `a${n}@b.cn`, at);
    await sql("INSERT INTO code_requests (appid, mail, last_at, since, count) VALUES (?1, ?2, ?3, ?3, 1)", app.appid, `a${n}@b.cn`, at);
    await sql("INSERT INTO deliveries (appid, id, purpose, domain, outcome) VALUES (?1, ?2, 'reset', 'b.cn', 'sent')", app.appid, at * 1_000_000);
  }
  await sweep();
  for (const [table, left] of [["codes", 1], ["code_requests", 2], ["deliveries", 4]]) {
    assert.equal((await sql(`SELECT * FROM ${table} WHERE appid = ?1`, app.appid)).length, left, table);
  }
});

test("an app that is deleted takes its users' codes along; what else its mails left goes with its age", async () => {
  const app = await newApp({ allow_mail_send: true });
  const account = await app.login({ email: "user@example.com" });
  await post("send_code", { ...app.id, mail: "user@example.com", purpose: "reset" });
  await post("mail_send", { ...app.id, token: account.token, mail: "a@b.cn", title: "t", content: "c" });
  await mailsTo("user@example.com", { server });
  await admin("DELETE", `/apps/${app.appid}?confirm=${app.appid}`);
  for (let n = 0; n < 5; n += 1) await sweep();
  for (const what of ["codes WHERE user_id > 0 AND", "users WHERE"]) assert.deepEqual(await sql(`SELECT * FROM ${what} appid = ?1`, app.appid), [], what);
  await sql("UPDATE codes SET sent_at = sent_at - 86400 WHERE appid = ?1", app.appid);
  await sql("UPDATE code_requests SET last_at = last_at - 86400 WHERE appid = ?1", app.appid);
  await sql("UPDATE deliveries SET id = id - 31 * 86400000000 WHERE appid = ?1", app.appid);
  await sweep();
  for (const table of ["codes", "code_requests", "deliveries"]) assert.deepEqual(await sql(`SELECT * FROM ${table} WHERE appid = ?1`, app.appid), [], table);
});
