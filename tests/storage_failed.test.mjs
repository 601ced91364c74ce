// What a caller hears when storage fails: one text, HTTP 200, and nothing of why. Each test breaks a database of its own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { ownAddress } from "./harness/mail.mjs";
import { words } from "./harness/words.mjs";

/** Every way to write, each for an app in token mode and one in password mode. */
function writes(app, open, { user, pass, token }) {
  const proof = { user, pass };
  return [
    ["register", { ...app.id, user: "newcomer", pass: "secret1", nickname: "a" }],
    ["login", { ...app.id, user, pass }],
    ["qq", { ...app.id, qq: "123456789", token }],
    ["qq", { ...open.id, qq: "123456789", ...proof }],
    ["bind_mail", { ...app.id, mail: "user@example.com", token }],
    ["bind_mail", { ...open.id, mail: "user@example.com", ...proof }],
    ["send_code", { ...app.id, mail: ownAddress(), purpose: "reset" }],
    ["send_code", { ...app.id, mail: ownAddress(), purpose: "bind", token }],
    ["mail_send", { ...app.id, mail: ownAddress(), title: "t", content: "c", token }],
    ["update_sign", { ...app.id, newsign: "个人签名", token }],
    ["update_sign", { ...open.id, newsign: "个人签名", ...proof }],
  ];
}

/** Runs `work(api, server, calls)` on a Worker of its own that has two apps and a user in both. */
async function withWorker(work) {
  const server = await startBare();
  try {
    const all = api(server);
    const [app, open] = [await all.newApp({ allow_mail_send: true }), await all.newApp({ token_required: false })];
    const account = await app.login();
    await open.register({ user: account.user, pass: account.pass, nickname: "a" });
    await work(all, server, writes(app, open, account));
  } finally {
    await server.stop();
  }
}

/** Rows of an SQL statement. */
const sql = async (server, text) => (await (await server.db()).prepare(text).all()).results;
const users = (server) => sql(server, "SELECT * FROM users ORDER BY appid, id");
const breaks = (name, what) => `CREATE TRIGGER ${name} BEFORE ${what} BEGIN SELECT RAISE(ABORT, 'disk on fire'); END`;

async function assertFails({ post }, calls, note) {
  for (const [endpoint, params] of calls) {
    const answer = await post(endpoint, params);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, words[endpoint].storage, `${endpoint} ${note}`);
  }
}

test("a write that fails says so and changes nothing; once storage is back, everything works", async () => {
  await withWorker(async (all, server, calls) => {
    await sql(server, breaks("no_insert", "INSERT ON users"));
    await sql(server, breaks("no_update", "UPDATE ON users"));
    await sql(server, breaks("no_request", "INSERT ON code_requests"));
    const before = await users(server);
    await assertFails(all, calls, "writes");
    assert.deepEqual(await users(server), before);
    for (const trigger of ["no_insert", "no_update", "no_request"]) await sql(server, `DROP TRIGGER ${trigger}`);
    for (const [endpoint, params] of calls) assert.equal((await all.post(endpoint, params)).body.code, 200, endpoint);
  });
});

test("a login whose token cannot be stored is no login", async () => {
  await withWorker(async (all, server, calls) => {
    await sql(server, breaks("no_token", "INSERT ON tokens"));
    const before = await users(server);
    await assertFails(all, calls.filter(([endpoint]) => endpoint === "login"), "tokens");
    assert.deepEqual(await users(server), before);
  });
});

test("a database without its tables is said to be one failure like any other", async () => {
  await withWorker(async (all, server, calls) => {
    for (const table of ["tokens", "users", "apps", "developers"]) await sql(server, `DROP TABLE ${table}`);
    await assertFails(all, calls, "tables");
  });
});

test("without a database health is 503, and every endpoint says that storage failed", async () => {
  const server = await startBare({ change: ({ d1Databases, ...worker }) => worker });
  try {
    const all = api(server);
    const health = await fetch(`${server.url}/healthz`);
    assert.equal(health.status, 503);
    const id = { appid: "0", signature: "x" };
    const token = "0".repeat(64);
    const account = { user: "13800138000", pass: "secret1", token };
    await assertFails(all, writes({ id }, { id }, account), "database");
    assert.deepEqual((await all.post("login", {})).body, words.login.missing("appid"), "what needs no database is told");
  } finally {
    await server.stop();
  }
});
