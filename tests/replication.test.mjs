// With D1's read replication, reads for a password may be answered by a copy that is behind. Whatever it says against a
// caller is asked again of the primary. There is no replication outside Cloudflare: here a second real database is the
// copy, brought up to date when the test says so, behind a binding that sends sessions there as D1 does.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { allMigrations } from "../scripts/migrations.mjs";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { words } from "./harness/words.mjs";

const SCRIPT = `export default ({ PRIMARY, COPY }) => {
  const byCopy = (result) => ({ ...result, meta: { ...result.meta, served_by_primary: false } });
  return {
    prepare: (sql) => PRIMARY.prepare(sql),
    batch: (statements) => PRIMARY.batch(statements),
    withSession: () => ({
      prepare: (sql) => ({
        bind: (...values) => {
          const bound = COPY.prepare(sql).bind(...values);
          const all = bound.all.bind(bound);
          return Object.assign(bound, { all: async () => byCopy(await all()) });
        },
      }),
      batch: async (statements) => (await COPY.batch(statements)).map(byCopy),
    }),
  };
};`;

let server, post, admin, newApp, primary, copy;

before(async () => {
  server = await startBare({
    change: ({ d1Databases: { DB }, ...worker }) => ({
      ...worker,
      d1Databases: { PRIMARY: DB, COPY: { id: "copy" } },
      wrappedBindings: { DB: { scriptName: "replicated-d1" } },
    }),
    workers: [{ name: "replicated-d1", modules: true, script: SCRIPT, d1Databases: { PRIMARY: { id: "DB" }, COPY: { id: "copy" } } }],
  });
  ({ post, admin, newApp } = api(server));
  [primary, copy] = [await server.db("PRIMARY"), await server.db("COPY")];
  await copy.prepare(allMigrations()).run();
});
after(() => server.stop());

/** Brings the copy up to date. */
async function replicate() {
  for (const table of ["users", "apps", "developers"]) {
    await copy.prepare(`DELETE FROM ${table}`).run();
  }
  for (const table of ["developers", "apps", "users"]) {
    // Those that are not generated.
    const names = (await copy.prepare(`PRAGMA table_info(${table})`).all()).results.map(({ name }) => name);
    const { results } = await primary.prepare(`SELECT ${names} FROM ${table}`).all();
    const values = names.map((name) => `value ->> '${name}'`);
    await copy.prepare(`INSERT INTO ${table} (${names}) SELECT ${values} FROM json_each(?)`).bind(JSON.stringify(results)).run();
  }
}

test("an app, an account and a password that the copy does not know yet are good all the same: one trip more", async () => {
  const app = await newApp();
  const account = await app.register();
  const unknown = await post("login", { ...app.id, ...account });
  assert.equal(unknown.body.code, 200);
  assert.equal(unknown.cost.d1, 3);
  await replicate();
  const known = await post("login", { ...app.id, ...account });
  assert.equal(known.body.code, 200);
  assert.equal(known.cost.d1, 2);
  await admin("PATCH", `/apps/${app.appid}/users/${account.user}`, { password: "secret2" });
  const changed = await post("login", { ...app.id, user: account.user, pass: "secret2" });
  assert.equal(changed.body.code, 200);
  assert.equal(changed.cost.d1, 3);
});

test("what the copy still believes opens nothing: the write is guarded, by the primary", async () => {
  const app = await newApp();
  const account = await app.register();
  await replicate();
  await admin("PATCH", `/apps/${app.appid}/users/${account.user}`, { password: "secret2" });
  assert.deepEqual((await post("login", { ...app.id, ...account })).body, words.login.wrongCredentials);
  await admin("PATCH", `/apps/${app.appid}/users/${account.user}`, { password: account.pass, status: "disabled" });
  assert.deepEqual((await post("login", { ...app.id, ...account })).body, words.login.userDisabled);
  await admin("DELETE", `/apps/${app.appid}/users/${account.user}`);
  assert.deepEqual((await post("login", { ...app.id, ...account })).body, words.login.wrongCredentials);
  await admin("POST", `/apps/${app.appid}/signature`);
  assert.deepEqual((await post("login", { ...app.id, ...account })).body, words.login.wrongSignature);
});

test("contacts are shown to nobody whose password only the copy still believes", async () => {
  const app = await newApp({ token_required: false, public_contacts: false });
  const account = await app.register({ qq: "4711471147" });
  const look = async (pass = account.pass) => (await post("data", { ...app.id, user: account.user, pass })).body;
  await replicate();
  assert.equal((await look()).data.qq, "4711471147");
  const path = app.userAt(account.user);
  await admin("PATCH", path, { password: "secret2" });
  assert.deepEqual(await look(), words.data.wrongCredentials);
  assert.equal((await look("secret2")).data.qq, "4711471147");
  await replicate();
  await admin("PATCH", path, { status: "disabled" });
  assert.deepEqual(await look("secret2"), words.data.userDisabled);
  await admin("DELETE", path);
  assert.deepEqual(await look("secret2"), words.data.wrongCredentials);
});

test("a signature that only the copy still has is not remembered by a registration that it was refused for", async () => {
  const app = await newApp();
  const { token } = await app.login();
  await replicate();
  await admin("POST", `/apps/${app.appid}/signature`);
  const refused = await post("register", { ...app.id, user: "1000000009", pass: "secret1", nickname: "n" });
  assert.deepEqual(refused.body, words.register.wrongSignature);
  assert.deepEqual((await post("token_check", { ...app.id, token })).body, words.token_check.wrongSignature);
});

test("an app that the copy does not know yet, or knows otherwise, registers users at one trip more", async () => {
  const app = await newApp({ account_max: 9 });
  const register = (user) => post("register", { ...app.id, user, pass: "secret1", nickname: "n" });
  const costs = async (user, code, d1) => {
    const { body, cost } = await register(user);
    assert.deepEqual([body.code, cost.d1], [code, d1]);
  };
  await costs("10001", 200, 3);
  await costs("10002", 200, 1); // the isolate remembers the app now
  await replicate();
  await costs("1000000003", 400, 2); // too long, for the copy and for the primary
  await admin("PATCH", `/apps/${app.appid}`, { account_max: 10 });
  await costs("1000000003", 200, 3);
});

test("a copy that is out of order costs a trip more, and nobody a login", async () => {
  const app = await newApp();
  const account = await app.register();
  await copy.prepare("ALTER TABLE users RENAME TO lost").run();
  const answer = await post("login", { ...app.id, ...account });
  await copy.prepare("ALTER TABLE lost RENAME TO users").run();
  assert.deepEqual([answer.body.code, answer.cost.d1], [200, 3]);
});

test("what is wrong at both is refused once, after one trip more", async () => {
  const app = await newApp();
  const account = await app.register();
  await replicate();
  const wrong = await post("login", { ...app.id, ...account, pass: "wrong1" });
  assert.deepEqual(wrong.body, words.login.wrongCredentials);
  assert.equal(wrong.cost.d1, 2);
});

test("a login answers the profile as it is, not as the copy has it, and counts the streak by it", async () => {
  const app = await newApp();
  const account = await app.register();
  await replicate();
  const path = `/apps/${app.appid}/users/${account.user}`;
  await admin("PATCH", path, { nickname: "newer", sign: "newer" });
  const yesterday = "UPDATE users SET login_at = unixepoch() - 86400, login_streak = 6 WHERE appid = ? AND account = ?";
  await primary.prepare(yesterday).bind(app.appid, account.user).run();
  const { data } = (await post("login", { ...app.id, ...account })).body;
  assert.deepEqual([data.nickname, data.signature, data.Continuouslogin], ["newer", "newer", 7]);
});

test("an update by password is served by the copy, and refused by the primary", async () => {
  const app = await newApp({ token_required: false });
  const account = await app.register();
  await replicate();
  const update = (more) => post("update_sign", { ...app.id, ...account, newsign: "n", ...more });
  const served = async (more, d1) => {
    const { body, cost } = await update(more);
    assert.deepEqual([body.code, cost.d1], [200, d1]);
  };
  await served({}, 2);
  await admin("PATCH", `/apps/${app.appid}`, { token_required: true });
  assert.deepEqual((await update()).body, words.update_sign.missing("token"));
  await admin("PATCH", `/apps/${app.appid}`, { token_required: false });
  await admin("PATCH", `/apps/${app.appid}/users/${account.user}`, { password: "secret2" });
  assert.deepEqual((await update()).body, words.update_sign.wrongCredentials);
  await served({ pass: "secret2" }, 3);
});

test("a token lives as long as the primary says, whatever token_ttl the copy still has", async () => {
  const app = await newApp({ token_ttl: 3600 });
  const account = await app.register();
  await replicate();
  await app.patch({ token_ttl: 7200 });
  const { body } = await post("login", { ...app.id, ...account });
  const now = Math.floor(Date.now() / 1000);
  assert.ok(Math.abs(body.data.token_dead - now - 7200) < 60, `${body.data.token_dead - now} s`);
  const digest = createHash("sha256").update(body.data.token).digest("hex");
  const { expires_at } = await primary.prepare("SELECT expires_at FROM tokens WHERE digest = ?").bind(digest).first();
  assert.equal(expires_at, body.data.token_dead, "D1 and the answer agree");
  // Between the check and the write other things may have changed besides.
  await app.patch({ token_ttl: 60 });
  await admin("PATCH", app.userAt(account.user), { password: "secret2" });
  assert.deepEqual((await post("login", { ...app.id, ...account })).body, words.login.wrongCredentials);
});

test("strict_format and the lengths hold as the primary has them, whatever the copy still has", async () => {
  const app = await newApp({ token_required: false, strict_format: false });
  const account = await app.register({ user: "alice" });
  const update = (more) => post("update_sign", { ...app.id, user: account.user, pass: account.pass, newsign: "n", ...more });
  await replicate();
  await app.patch({ strict_format: true });
  assert.deepEqual((await update()).body, words.update_sign.accountFormat);
  await replicate();
  await app.patch({ strict_format: false });
  assert.deepEqual((await update()).body, words.update_sign.done);
  await replicate();
  await app.patch({ account_min: 6 });
  assert.deepEqual((await update()).body, words.update_sign.accountLength(6, 32));
});
