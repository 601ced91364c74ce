// Where pictures are kept: in KV or R2; what goes with a user or an app; and what happens when the storage fails.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api, fail } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { PICTURES, file } from "./harness/pictures.mjs";
import { newStateDir, scheduled } from "./harness/server.mjs";
import { words } from "./harness/words.mjs";

/** The same Worker with a bucket bound. */
const WITH_BUCKET = { change: (worker) => ({ ...worker, r2Buckets: { BUCKET: "pictures" } }) };

/** FILES as a binding that takes nothing, but answers what is asked. */
const FULL = {
  change: ({ kvNamespaces: { FILES, ...others }, ...worker }) => ({ ...worker, kvNamespaces: others, wrappedBindings: { FILES: { scriptName: "full-kv" } } }),
  workers: [
    {
      name: "full-kv",
      modules: true,
      script: `export default () => ({
        get: async () => null, delete: async () => {},
        put: async () => { throw new Error("KV PUT failed: 429 Too Many Requests"); },
      });`,
    },
  ],
};
const UNBOUND = { change: ({ kvNamespaces: { FILES, ...others }, ...worker }) => ({ ...worker, kvNamespaces: others }) };

/** Runs `work` with the API of a Worker, its server, and rows of its database. */
async function withWorker(options, work) {
  const server = await startBare(options);
  const db = await server.db();
  try {
    await work({ ...api(server), server, sql: async (text, ...values) => (await db.prepare(text).bind(...values).all()).results });
  } finally {
    await server.stop();
  }
  return server.log.join("");
}

const send = ({ post }, app, { token }, bytes = PICTURES.png, endpoint = "new_avatar") => post(endpoint, { ...app.id, token, file_upload: file(bytes) });
const icon = async (app, account) => (await app.login(account)).profile.icon;
const statusOf = async (url) => (await fetch(url)).status;
/** The same picture as served by another server. */
const at = (url, server) => url.replace(/^http:\/\/[^/]+/, server.url);

/** So many pictures that nobody has, which were put, are written down once no write can come any more; then the sweep deletes them. */
async function goesWithTheSweep({ server, sql }, many) {
  const files = await server.files();
  const count = async () => (await files.list()).keys.length;
  const before = await count();
  assert.ok(before >= many, "they had been put");
  await until(async () => (await sql("SELECT * FROM pictures WHERE kind = 'gone' AND user_id = 0")).length === many, "they are not written down");
  assert.equal(await scheduled(server.url), "ok");
  assert.equal(await count(), before - many);
  assert.deepEqual(await sql("SELECT * FROM pictures WHERE kind = 'gone'"), []);
}

async function until(done, what) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await done()) return;
    await sleep(50);
  }
  assert.fail(what);
}

test("with a bucket bound pictures go to R2, and those in KV stay in use until they are replaced", async () => {
  const stateDir = newStateDir();
  let app, account, old;
  await withWorker({ stateDir }, async (it) => {
    app = await it.newApp();
    account = await app.login();
    assert.equal((await send(it, app, account)).body.code, 200);
    old = await icon(app, account);
  });
  await withWorker({ stateDir, ...WITH_BUCKET }, async (it) => {
    assert.equal(await statusOf(at(old, it.server)), 200);
    assert.deepEqual((await send(it, app, account, PICTURES.gif)).body, words.new_avatar.done);
    const { body } = await it.post("login", { ...app.id, user: account.user, pass: account.pass });
    const answer = await fetch(body.data.icon);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PICTURES.gif);
    assert.equal(answer.headers.get("content-type"), "image/gif");
    const kv = await it.server.files();
    assert.equal(await kv.get(body.data.icon.split("/").at(-1)), null, "it is not in KV");
    await until(async () => (await statusOf(at(old, it.server))) === 404, "the one in KV is still there");
  });
});

for (const [how, options] of Object.entries({ "takes no more writes today": FULL, "is not bound": UNBOUND })) {
  test(`a storage that ${how}: the upload is told so, and nothing that was there is lost`, async () => {
    const stateDir = newStateDir();
    let app, account, url;
    await withWorker({ stateDir }, async (it) => {
      app = await it.newApp({ allow_upload: true });
      account = await app.login();
      await send(it, app, account);
      url = await icon(app, account);
    });
    const log = await withWorker({ stateDir, ...options }, async (it) => {
      for (const endpoint of ["new_avatar", "upload_img"]) {
        assert.deepEqual((await send(it, app, account, PICTURES.gif, endpoint)).body, fail(405, "更新失败:数据库操作异常"));
      }
      await sleep(1_000);
      assert.deepEqual(await it.sql("SELECT * FROM pictures WHERE kind = 'gone'"), [], "what was turned away costs no row");
      const { body } = await it.user("update_sign", { ...app.id, token: account.token, newsign: "n" });
      assert.equal(body.code, 200, "all else works");
      const shown = await it.user("get_avatar", { appid: app.appid, user: account.user });
      assert.equal(shown.headers.get("content-type"), "image/svg+xml", "the default avatar, while the picture cannot be had");
    });
    assert.match(log, /pictures: /, "the failure is logged");
    assert.ok(!log.includes(account.token));
    await withWorker({ stateDir }, async (it) => {
      const { body } = await it.post("login", { ...app.id, user: account.user, pass: account.pass });
      assert.equal(body.data.icon, at(url, it.server));
      assert.equal(await statusOf(at(url, it.server)), 200);
      assert.deepEqual((await it.sql("SELECT kind FROM pictures")).map(({ kind }) => kind), ["avatar"]);
    });
  });
}

test("deleting a user removes its pictures after the answer, deleting an app by the sweep, 15 at a run", async () => {
  await withWorker({}, async (it) => {
    const { admin, post, sql, server, newApp } = it;
    const [app, doomed] = [await newApp({ allow_upload: true }), await newApp({ allow_upload: true })];
    const [leaving, deleted, staying, swept] = [await app.login(), await app.login(), await app.login(), await doomed.login()];
    const urls = {};
    for (const [of, account] of [[app, leaving], [app, deleted], [app, staying], [doomed, swept]]) {
      await send(it, of, account);
      urls[account.user] = [await icon(of, account), (await send(it, of, account, PICTURES.gif, "upload_img")).body.data];
    }
    assert.equal((await post("delete_account", { ...app.id, user: leaving.user, pass: leaving.pass })).body.code, 200);
    assert.equal((await admin("DELETE", app.userAt(deleted.user))).status, 200);
    assert.equal((await admin("DELETE", `/apps/${doomed.appid}?confirm=${doomed.appid}`)).status, 200);
    for (const { user } of [leaving, deleted]) {
      for (const url of urls[user]) await until(async () => (await statusOf(url)) === 404, `${url} is there after its user is deleted`);
    }
    assert.equal(await scheduled(server.url), "ok");
    for (const { user } of [leaving, deleted, swept]) for (const url of urls[user]) assert.equal(await statusOf(url), 404, url);
    for (const url of urls[staying.user]) assert.equal(await statusOf(url), 200, url);
    assert.deepEqual((await sql("SELECT kind FROM pictures ORDER BY id")).map(({ kind }) => kind), ["avatar", "upload"]);

    // Many at once: each run removes some.
    const many = await app.login();
    await sql(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
       INSERT INTO pictures (appid, user_id, id, name, place, kind, bytes)
       SELECT u.appid, u.id, i, lower(hex(randomblob(16))) || '.png', iif(i % 2, 'kv', 'any'), 'upload', 1 FROM n, users u WHERE u.account = ?1`,
      many.user,
    );
    await admin("DELETE", app.userAt(many.user));
    const left = async () => (await sql("SELECT count(*) AS n FROM pictures WHERE kind = 'gone'"))[0].n;
    await until(async () => (await left()) === 40, "ten go with the answer");
    for (const expected of [40, 25, 10, 0]) {
      assert.equal(await left(), expected);
      assert.equal(await scheduled(server.url), "ok");
    }
  });
});

test("a picture that was put, and whose write is refused then, goes with the sweep", async () => {
  await withWorker({}, async (it) => {
    const app = await it.newApp();
    const account = await app.login();
    assert.equal((await send(it, app, account)).body.code, 200); // the isolate remembers the app, and KV the token
    await until(async () => (await it.post("token_check", { ...app.id, token: account.token })).cost.kv_get === 1, "KV does not know the token");
    // Revoked behind the back of KV, as another location learns of it late.
    await it.sql("UPDATE users SET generation = generation + 1 WHERE account = ?1", account.user);
    const refused = await send(it, app, account, PICTURES.gif);
    assert.deepEqual(refused.body, words.new_avatar.wrongToken);
    await goesWithTheSweep(it, 1);
  });
});

test("a picture whose storage is not bound is not forgotten: it goes with the sweep that finds it bound again", async () => {
  const stateDir = newStateDir();
  let app, account, old;
  const list = ({ sql }) => sql("SELECT kind, place FROM pictures ORDER BY id");
  await withWorker({ stateDir }, async (it) => {
    app = await it.newApp();
    account = await app.login();
    await send(it, app, account);
    old = await icon(app, account);
  });
  const onlyBucket = (worker) => WITH_BUCKET.change(UNBOUND.change(worker));
  const log = await withWorker({ stateDir, change: onlyBucket }, async (it) => {
    assert.deepEqual((await send(it, app, account, PICTURES.gif)).body, words.new_avatar.done);
    const replaced = [{ kind: "gone", place: "kv" }, { kind: "avatar", place: "r2" }];
    assert.deepEqual(await list(it), replaced);
    await scheduled(it.server.url);
    assert.deepEqual(await list(it), replaced, "the sweep cannot delete it either");
  });
  assert.match(log, /"event":"pictures removed","error":/);
  assert.match(log, /pictures: /, "the sweep's failure is logged");
  await withWorker({ stateDir }, async (it) => {
    const { body } = await it.admin("GET", `${app.userAt(account.user)}/pictures`);
    assert.equal(body.items.length, 1);
    await it.admin("DELETE", `${app.userAt(account.user)}/pictures/${body.items[0].id}`);
    await scheduled(it.server.url);
    assert.deepEqual(await list(it), [{ kind: "gone", place: "r2" }], "what is in KV is gone, what is in R2 waits");
    assert.equal(await statusOf(at(old, it.server)), 404);
  });
  await withWorker({ stateDir, ...WITH_BUCKET }, async (it) => {
    assert.equal(await scheduled(it.server.url), "ok");
    assert.deepEqual(await list(it), []);
  });
});

test("a picture whose row D1 does not take goes with the sweep", async () => {
  await withWorker({}, async (it) => {
    const app = await it.newApp({ allow_upload: true });
    const account = await app.login();
    await it.sql("CREATE TRIGGER broken BEFORE INSERT ON pictures WHEN NEW.kind <> 'gone' BEGIN SELECT RAISE(ABORT, 'disk on fire'); END");
    for (const endpoint of ["new_avatar", "upload_img"]) {
      assert.deepEqual((await send(it, app, account, PICTURES.png, endpoint)).body, words[endpoint].storage);
    }
    await goesWithTheSweep(it, 2);
  });
});

test("a storage that fails is another answer than a picture that is not there", async () => {
  const script = `export default () => ({ get: async () => { throw new Error("KV GET failed: 500 Internal Server Error"); } });`;
  const failing = { ...FULL, workers: [{ ...FULL.workers[0], script }] };
  await withWorker(failing, async ({ server }) => {
    const answer = await fetch(`${server.url}/api/user/picture/${"0".repeat(32)}.png`);
    assert.equal(answer.status, 503);
    assert.deepEqual(await answer.json(), fail(503, "系统错误"));
    assert.equal(answer.headers.get("cache-control"), "no-store");
  });
});
