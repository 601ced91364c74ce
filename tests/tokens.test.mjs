// User tokens: where they are kept, and what a token is good for. D1 decides; KV only ever saves a look-up.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";

const UPDATES = { qq: { qq: "12345678" }, bind_mail: { mail: "a@b.cn" }, update_sign: { newsign: "签名" } };
const REFUSED = {
  qq: { code: 400, msg: "fail", data: "令牌无效" },
  bind_mail: { code: 401, msg: "fail", data: "token无效或已过期!" },
  update_sign: { code: 401, msg: "fail", data: "token无效或已过期!" },
};

let server, user, newApp, admin, db, kv; // a server of one's own, to look into its D1 and KV
let elsewhere; // the same in an isolate that has not seen the login, and so remembers nothing of the token

before(async () => {
  server = await startBare();
  ({ user, newApp, admin } = api(server));
  elsewhere = api(server.elsewhere);
  [db, kv] = [await server.db(), await server.kv()];
});
after(() => server.stop());

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const kvKey = (token) => `token:${sha256(token)}`;

/** The KV entry of a token: it is put after the login's answer, so it may take a moment. */
async function kvEntry(token) {
  for (let tries = 0; tries < 500; tries += 1) {
    const entry = await kv.get(kvKey(token));
    if (entry !== null) return entry;
    await sleep(10);
  }
  throw new Error("the login put nothing into KV");
}

async function forget(token) {
  await kvEntry(token);
  await kv.delete(kvKey(token));
}

async function assertGood(app, token, at = elsewhere) {
  for (const [endpoint, params] of Object.entries(UPDATES)) {
    const { body } = await at.user(endpoint, { ...app.id, token, ...params });
    assert.deepEqual(body, { code: 200, msg: "success", data: "更新成功" });
  }
}

async function assertDead(app, token, what, at = elsewhere) {
  for (const [endpoint, params] of Object.entries(UPDATES)) {
    const { body } = await at.user(endpoint, { ...app.id, token, ...params });
    assert.deepEqual(body, REFUSED[endpoint], what);
  }
}

test("a token is 64 lower-case hex digits, another one at every login", async () => {
  const app = await newApp();
  const account = await app.register();
  const tokens = new Set();
  for (let i = 0; i < 5; i += 1) tokens.add((await app.login(account)).token);
  assert.equal(tokens.size, 5);
  for (const token of tokens) assert.match(token, /^[0-9a-f]{64}$/);
});

test("several logins of one account stay valid side by side", async () => {
  const app = await newApp();
  const account = await app.register();
  const tokens = [];
  for (let i = 0; i < 4; i += 1) tokens.push((await app.login(account)).token);
  for (const token of tokens) {
    await assertGood(app, token, { user });
    await assertGood(app, token);
  }
});

test("D1 holds no token, password or key, only digests", async () => {
  const app = await newApp();
  const { body: developer } = await admin("POST", "/developers", { name: "test" });
  const { token, user: name, pass } = await app.login(await app.register({ pass: "Pa55-w0rd" }));
  const { results: tables } = await db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const dump = {};
  for (const { name } of tables.filter(({ name }) => !name.startsWith("_cf_"))) {
    dump[name] = (await db.prepare(`SELECT * FROM "${name}"`).all()).results;
  }
  assert.ok(dump.tokens.some(({ digest, appid }) => digest === sha256(token) && appid === app.appid));
  assert.ok(dump.users.some(({ account, appid }) => account === name && appid === app.appid));
  const text = JSON.stringify(dump);
  const md5 = createHash("md5").update(pass).digest("hex");
  for (const secret of [token, pass, md5, developer.key]) assert.ok(!text.toLowerCase().includes(secret.toLowerCase()));
});

test("KV holds a token's digest until token_dead, and no token", async () => {
  const app = await newApp({ token_ttl: 3600 });
  const { token, profile } = await app.login();
  const entry = await kvEntry(token);
  const { keys } = await kv.list();
  const key = keys.find(({ name }) => name === kvKey(token));
  assert.equal(key.expiration, profile.token_dead);
  for (const text of [entry, ...keys.map(({ name }) => name)]) assert.ok(!text.includes(token));
});

test("a token whose KV entry is gone still works", async () => {
  const app = await newApp();
  const { token } = await app.login();
  await forget(token);
  await assertGood(app, token);
});

test("a token whose KV entry is unreadable still works", async () => {
  const app = await newApp();
  const { token } = await app.login();
  await kvEntry(token);
  for (const entry of ["", "{", "null", "[]", '{"appid":1}']) {
    await kv.put(kvKey(token), entry);
    await assertGood(app, token);
  }
});

test("a token that lives too short for KV works by D1 alone", async () => {
  const app = await newApp({ token_ttl: 60 });
  const { token } = await app.login();
  await assertGood(app, token);
  assert.equal(await kv.get(kvKey(token)), null);
});

test("an expired token is refused", async () => {
  const app = await newApp();
  const { token } = await app.login();
  await forget(token); // as KV itself does when the time comes
  const update = db.prepare("UPDATE tokens SET expires_at = ?1 WHERE digest = ?2");
  const expire = (at) => update.bind(at, sha256(token)).run();
  const now = Math.floor(Date.now() / 1000);
  await expire(now + 600);
  await assertGood(app, token);
  await expire(now - 1);
  await assertDead(app, token);
});

test("a token of another app is refused, whether KV knows it or not", async () => {
  const [app, other] = [await newApp(), await newApp()];
  const account = await app.register();
  // The same name is somebody else there, even one of the same number: numbers are unique within an app alone.
  await other.register(account);
  const ids = db.prepare("UPDATE users SET id = 5 WHERE appid IN (?1, ?2)").bind(app.appid, other.appid);
  assert.equal((await ids.run()).meta.changes, 2);
  const { token } = await app.login(account);
  await assertDead(other, token, "where it is remembered", { user });
  await forget(token);
  await assertDead(other, token, "without its KV entry");
  const { token: second } = await app.login(account);
  await kvEntry(second);
  await assertDead(other, second, "with its KV entry");
  for (const good of [token, second]) await assertGood(app, good);
});

test("a revoked token is refused, whether KV knows it or not", async () => {
  const app = await newApp();
  const account = await app.register();
  const [first, second] = [(await app.login(account)).token, (await app.login(account)).token];
  const entry = await kvEntry(first);
  await kvEntry(second);
  const { body } = await elsewhere.admin("DELETE", app.userAt(account.user, "/tokens"));
  assert.deepEqual(body, { revoked: 2 });
  await assertDead(app, first, "where it was issued", { user });
  while ((await kv.get(kvKey(first))) !== null || (await kv.get(kvKey(second))) !== null) await sleep(10); // KV is told too
  await assertDead(app, second, "without its KV entry");
  await kv.put(kvKey(first), entry); // as another location may have it for a minute
  await assertDead(app, first, "with its KV entry");
});

test("what is almost a token is refused, and so is its digest: a stolen database logs nobody in", async () => {
  const app = await newApp();
  const { token } = await app.login();
  await kvEntry(token);
  const almost = [token.toUpperCase(), token.slice(1), `${token}0`, ` ${token}`, `${token} `, sha256(token)];
  almost.push(kvKey(token), "0".repeat(64), "令牌", "'; DROP TABLE tokens; --", "a".repeat(5000));
  for (const text of almost) await assertDead(app, text, text);
  await assertGood(app, token);
});
