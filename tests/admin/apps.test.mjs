// /api/admin/apps: apps and their settings.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";
import { defaults, furtherColumns, others, wrongFor } from "../harness/columns.mjs";
import { d1 } from "../harness/server.mjs";

const { admin, user, post, newApp, newDeveloper, server } = api();

const now = () => Math.floor(Date.now() / 1000);
const DOCUMENTED = {
  status: "active",
  token_required: true,
  token_ttl: 86400,
  account_min: 4,
  account_max: 32,
  strict_format: true,
};
/** The settings that have come since. */
const FURTHER = furtherColumns("apps", ["name", ...Object.keys(DOCUMENTED)]);
const DEFAULTS = { developer_id: 1, ...DOCUMENTED, ...defaults(FURTHER) };

test("a new app has appid, signature and the documented defaults", async () => {
  const before = now();
  const { status, body } = await admin("POST", "/apps", { name: "我的应用" });
  assert.equal(status, 201);
  const { appid, signature, webhook_secret, created_at, ...rest } = body;
  assert.deepEqual(rest, { name: "我的应用", ...DEFAULTS });
  assert.ok(typeof appid === "string" && appid.length > 0);
  assert.match(signature, /^\S{32,}$/);
  assert.match(webhook_secret, /^whsec_\S{32,}$/);
  assert.ok(created_at >= before && created_at <= now());
});

test("every setting can be given at creation, and is answered and kept", async () => {
  const { id } = await newDeveloper();
  const settings = {
    name: "all",
    developer_id: id,
    status: "reviewing",
    token_required: false,
    token_ttl: 60,
    account_min: 6,
    account_max: 11,
    strict_format: false,
    ...others(FURTHER),
  };
  const { status, body } = await admin("POST", "/apps", settings);
  assert.equal(status, 201);
  const { appid, signature, webhook_secret, created_at, ...rest } = body;
  assert.deepEqual(rest, settings);
  assert.deepEqual((await admin("GET", `/apps/${appid}`)).body, body);
});

test("PATCH changes what is sent and answers the whole app", async () => {
  const { body: made } = await admin("POST", "/apps", { name: "test" });
  const path = `/apps/${made.appid}`;
  const changes = [
    { name: "new name" },
    { status: "disabled" },
    { status: "reviewing" },
    { status: "active" },
    { token_required: false },
    { token_ttl: 31536000 },
    { account_min: 5, account_max: 5 },
    { account_max: 20 },
    { strict_format: false, token_required: true },
    ...FURTHER.map((column) => others([column])),
    {},
  ];
  let expected = made;
  for (const change of changes) {
    expected = { ...expected, ...change };
    const { status, body } = await admin("PATCH", path, change);
    assert.equal(status, 200);
    assert.deepEqual(body, expected);
    assert.deepEqual((await admin("GET", path)).body, expected);
  }
});

test("values out of range or of a wrong type are 422 and named, and change nothing", async () => {
  const { body: made } = await admin("POST", "/apps", { name: "test" });
  const wrong = {
    name: [null, 5, true, "", " ", "a".repeat(101), "a\u0000b", {}],
    status: ["deleted", "", "Active", null, 1],
    token_required: [null, "true", 1, 0, "on"],
    strict_format: [null, "false", 1],
    token_ttl: [null, 59, 31536001, -1, 0, 86400.5, "86400", true],
    account_min: [null, 0, -1, 1.5, "4", 1e9],
    account_max: [null, 0, -1, 1.5, "32", 1e9],
    ...Object.fromEntries(FURTHER.map((column) => [column.name, wrongFor(column)])),
  };
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) {
      assertRefused(await admin("POST", "/apps", { name: "test", [field]: value }), 422, field);
      assertRefused(await admin("PATCH", `/apps/${made.appid}`, { [field]: value }), 422, field);
    }
  }
  assertRefused(await admin("POST", "/apps", { status: "active" }), 422, "name");
  assert.deepEqual((await admin("GET", `/apps/${made.appid}`)).body, made);
});

test("the shortest account cannot be longer than the longest", async () => {
  const refused = (answer) => assertRefused(answer, 422, answer.body.error.field);
  const app = await newApp({ account_min: 6, account_max: 10 });
  for (const lengths of [{ account_min: 11 }, { account_max: 5 }, { account_min: 8, account_max: 7 }]) {
    refused(await app.patch(lengths));
  }
  refused(await admin("POST", "/apps", { name: "test", account_min: 33 }));
  refused(await admin("POST", "/apps", { name: "test", account_max: 3 }));
  assert.equal((await app.patch({ account_min: 10 })).body.account_min, 10);
});

test("an app of a developer that does not exist is 422", async () => {
  for (const developer_id of [999999999, 0, -1, "1", 1.5, null]) {
    assertRefused(await admin("POST", "/apps", { name: "test", developer_id }), 422, "developer_id");
  }
});

test("an unknown app is 404 for every call", async () => {
  for (const appid of ["9", "nobody", "1234567890 ", "' OR 1=1 --"]) {
    const path = `/apps/${encodeURIComponent(appid)}`;
    assertRefused(await admin("GET", path), 404);
    assertRefused(await admin("PATCH", path, { name: "changed" }), 404);
    assertRefused(await admin("PATCH", path, {}), 404);
    assertRefused(await admin("POST", `${path}/signature`), 404);
    assertRefused(await admin("GET", `${path}/users`), 404);
    assertRefused(await admin("DELETE", `${path}?confirm=${encodeURIComponent(appid)}`), 404);
  }
});

test("the list goes through every app once, page by page, newest first", async () => {
  const { key } = await newDeveloper();
  const made = [];
  for (let i = 0; i < 7; i += 1) made.unshift((await newApp({ name: `app ${i}` }, key)).appid);
  for (const [limit, sizes] of [[3, [3, 3, 1]], [7, [7]], [1, [1, 1, 1, 1, 1, 1, 1]], [undefined, [7]]]) {
    const pages = [];
    let cursor = null;
    do {
      const query = new URLSearchParams({ ...(limit && { limit }), ...(cursor && { cursor }) });
      const { status, body } = await admin("GET", `/apps?${query}`, undefined, key);
      assert.equal(status, 200);
      pages.push(body.items.map((item) => item.appid));
      cursor = body.next_cursor;
    } while (cursor !== null && pages.length < 20);
    assert.deepEqual(pages.map((page) => page.length), sizes, `limit=${limit}`);
    assert.deepEqual(pages.flat(), made);
  }
});

test("search finds apps by a part of name or appid, without regard to ASCII case, page by page", async () => {
  const { key } = await newDeveloper();
  const [one, two] = [await newApp({ name: "My Game 100%" }, key), await newApp({ name: "游戏中心" }, key)];
  const three = await newApp({ name: "another GAME" }, key);
  const foreign = await newApp({ name: "game" });
  const find = async (query) => {
    const { status, body } = await admin("GET", `/apps?${new URLSearchParams(query)}`, undefined, key);
    assert.equal(status, 200);
    return [body.items.map(({ appid }) => appid), body.next_cursor];
  };
  assert.deepEqual(await find({ search: "game" }), [[three.appid, one.appid], null]);
  assert.deepEqual(await find({ search: "GAME 1" }), [[one.appid], null]);
  assert.deepEqual(await find({ search: "戏中" }), [[two.appid], null]);
  assert.deepEqual(await find({ search: "%" }), [[one.appid], null]);
  assert.deepEqual(await find({ search: two.appid }), [[two.appid], null]);
  assert.ok((await find({ search: three.appid.slice(2, 9) }))[0].includes(three.appid));
  for (const search of [foreign.appid, "no such app", "_"]) assert.deepEqual(await find({ search }), [[], null]);
  assert.equal((await find({ search: "" }))[0].length, 3);
  const [[first], cursor] = await find({ search: "game", limit: 1 });
  assert.equal(first, three.appid);
  assert.deepEqual(await find({ search: "game", limit: 1, cursor }), [[one.appid], null]);
});

test("an app made while a list is read moves nothing on its later pages", async () => {
  const { key } = await newDeveloper();
  const made = [];
  for (let i = 0; i < 4; i += 1) made.unshift((await newApp({}, key)).appid);
  const first = await admin("GET", "/apps?limit=2", undefined, key);
  await newApp({}, key);
  const second = await admin("GET", `/apps?limit=2&cursor=${first.body.next_cursor}`, undefined, key);
  const seen = [...first.body.items, ...second.body.items].map((item) => item.appid);
  assert.deepEqual(seen, made);
  assert.equal(second.body.next_cursor, null);
});

test("an item of a list is the whole app", async () => {
  const { key } = await newDeveloper();
  const { appid } = await newApp({}, key);
  const { body } = await admin("GET", "/apps", undefined, key);
  assert.deepEqual(body.items, [(await admin("GET", `/apps/${appid}`, undefined, key)).body]);
});

test("limit and cursor that make no sense are 422", async () => {
  for (const limit of ["0", "-1", "1.5", "abc", "100000"]) {
    assertRefused(await admin("GET", `/apps?limit=${limit}`), 422, "limit");
  }
  for (const cursor of ["abc", "-5", "1.5"]) assertRefused(await admin("GET", `/apps?cursor=${cursor}`), 422, "cursor");
});

test("with a new signature the old one stops at once at every endpoint", async () => {
  const app = await newApp();
  const { user: name, pass, token } = await app.login();
  const { status, body } = await admin("POST", `/apps/${app.appid}/signature`);
  assert.equal(status, 200);
  assert.notEqual(body.signature, app.signature);
  assert.deepEqual(body, (await admin("GET", `/apps/${app.appid}`)).body);
  const calls = {
    register: { user: "10000001", pass, nickname: "n" },
    login: { user: name, pass },
    qq: { token, qq: "12345678" },
    bind_mail: { token, mail: "a@b.cn" },
    update_sign: { token, newsign: "n" },
  };
  for (const [endpoint, params] of Object.entries(calls)) {
    const { body: refused } = await user(endpoint, { ...app.id, ...params });
    assert.match(refused.data, /^签名(验证失败|错误!?)$/, endpoint);
    const { body: served } = await user(endpoint, { appid: app.appid, signature: body.signature, ...params });
    assert.equal(served.code, 200, endpoint);
  }
});

test("a change of settings counts from the next call on", async () => {
  const app = await newApp();
  const { user: name, pass, token } = await app.login();
  const register = (user) => post("register", { ...app.id, user, pass, nickname: "n" });
  await app.patch({ status: "disabled" });
  assert.equal((await register("10000001")).body.data, "应用已停用!");
  assert.equal((await post("qq", { ...app.id, token, qq: "12345678" })).body.data, "应用已停用!");
  await app.patch({ status: "reviewing" });
  assert.equal((await register("10000001")).body.data, "应用审核中!");
  assert.equal((await post("login", { ...app.id, user: name, pass })).body.data, "应用审核中!");
  await app.patch({ status: "active", token_required: false });
  assert.equal((await post("qq", { ...app.id, token, qq: "12345678" })).body.code, 400);
  assert.equal((await post("qq", { ...app.id, user: name, pass, qq: "12345678" })).body.code, 200);
});

test("a longer account_max admits from the next registration on", async () => {
  const app = await newApp();
  await app.register();
  await app.patch({ account_max: 40 });
  const { body } = await post("register", { ...app.id, user: "a".repeat(40), pass: "secret1", nickname: "n" });
  assert.deepEqual(body, { code: 200, msg: "success", data: "注册成功" });
});

test("a longer account_min refuses from the next registration on", async () => {
  const app = await newApp();
  await app.register();
  await app.patch({ account_min: 8 });
  const { body } = await post("register", { ...app.id, user: "abcdefg", pass: "secret1", nickname: "n" });
  assert.deepEqual(body, { code: 400, msg: "fail", data: "账号长度需在8-32字符之间" });
});

test("token_ttl is what a login's token_dead says", async () => {
  const app = await newApp({ token_ttl: 60 });
  const { user: name, pass } = await app.register();
  for (const token_ttl of [60, 3600, 31536000]) {
    await app.patch({ token_ttl });
    const before = now();
    const { profile } = await app.login({ user: name, pass });
    assert.ok(profile.token_dead >= before + token_ttl && profile.token_dead <= now() + token_ttl);
  }
});

test("DELETE of an app needs its id as confirmation", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  for (const query of ["", "?confirm=", "?confirm=true", `?confirm=${app.appid}0`]) {
    assertRefused(await admin("DELETE", `/apps/${app.appid}${query}`), 422, "confirm");
  }
  await app.login({ user: name, pass });
});

test("DELETE of an app takes its users and tokens along, and leaves other apps alone", async () => {
  const [app, other] = [await newApp(), await newApp()];
  const { user: name, pass, token } = await app.login();
  const stays = await other.login(await other.register({ user: name, pass }));
  const { status, body } = await admin("DELETE", `/apps/${app.appid}?confirm=${app.appid}`);
  assert.equal(status, 200);
  assert.ok(body !== null && typeof body === "object" && !Array.isArray(body));

  assert.equal((await post("login", { ...app.id, user: name, pass })).body.data, "应用ID无效");
  assert.equal((await post("qq", { ...app.id, token, qq: "12345678" })).body.data, "应用ID无效");
  const registered = await post("register", { ...app.id, user: "10000001", pass, nickname: "n" });
  assert.deepEqual(registered.body, { code: 404, msg: "应用不存在" });
  for (const path of ["", "/users", `/users/${name}`]) {
    assertRefused(await admin("GET", `/apps/${app.appid}${path}`), 404);
  }
  assertRefused(await admin("PATCH", `/apps/${app.appid}`, { status: "active" }), 404);
  assertRefused(await admin("DELETE", `/apps/${app.appid}?confirm=${app.appid}`), 404);
  const { body: list } = await admin("GET", "/apps?limit=500");
  assert.ok(!list.items.some((item) => item.appid === app.appid));

  // Its token rows go with the hourly sweep: sweep.test.mjs.
  const [left] = await d1(
    server.stateDir,
    `SELECT (SELECT count(*) FROM apps WHERE appid = ?1) AS apps,
            (SELECT count(*) FROM users WHERE appid = ?1) AS users`,
    app.appid,
  );
  assert.deepEqual({ ...left }, { apps: 0, users: 0 });
  assert.equal((await post("qq", { ...other.id, token: stays.token, qq: "12345678" })).body.code, 200);
});
