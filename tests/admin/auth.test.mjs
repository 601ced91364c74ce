// The admin API as a whole: who may call it, and what it says to calls it cannot read.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";
import { declared } from "../harness/declared.mjs";

// A server of one's own: broken requests end their connection, and wrangler's proxy in front of the shared one would let
// other tests' requests feel it.
const server = await startBare();
after(() => server.stop());
const { call, admin, user, newApp, newDeveloper } = api(server);

/** Calls that are the owner's alone. */
const owners = (developer) => [
  ["POST", "/developers", { name: "test" }],
  ["GET", "/developers"],
  ["GET", `/developers/${developer}`],
  ["PATCH", `/developers/${developer}`, { name: "renamed" }],
  ["POST", `/developers/${developer}/key`],
];

/** Calls about one app and its user. */
const about = ({ appid }, name) => [
  ["GET", `/apps/${appid}`],
  ["PATCH", `/apps/${appid}`, { name: "renamed" }],
  ["POST", `/apps/${appid}/signature`],
  ["GET", `/apps/${appid}/stats`],
  ["GET", `/apps/${appid}/users`],
  ["GET", `/apps/${appid}/users/${name}`],
  ["PATCH", `/apps/${appid}/users/${name}`, { nickname: "renamed" }],
  ["PATCH", `/apps/${appid}/users/${name}`, { password: "secret2" }],
  ["DELETE", `/apps/${appid}/users/${name}/tokens`],
  ["DELETE", `/apps/${appid}/users/${name}`],
  ["DELETE", `/apps/${appid}?confirm=${appid}`],
];

/** Calls that anybody with a key may try. */
const ANYBODYS = [
  ["GET", "/me"],
  ["GET", "/stats"],
  ["GET", "/apps"],
  ["POST", "/apps", { name: "test" }],
];

test("without a key, or with a wrong one, every call is 401, with a wrong one after half a second, and does nothing", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  const { id } = await newDeveloper();
  const named = { appid: app.appid, user: name, id };
  const routes = declared.admin.routes.flatMap(({ path, methods }) => methods.map((method) => [method, path.replace("/api/admin", "").replace(/\{(\w+)\}/g, (_, it) => named[it])]));
  const keys = ["", "wrong", `${server.adminKey}x`, server.adminKey.slice(1), "nbk_"];
  const calls = [...routes, ...about(app, name)].flatMap((it) => keys.map((key) => [it, key]));
  await Promise.all(calls.map(async ([[method, path, body], key]) => {
    const began = performance.now();
    const answer = await admin(method, path, body, key);
    assert.ok(key === "" || performance.now() - began > 490, `${method} ${path}`);
    assertRefused(answer, 401);
    assert.match(answer.headers.get("www-authenticate"), /^Bearer/);
  }));
  assert.equal((await admin("GET", `/apps/${app.appid}`)).body.name, "test");
  await app.login({ user: name, pass });
});

test("where the deployment has no ADMIN_KEY nobody is its owner", async () => {
  const ownerless = await startBare({ vars: { ADMIN_KEY: "" } });
  try {
    for (const authorization of ["Bearer", "Bearer ", "Bearer  ", 'Bearer ""', "Bearer undefined", "Bearer null"]) {
      const answer = await api(ownerless).call("/api/admin/apps", { headers: { authorization } });
      assertRefused(answer, 401);
    }
  } finally {
    await ownerless.stop();
  }
});

test("only the scheme Bearer carries a key, whatever its case", async () => {
  const key = server.adminKey;
  const basic = Buffer.from(`owner:${key}`).toString("base64");
  for (const authorization of [`Bearer ${key}`, `bearer ${key}`]) {
    assert.equal((await call("/api/admin/apps?limit=1", { headers: { authorization } })).status, 200);
  }
  for (const authorization of [key, `Bearer${key}`, `Basic ${basic}`, `Basic ${key}`, `Token ${key}`]) {
    assertRefused(await call("/api/admin/apps?limit=1", { headers: { authorization } }), 401);
  }
  assertRefused(await call(`/api/admin/apps?key=${key}&authorization=Bearer%20${key}`), 401);
});

test("a developer's key may not do what is the owner's alone: 403", async () => {
  const { id, key } = await newDeveloper();
  for (const [method, path, body] of owners(id)) assertRefused(await admin(method, path, body, key), 403);
  assertRefused(await admin("GET", "/developers/999999999", undefined, key), 403);
  assertRefused(await admin("POST", "/apps", { name: "test", developer_id: id }, key), 403);
  assert.equal((await admin("GET", `/developers/${id}`)).body.name, "test");
  assert.equal((await admin("GET", "/apps", undefined, key)).status, 200, "the key still works");
});

test("a developer's key sees only its own apps and their users: anything else is 404", async () => {
  const [mine, other] = [await newDeveloper(), await newDeveloper()];
  const theirs = await newApp({}, other.key);
  const owned = await newApp();
  for (const app of [theirs, owned]) {
    const { user: name, pass } = await app.register();
    for (const [method, path, body] of about(app, name)) assertRefused(await admin(method, path, body, mine.key), 404);
    const { profile } = await app.login({ user: name, pass });
    assert.equal(profile.nickname, "昵称", "nothing has happened to the user");
    assert.equal((await admin("GET", `/apps/${app.appid}`)).body.name, "test");
  }
  assert.deepEqual((await admin("GET", "/apps", undefined, mine.key)).body, { items: [], next_cursor: null });
});

test("a developer's key does everything with its own apps and users", async () => {
  const { id, key } = await newDeveloper();
  const app = await newApp({}, key);
  assert.equal(app.developer_id, id);
  const listed = await admin("GET", "/apps", undefined, key);
  assert.deepEqual(listed.body.items.map((item) => item.appid), [app.appid]);
  const { user: name } = await app.register();
  for (const [method, path, body] of about(app, name)) {
    const answer = await admin(method, path, body, key);
    assert.equal(answer.status, 200, `${method} ${path}: ${answer.text}`);
  }
  assertRefused(await admin("GET", `/apps/${app.appid}`, undefined, key), 404);
});

test("the owner's key reaches every developer's apps", async () => {
  const { key } = await newDeveloper();
  const app = await newApp({}, key);
  const { user: name } = await app.register();
  for (const [method, path, body] of about(app, name)) {
    assert.equal((await admin(method, path, body)).status, 200, `${method} ${path}`);
  }
});

test("a rotated developer's key dies at once, and the new one opens the same apps", async () => {
  const { id, key } = await newDeveloper();
  const app = await newApp({}, key);
  assert.equal((await admin("GET", "/apps", undefined, key)).status, 200);
  const { body } = await admin("POST", `/developers/${id}/key`);
  assertRefused(await admin("GET", "/apps", undefined, key), 401);
  assertRefused(await admin("POST", "/apps", { name: "test" }, key), 401);
  const { body: apps } = await admin("GET", "/apps", undefined, body.key);
  assert.deepEqual(apps.items.map((item) => item.appid), [app.appid]);
});

test("a disabled developer's key opens nothing until the developer is active again", async () => {
  const { id, key } = await newDeveloper();
  const app = await newApp({}, key);
  await admin("PATCH", `/developers/${id}`, { status: "disabled" });
  assertRefused(await admin("GET", "/apps", undefined, key), 403);
  assertRefused(await admin("PATCH", `/apps/${app.appid}`, { name: "renamed" }, key), 403);
  await admin("PATCH", `/developers/${id}`, { status: "active" });
  assert.equal((await admin("GET", `/apps/${app.appid}`, undefined, key)).body.name, "test");
});

test("a body that is not a JSON object is 400", async () => {
  const app = await newApp();
  const { user: name } = await app.register();
  const { id } = await newDeveloper();
  const calls = [...owners(id), ...ANYBODYS, ...about(app, name)];
  for (const [method, path] of calls.filter(([, , body]) => body)) {
    for (const body of ["{", '{"name":"a"', "[]", '"name"', "1", "null", "name=a", '{"name":"a"}x', "{name:1}"]) {
      assertRefused(await admin(method, path, body), 400);
    }
  }
  const latin = Buffer.from('{"name":"caf\u00e9"}', "latin1");
  const headers = { authorization: `Bearer ${server.adminKey}` };
  assertRefused(await call("/api/admin/apps", { method: "POST", headers, body: latin }), 400);
});

test("a body over 64 KiB is 413", async () => {
  const app = await newApp();
  const body = (bytes) => JSON.stringify({ name: "a".repeat(bytes - 11) });
  assertRefused(await admin("PATCH", `/apps/${app.appid}`, body(65_537)), 413);
  assertRefused(await admin("PATCH", `/apps/${app.appid}`, body(65_536)), 422, "name");
});

test("a field that a call does not know is 422 and named", async () => {
  const app = await newApp();
  const { user: name } = await app.register();
  const { id } = await newDeveloper();
  const foreign = [
    ["POST", "/developers", { name: "test", id: 5 }, "id"],
    ["PATCH", `/developers/${id}`, { name: "changed", key: "mine" }, "key"],
    ["POST", "/apps", { name: "test", appid: "1234567890" }, "appid"],
    ["PATCH", `/apps/${app.appid}`, { name: "changed", signature: "mine" }, "signature"],
    ["PATCH", `/apps/${app.appid}`, { name: "changed", seq: 1 }, "seq"],
    ["PATCH", app.userAt(name), { nickname: "changed", created_at: 1 }, "created_at"],
    ["PATCH", app.userAt(name), { nickname: "changed", generation: 0 }, "generation"],
    ["PATCH", app.userAt(name), { nickname: "changed", login_streak: 1 }, "login_streak"],
    ["PATCH", app.userAt(name), { nickname: "changed", Nickname: "b" }, "Nickname"],
  ];
  for (const [method, path, body, field] of foreign) assertRefused(await admin(method, path, body), 422, field);
  assert.equal((await admin("GET", app.userAt(name))).body.nickname, "昵称", "nothing of a refused call is done");
  assert.equal((await admin("GET", `/apps/${app.appid}`)).body.name, "test");
});

test("unknown paths are 404", async () => {
  const app = await newApp();
  const unknown = ["", "/", "/apps/", "/nothing", "/developers/1/keys", `/apps/${app.appid}/user`, "/apps/%FF", "/Apps"];
  for (const path of unknown) {
    assert.equal((await admin("GET", path)).status, 404, path);
  }
  assertRefused(await admin("GET", `/apps/${app.appid}/users/nobody/tokens/1`), 404);
});

test("other methods are 405 and told which are allowed", async () => {
  const app = await newApp();
  const wrong = [
    ["DELETE", "/developers", ["GET", "POST"]],
    ["DELETE", "/developers/1", ["GET", "PATCH"]],
    ["GET", "/developers/1/key", ["POST"]],
    ["PUT", "/apps", ["GET", "POST"]],
    ["PUT", `/apps/${app.appid}`, ["DELETE", "GET", "PATCH"]],
    ["GET", `/apps/${app.appid}/signature`, ["POST"]],
    ["PUT", `/apps/${app.appid}/users`, ["GET", "POST"]],
    ["POST", app.userAt("nobody"), ["DELETE", "GET", "PATCH"]],
    ["GET", app.userAt("nobody", "/tokens"), ["DELETE"]],
  ];
  for (const [method, path, allowed] of wrong) {
    const answer = await admin(method, path);
    assertRefused(answer, 405);
    const allow = answer.headers.get("allow").split(", ").filter((name) => name !== "HEAD");
    assert.deepEqual(allow.sort(), allowed, `${method} ${path}`);
  }
});

test("every answer is JSON and not to be cached", async () => {
  const calls = [admin("GET", "/apps?limit=1"), admin("GET", "/apps", undefined, ""), admin("GET", "/x")];
  for (const answer of await Promise.all(calls)) {
    assert.equal(answer.headers.get("content-type"), "application/json; charset=utf-8");
    assert.equal(answer.headers.get("cache-control"), "no-store");
  }
});

test("an admin key is no user's token and a user's token no admin key", async () => {
  const app = await newApp();
  const { token } = await app.login();
  assertRefused(await admin("GET", "/apps", undefined, token), 401);
  const { body } = await user("qq", { ...app.id, token: server.adminKey, qq: "12345678" });
  assert.deepEqual(body, { code: 400, msg: "fail", data: "令牌无效" });
});

test("with an ADMIN_KEY of fewer than 32 characters the admin API is not served, and everything else is", async () => {
  const key = "k1".repeat(16).slice(1);
  const short = await startBare({ vars: { ADMIN_KEY: key } });
  try {
    const there = api(short);
    for (const sent of [key, "wrong", undefined]) {
      const answer = await there.admin("GET", "/me", undefined, sent ?? null);
      assertRefused(answer, 503);
      assert.equal(answer.body.error.code, "not_configured");
    }
    assert.match(short.log.join(""), /ADMIN_KEY has fewer than 32 characters/);
    assert.ok(!short.log.join("").includes(key), "the log does not hold it");
    assert.equal((await there.call("/healthz")).status, 200);
    assert.equal((await there.user("login", { appid: "1", signature: "x", user: "u", pass: "p" })).body.data, "应用ID无效");
  } finally {
    await short.stop();
  }
  const longer = await startBare({ vars: { ADMIN_KEY: "k1".repeat(16) } });
  try {
    assert.equal((await api(longer).admin("GET", "/me", undefined, "k1".repeat(16))).status, 200);
  } finally {
    await longer.stop();
  }
});
