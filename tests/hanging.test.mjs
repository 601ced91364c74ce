// What a caller hears when something that the Worker asks never answers: the contract's answer, within seconds. Everything is
// real but the binding that hangs, because none can be made to.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { api, fail } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { newStateDir } from "./harness/server.mjs";
import { words } from "./harness/words.mjs";

/** Objects in the place of bindings, whose methods answer never; `without` is what of the Worker's options they replace. */
const hangs = (without, names, object) => ({
  change: ({ [without]: _, ...worker }) => ({ ...worker, wrappedBindings: Object.fromEntries(names.map((name) => [name, { scriptName: "hanging" }])) }),
  workers: [{ name: "hanging", modules: true, script: `const never = () => new Promise(() => {}); export default () => (${object});` }],
});
const D1 = hangs("d1Databases", ["DB"], `(() => {
  const statement = { bind: () => statement, all: never, run: never, first: never, raw: never };
  const database = { prepare: () => statement, batch: never, withSession: () => database };
  return database;
})()`);
const KV = hangs("kvNamespaces", ["TOKENS"], "{ get: never, put: never, delete: never }");
const HASHER = hangs("durableObjects", ["HASHER_OBJECT"], "{ getByName: () => ({ fetch: never }) }");
const LIMITS = hangs("ratelimits", ["FAILURES_BY_ACCOUNT", "FAILURES_BY_ADDRESS", "REGISTRATIONS_BY_ADDRESS", "CODES_BY_ADDRESS"], "{ limit: never }");

/** An app with a user, on a state of its own; made while everything works. */
async function prepared() {
  const stateDir = newStateDir();
  const server = await startBare({ stateDir });
  const all = api(server);
  const app = await all.newApp();
  const account = await app.login();
  await server.stop();
  return { stateDir, app, account };
}

/** Runs `work` with the API of a Worker on what was prepared, with `options`, and a time for its answers. */
async function withWorker({ stateDir }, options, work) {
  const server = await startBare({ stateDir, ...options });
  try {
    await work(api(server), server);
  } finally {
    await server.stop();
  }
  return server.log.join("");
}

const patient = { timeout: 120_000 };

// They wait, each on a state of its own.
describe("what never answers", { concurrency: 4 }, () => {
  test("a D1 that never answers: the contract's answer within seconds, and nothing of why in it", patient, async () => {
    const there = await prepared();
    const { app, account } = there;
    const log = await withWorker(there, D1, async ({ post, user, call }, server) => {
      const calls = [
        ["register", { user: "newcomer", pass: "secret1", nickname: "a" }], ["login", account], ["update_sign", { token: account.token, newsign: "x" }],
        ["signin", { token: account.token }], ["data", { user: account.user, token: account.token }], ["logout", { token: account.token }],
      ];
      await Promise.all(calls.map(async ([endpoint, { profile: _, ...params }]) => {
        const answer = await post(endpoint, { ...app.id, ...params });
        assert.equal(answer.status, 200);
        assert.deepEqual(answer.body, words[endpoint].storage, endpoint);
      }));
      const key = { headers: { authorization: `Bearer ${server.adminKey}` } };
      const others = [call("/healthz"), fetch(`${server.url}/api/admin/apps`, key), user("token_check", { ...app.id, token: "x".repeat(64) })];
      assert.deepEqual((await Promise.all(others)).map(({ status }) => status), [503, 500, 200]);
    });
    assert.match(log, /D1: no answer within 5000 ms/);
    await withWorker(there, {}, async ({ post }) => {
      assert.equal((await post("login", { ...app.id, user: account.user, pass: account.pass })).body.code, 200);
      const { body } = await post("register", { ...app.id, user: "newcomer", pass: "secret1", nickname: "a" });
      assert.equal(body.code, 200, "nothing was half-done");
    });
  });

  test("a KV that never answers costs nobody a login, an update or a valid token: D1 decides", patient, async () => {
    const there = await prepared();
    const { app, account } = there;
    await withWorker(there, KV, async ({ post, user }) => {
      const { body } = await post("login", { ...app.id, user: account.user, pass: account.pass });
      assert.equal(body.code, 200);
      for (const token of [account.token, body.data.token]) {
        assert.equal((await user("token_check", { ...app.id, token })).body.code, 200);
        assert.equal((await post("update_sign", { ...app.id, token, newsign: "x" })).body.code, 200);
      }
    });
  });

  test("a hasher that never answers: the contract's answer, while what needs no hash works", patient, async () => {
    const there = await prepared();
    const { app, account } = there;
    const log = await withWorker(there, HASHER, async ({ post }) => {
      const register = post("register", { ...app.id, user: "newcomer", pass: "secret1", nickname: "a" });
      const login = post("login", { ...app.id, user: account.user, pass: account.pass });
      assert.equal((await post("update_sign", { ...app.id, token: account.token, newsign: "x" })).body.code, 200);
      assert.deepEqual((await register).body, words.register.storage);
      assert.deepEqual((await login).body, words.login.storage);
    });
    assert.match(log, /hasher: .*no answer within 8000 ms/);
  });

  test("a rate limit that never answers turns nobody away", patient, async () => {
    const there = await prepared();
    const { app, account } = there;
    await withWorker(there, { ...LIMITS, vars: { THROTTLE: "on" } }, async ({ post }) => {
      const wrong = await post("login", { ...app.id, user: account.user, pass: "wrong12" });
      assert.deepEqual(wrong.body, fail(400, "账号密码错误"));
      assert.equal((await post("login", { ...app.id, user: account.user, pass: account.pass })).body.code, 200);
      assert.equal((await post("register", { ...app.id, user: "newcomer", pass: "secret1", nickname: "a" })).body.code, 200);
    });
  });

  /** The real D1 behind a binding that says to be overloaded where `when` (JavaScript, of `asked`, a count from 1) is true. */
  const overloaded = (when) => ({
    change: ({ d1Databases, ...worker }) => ({ ...worker, wrappedBindings: { DB: { scriptName: "overloaded" } } }),
    workers: [{
      name: "overloaded",
      modules: true,
      d1Databases: { REAL: "DB" },
      script: `let asked = 0;
        const maybe = (work) => async (...given) => {
          asked += 1;
          if (${when}) throw new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
          return work(...given);
        };
        export default ({ REAL }) => {
          const real = Symbol();
          const wrap = (statement) => ({ [real]: statement, bind: (...values) => wrap(statement.bind(...values)), all: maybe(() => statement.all()) });
          const database = { prepare: (sql) => wrap(REAL.prepare(sql)), batch: maybe((statements) => REAL.batch(statements.map((it) => it[real]))), withSession: () => database };
          return database;
        };`,
    }],
  });

  test("a D1 that is overloaded for a moment costs nobody anything", patient, async () => {
    const there = await prepared();
    const { app, account } = there;
    await withWorker(there, overloaded("asked % 2 === 1"), async ({ post, call }) => {
      assert.equal((await call("/healthz")).status, 200);
      const data = () => post("data", { ...app.id, user: account.user, token: account.token });
      assert.equal((await data()).body.code, 200);
      assert.equal((await post("update_sign", { ...app.id, token: account.token, newsign: "x" })).body.code, 200);
      assert.equal((await data()).body.data.signature, "x");
    });
  });

  test("a D1 that stays overloaded: a write is answered as failed, and is not done", patient, async () => {
    const there = await prepared();
    const { app, account } = there;
    await withWorker(there, overloaded("asked <= 2"), async ({ post }) => {
      const sign = () => post("update_sign", { ...app.id, token: account.token, newsign: "x" });
      assert.deepEqual((await sign()).body, words.update_sign.storage);
      assert.notEqual((await post("data", { ...app.id, user: account.user, token: account.token })).body.data.signature, "x");
      assert.equal((await sign()).body.code, 200);
    });
  });
});
