// A KV that fails or is not there costs nobody a login or a valid token: D1 decides. Everything is real here but the KV
// binding, because KV cannot be made to fail.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { newStateDir } from "./harness/server.mjs";

/** TOKENS as a binding whose every method answers with a rejected promise (or throws at once). */
const failing = (kind) => ({
  change: ({ kvNamespaces, ...worker }) => ({ ...worker, wrappedBindings: { TOKENS: { scriptName: "failing-kv" } } }),
  workers: [
    {
      name: "failing-kv",
      modules: true,
      script: `const fail = ${kind}() => { throw new Error("KV PUT failed: 429 Too Many Requests"); };
        export default () => ({ get: fail, getWithMetadata: fail, put: fail, list: fail, delete: fail });`,
    },
  ],
});

const KV = {
  "rejects every call": failing("async "),
  "throws at every call": failing(""),
  "is not bound at all": { change: ({ kvNamespaces, ...worker }) => worker },
};

const UPDATES = { qq: { qq: "12345678" }, bind_mail: { mail: "a@b.cn" }, update_sign: { newsign: "签名" } };
const DONE = { code: 200, msg: "success", data: "更新成功" };

/** Runs `work` with the API of a Worker on `stateDir`; answers what the Worker has logged. */
async function withWorker(options, work) {
  const server = await startBare(options);
  try {
    await work(api(server));
  } finally {
    await server.stop();
  }
  return server.log.join("");
}

async function assertWorks({ user }, id, token) {
  for (const [endpoint, params] of Object.entries(UPDATES)) {
    const { body, cost } = await user(endpoint, { ...id, token, ...params });
    assert.deepEqual(body, DONE);
    assert.equal(cost.d1, 1, "and costs no further round trip");
  }
}

for (const [how, options] of Object.entries(KV)) {
  test(`a KV that ${how} costs nobody a login or a valid token`, async () => {
    const stateDir = newStateDir();
    let app, account;
    const tokens = {};
    await withWorker({ stateDir }, async (up) => {
      app = await up.newApp();
      account = await app.register();
      tokens["of before the failure"] = (await app.login(account)).token;
    });

    const log = await withWorker({ stateDir, ...options }, async (down) => {
      const { id } = app;
      const { body } = await down.post("login", { ...id, user: account.user, pass: account.pass });
      assert.equal(body.code, 200);
      tokens["of meanwhile"] = body.data.token;
      for (const token of Object.values(tokens)) await assertWorks(down, id, token);

      const wrong = await down.user("qq", { ...id, token: "0".repeat(64), qq: "87654321" });
      assert.deepEqual(wrong.body, { code: 400, msg: "fail", data: "令牌无效" });
      const registered = await down.post("register", { ...id, user: "10000001", pass: "secret1", nickname: "n" });
      assert.equal(registered.body.code, 200);
      assert.equal((await down.call("/healthz")).status, 200);

      const revoked = await down.newApp();
      const { user: name, token } = await revoked.login();
      await down.admin("DELETE", revoked.userAt(name, "/tokens"));
      const dead = await down.user("qq", { ...revoked.id, token, qq: "12345678" });
      assert.deepEqual(dead.body, { code: 400, msg: "fail", data: "令牌无效" }, "a revocation needs no KV either");
    });
    assert.match(log, /KV/, "the failure is logged");
    for (const secret of [...Object.values(tokens), account.pass]) assert.ok(!log.includes(secret));

    await withWorker({ stateDir }, async (again) => {
      for (const token of Object.values(tokens)) await assertWorks(again, app.id, token);
    });
  });
}
