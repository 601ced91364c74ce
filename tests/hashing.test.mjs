// Password hashing: where it is done, what it costs, and what happens when the deployment's settings change.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { newStateDir } from "./harness/server.mjs";

const WRONG = { code: 400, msg: "fail", data: "账号密码错误" };
const FAILED = { code: 500, msg: "fail", data: "系统错误" };
const PEPPER = "pepper-4af1c9-of-this-test";

const stateDir = newStateDir();
const md5 = (text) => createHash("md5").update(text).digest("hex");

/** Runs `work` on a Worker with `vars`. All of them have the same state, one after the other. */
async function withVars(vars, work) {
  const server = await startBare({ stateDir, vars });
  const { post, ...rest } = api(server);
  const login = async ({ id }, { user, pass }) => (await post("login", { ...id, user, pass })).body;
  const stored = async ({ appid }, { user }) => {
    const db = await server.db();
    const row = db.prepare("SELECT password FROM users WHERE appid = ?1 AND account = ?2").bind(appid, user);
    return row.first("password");
  };
  try {
    return await work({ post, login, stored, ...rest });
  } finally {
    await server.stop();
    assert.ok(!server.log.join("").includes(md5("secret1")), "what a password is hashed as, is logged");
  }
}

test("by default a password is stored as Argon2id with OWASP's minimum, under a salt of its own", async () => {
  await withVars({ PASSWORD_COST: null }, async ({ newApp, login, stored }) => {
    const app = await newApp();
    const accounts = [await app.register(), await app.register({ pass: md5("secret1") })];
    const hashes = new Set();
    for (const account of accounts) {
      const phc = await stored(app, account);
      assert.match(phc, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22,}\$[A-Za-z0-9+/]{43,}$/);
      hashes.add(phc);
      assert.equal((await login(app, { ...account, pass: "secret1" })).code, 200);
      assert.deepEqual(await login(app, { ...account, pass: "secret2" }), WRONG);
      assert.equal(await stored(app, account), phc, "nothing is renewed without need");
    }
    assert.equal(hashes.size, 2);
  });
});

test("HASHER inline and object behave the same, and open each other's accounts", async () => {
  const made = [];
  for (const HASHER of ["inline", "object", "inline"]) {
    await withVars({ HASHER }, async ({ newApp, post, admin, login }) => {
      for (const { app, accounts } of made) {
        for (const account of accounts) {
          assert.equal((await login(app, account)).code, 200, `${HASHER} opens it`);
          assert.deepEqual(await login(app, { ...account, pass: "secret2" }), WRONG);
        }
      }
      const app = await newApp({ token_required: false });
      const raw = await app.register();
      const hashed = await app.register({ pass: md5("secret1").toUpperCase() });
      const changed = await app.register({ pass: "another" });
      assert.equal((await admin("PATCH", app.userAt(changed.user), { password: "secret1" })).status, 200);
      const accounts = [raw, hashed, changed].map((account) => ({ ...account, pass: "secret1" }));
      for (const { user, pass } of accounts) {
        assert.equal((await login(app, { user, pass })).code, 200);
        assert.deepEqual(await login(app, { user, pass: "SECRET1" }), WRONG);
        assert.equal((await post("update_sign", { ...app.id, user, pass, newsign: "n" })).body.code, 200);
      }
      assert.deepEqual(await login(app, { user: "nobody", pass: "secret1" }), WRONG);
      made.push({ app, accounts });
    });
  }
});

test("many logins at once are all served by the object", async () => {
  await withVars({ HASHER: "object" }, async ({ newApp, login }) => {
    const app = await newApp();
    const account = await app.register();
    const wrong = { ...account, pass: "secret2" };
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => login(app, i % 2 ? account : wrong)));
    assert.deepEqual(answers.map(({ code }) => code), answers.map((_, i) => (i % 2 ? 200 : 400)));
  });
});

test("a raised PASSWORD_COST renews a hash at the next login, and not for a wrong password", async () => {
  const before = await withVars({}, async ({ newApp, stored }) => {
    const app = await newApp();
    const account = await app.login();
    return { app, account, phc: await stored(app, account) };
  });
  const { app, account } = before;
  await withVars({ PASSWORD_COST: "m=64,t=2,p=1" }, async ({ post, login, stored }) => {
    assert.deepEqual(await login(app, { ...account, pass: "secret2" }), WRONG);
    assert.equal(await stored(app, account), before.phc);
    const { body, cost } = await post("login", { ...app.id, user: account.user, pass: account.pass });
    assert.deepEqual([body.code, cost.d1, cost.written], [200, 2, 2], "at no cost but the hash itself");
    const renewed = await stored(app, account);
    assert.match(renewed, /^\$argon2id\$v=19\$m=64,t=2,p=1\$/);
    const { body: bound } = await post("qq", { ...app.id, token: account.token, qq: "12345678" });
    assert.equal(bound.code, 200, "old tokens stay valid");
    assert.equal((await login(app, account)).code, 200);
    assert.equal(await stored(app, account), renewed, "once is enough");
    assert.deepEqual(await login(app, { ...account, pass: "secret2" }), WRONG);
  });
  await withVars({}, async ({ login, stored }) => {
    assert.equal((await login(app, account)).code, 200);
    assert.match(await stored(app, account), /\$m=64,t=2,p=1\$/, "a lowered cost weakens nothing");
  });
});

test("calls that renew one hash at the same moment are all served", async () => {
  const { app, accounts } = await withVars({}, async ({ newApp }) => {
    const app = await newApp({ token_required: false });
    return { app, accounts: await Promise.all(Array.from({ length: 5 }, () => app.register())) };
  });
  // Dear enough, over connections that are open already, that calls have read the old hash before the first one has
  // stored its new one.
  await withVars({ PASSWORD_COST: "m=4096,t=1,p=1" }, async ({ user, login, stored }) => {
    for (const account of accounts) {
      const proof = { ...app.id, user: account.user, pass: account.pass };
      await Promise.all(Array.from({ length: 12 }, () => user("login", app.id)));
      const calls = Array.from({ length: 12 }, (_, i) =>
        i % 2 ? login(app, account) : user("bind_mail", { ...proof, mail: `a${i}@b.cn` }).then(({ body }) => body));
      const codes = (await Promise.all(calls)).map(({ code }) => code);
      assert.deepEqual(codes, codes.map(() => 200));
      assert.match(await stored(app, account), /\$m=4096,/);
      assert.equal((await login(app, account)).code, 200);
    }
  });
});

test("an update by password renews the hash too, with the row it writes anyway", async () => {
  const { app, account } = await withVars({}, async ({ newApp }) => {
    const app = await newApp({ token_required: false });
    return { app, account: await app.register() };
  });
  await withVars({ PASSWORD_COST: "m=16,t=1,p=1" }, async ({ user, login, stored }) => {
    const update = { ...app.id, user: account.user, pass: account.pass, newsign: "n" };
    const { body, cost } = await user("update_sign", update);
    assert.deepEqual([body.code, cost.d1, cost.written], [200, 2, 1]);
    assert.match(await stored(app, account), /\$m=16,t=1,p=1\$/);
    assert.equal((await login(app, account)).code, 200);
  });
});

test("a PASSWORD_PEPPER added later goes into each hash at the next login; without it nobody gets in", async () => {
  const { app, account, idle } = await withVars({}, async ({ newApp }) => {
    const app = await newApp();
    return { app, account: await app.login(), idle: await app.register() };
  });
  const born = { user: "10000001", pass: "secret1", nickname: "registered with the pepper" };

  await withVars({ PASSWORD_PEPPER: PEPPER }, async ({ post, login, stored }) => {
    const before = await stored(app, account);
    assert.deepEqual(await login(app, { ...account, pass: "secret2" }), WRONG);
    assert.equal(await stored(app, account), before, "not renewed by a wrong password");
    assert.equal((await login(app, account)).code, 200);
    const renewed = await stored(app, account);
    assert.notEqual(renewed, before);
    assert.ok(!renewed.includes(PEPPER));
    assert.equal((await login(app, account)).code, 200);
    assert.equal(await stored(app, account), renewed, "once is enough");
    const { body: bound } = await post("qq", { ...app.id, token: account.token, qq: "12345678" });
    assert.equal(bound.code, 200, "old tokens stay valid");
    assert.equal((await post("register", { ...app.id, ...born })).body.code, 200);
    assert.equal((await login(app, born)).code, 200);
  });

  for (const PASSWORD_PEPPER of [null, "pepper-7d20be-of-nobody"]) {
    await withVars({ PASSWORD_PEPPER }, async ({ post, login }) => {
      for (const peppered of [account, born]) {
        for (const pass of ["secret1", "secret2"]) assert.deepEqual(await login(app, { ...peppered, pass }), FAILED);
      }
      assert.equal((await login(app, idle)).code, 200, "a hash without a pepper needs none");
      assert.deepEqual(await login(app, { user: "nobody", pass: "secret1" }), WRONG);
      assert.equal((await post("qq", { ...app.id, token: account.token, qq: "87654321" })).body.code, 200);
    });
  }

  await withVars({ PASSWORD_PEPPER: PEPPER }, async ({ login }) => {
    for (const peppered of [account, born]) {
      assert.equal((await login(app, peppered)).code, 200, "the pepper put back opens again");
    }
  });
});

test("a PASSWORD_PEPPER is exchanged without anybody noticing, while the one of before is known", async () => {
  const OLD = "pepper-c85e31-of-before";
  const { app, account, idle } = await withVars({ PASSWORD_PEPPER: OLD }, async ({ newApp }) => {
    const app = await newApp();
    return { app, account: await app.login(), idle: await app.register() };
  });
  const [first, second] = [{ PASSWORD_PEPPER: OLD, PASSWORD_PEPPER_BEFORE: PEPPER }, { PASSWORD_PEPPER: PEPPER, PASSWORD_PEPPER_BEFORE: OLD }];
  // While the exchange spreads, some isolates have it already and some have not: each opens what the other made.
  for (const [vars, renews] of [[first, false], [second, true], [first, true], [second, true]]) {
    await withVars(vars, async ({ login, stored }) => {
      const before = await stored(app, account);
      assert.deepEqual(await login(app, { ...account, pass: "secret2" }), WRONG);
      assert.equal((await login(app, account)).code, 200);
      assert.equal((await stored(app, account)) !== before, renews);
    });
  }
  await withVars({ PASSWORD_PEPPER: PEPPER }, async ({ login }) => {
    assert.equal((await login(app, account)).code, 200, "who has logged in needs the old one no more");
    assert.deepEqual(await login(app, idle), FAILED);
  });
  await withVars({ PASSWORD_PEPPER_BEFORE: PEPPER }, async ({ login, stored }) => {
    assert.equal((await login(app, account)).code, 200);
    assert.doesNotMatch(await stored(app, account), /keyid/, "and a pepper can be given up");
  });
});

test("a broken PASSWORD_COST or HASHER is code 500 without detail, and lets nobody in", async () => {
  const { app, open, account } = await withVars({}, async ({ newApp }) => {
    const [app, open] = [await newApp(), await newApp({ token_required: false })];
    const account = await app.login();
    await open.register({ user: account.user });
    return { app, open, account };
  });
  const broken = [
    { PASSWORD_COST: "fast" },
    { PASSWORD_COST: "m=19456,t=2", HASHER: "inline" },
    { HASHER: "somewhere" },
  ];
  for (const vars of broken) {
    await withVars(vars, async ({ post, admin, login }) => {
      const proof = { user: account.user, pass: account.pass };
      assert.deepEqual(await login(app, proof), FAILED, JSON.stringify(vars));
      assert.deepEqual(await login(app, { ...proof, pass: "secret2" }), FAILED);
      assert.deepEqual(await login(app, { ...proof, user: "nobody" }), FAILED);
      const registered = await post("register", { ...app.id, user: "10000001", pass: "secret1", nickname: "n" });
      assert.deepEqual([registered.status, registered.body], [200, FAILED]);
      assert.deepEqual((await post("qq", { ...open.id, ...proof, qq: "12345678" })).body, FAILED);
      const updated = await post("bind_mail", { ...open.id, ...proof, mail: "a@b.cn" });
      assert.deepEqual(updated.body, { code: 405, msg: "fail", data: "更新失败:数据库操作异常" });
      const { status, text } = await admin("PATCH", app.userAt(account.user), { password: "secret2" });
      assert.equal(status, 500);
      assert.ok(!/PASSWORD|HASHER|argon|cost/i.test(text), text);
      const byToken = await post("qq", { ...app.id, token: account.token, qq: "12345678" });
      assert.equal(byToken.body.code, 200, "what needs no hash is served");
    });
  }
  await withVars({}, async ({ login }) => {
    assert.equal((await login(app, account)).code, 200, "and nothing was changed by it");
    assert.deepEqual(await login(app, { user: "10000001", pass: "secret1" }), WRONG);
  });
});
