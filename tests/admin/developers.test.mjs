// /api/admin/developers: who may own apps.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";

const { admin, post, newApp, newDeveloper } = api();

const now = () => Math.floor(Date.now() / 1000);
const registration = (app) => ({ ...app.id, user: String(randomInt(1e9, 9e9)), pass: "secret1", nickname: "n" });

test("a new developer is active, never overdue, and gets a key", async () => {
  const before = now();
  const { status, body } = await admin("POST", "/developers", { name: "顾江" });
  assert.equal(status, 201);
  const { id, created_at, key, ...rest } = body;
  assert.deepEqual(rest, { name: "顾江", status: "active", expires_at: null });
  assert.ok(Number.isSafeInteger(id) && id > 1, "1 is the built-in owner");
  assert.ok(created_at >= before && created_at <= now());
  assert.match(key, /^\S{32,}$/);
  assert.equal((await admin("GET", "/apps", undefined, key)).status, 200);
});

test("expires_at is kept as it was given, null included", async () => {
  assert.equal((await newDeveloper({ expires_at: 4102444800 })).expires_at, 4102444800);
  assert.equal((await newDeveloper({ expires_at: 0 })).expires_at, 0);
  assert.equal((await newDeveloper({ expires_at: null })).expires_at, null);
});

test("the key is shown once and never again", async () => {
  const { key, ...developer } = await newDeveloper();
  const { id } = developer;
  const answers = [
    await admin("GET", `/developers/${id}`),
    await admin("PATCH", `/developers/${id}`, { status: "active" }),
    await admin("GET", "/developers?limit=500"),
  ];
  assert.deepEqual(answers[0].body, developer);
  assert.deepEqual(answers[1].body, developer);
  assert.deepEqual(answers[2].body.items.find((item) => item.id === id), developer);
  for (const { text } of answers) assert.ok(!/key|digest|nbk_/.test(text) && !text.includes(key), text);
});

test("values out of range or of a wrong type are 422 and named", async () => {
  const { id } = await newDeveloper();
  const wrong = {
    name: [null, 5, true, "", "   ", "a".repeat(101), "a\nb", ["a"]],
    expires_at: [-1, 1.5, "2030-01-01", "0", true, 1e18, [1]],
  };
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) {
      assertRefused(await admin("POST", "/developers", { name: "test", [field]: value }), 422, field);
      assertRefused(await admin("PATCH", `/developers/${id}`, { [field]: value }), 422, field);
    }
  }
  for (const status of ["reviewing", "deleted", "", "Active", 1, null]) {
    assertRefused(await admin("PATCH", `/developers/${id}`, { status }), 422, "status");
  }
  assertRefused(await admin("POST", "/developers", {}), 422, "name");
  assertRefused(await admin("POST", "/developers"), 422, "name");
  assert.equal((await newDeveloper({ name: "名".repeat(100) })).name.length, 100, "100 characters, not bytes");
});

test("PATCH changes what is sent, answers the whole developer, and null clears the end", async () => {
  const { key, ...developer } = await newDeveloper({ expires_at: 4102444800 });
  const path = `/developers/${developer.id}`;
  let expected = developer;
  const changes = [{ name: "new name" }, { status: "disabled" }, { expires_at: null }, {}, { status: "active", expires_at: 5 }];
  for (const change of changes) {
    expected = { ...expected, ...change };
    const { status, body } = await admin("PATCH", path, change);
    assert.equal(status, 200);
    assert.deepEqual(body, expected);
    assert.deepEqual((await admin("GET", path)).body, expected);
  }
});

test("an unknown developer is 404", async () => {
  for (const id of ["999999999", "0", "-1", "abc", "1.5", "99999999999999999999", "1%2F1"]) {
    assertRefused(await admin("GET", `/developers/${id}`), 404);
    assertRefused(await admin("PATCH", `/developers/${id}`, { name: "changed" }), 404);
    assertRefused(await admin("POST", `/developers/${id}/key`), 404);
  }
});

test("a new key comes with the whole developer and differs from the old one", async () => {
  const { key, ...developer } = await newDeveloper();
  const { status, body } = await admin("POST", `/developers/${developer.id}/key`);
  const { key: renewed, ...rest } = body;
  assert.equal(status, 200);
  assert.deepEqual(rest, developer);
  assert.notEqual(renewed, key);
  assert.equal((await admin("GET", "/apps", undefined, renewed)).status, 200);
});

test("the list goes through every developer once, page by page, newest first", async () => {
  const made = [];
  for (let i = 0; i < 5; i += 1) made.push((await newDeveloper({ name: `dev ${i}` })).id);
  const seen = [];
  let path = "/developers?limit=2";
  for (let pages = 0; pages < 500; pages += 1) {
    const { status, body } = await admin("GET", path);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ["items", "next_cursor"]);
    assert.ok(body.items.length <= 2);
    seen.push(...body.items.map((item) => item.id));
    if (body.next_cursor === null) break;
    path = `/developers?limit=2&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
  assert.equal(new Set(seen).size, seen.length, "none twice");
  assert.deepEqual(seen.filter((id) => made.includes(id)), made.reverse());
  assert.ok(seen.includes(1), "the built-in developer too, on the last page");
  assert.deepEqual(seen, seen.toSorted((a, b) => b - a));
});

test("limit and cursor that make no sense are 422", async () => {
  for (const limit of ["0", "-1", "1.5", "abc", "100000"]) {
    assertRefused(await admin("GET", `/developers?limit=${limit}`), 422, "limit");
  }
  for (const cursor of ["abc", "-5", "1.5", "99999999999999999999"]) {
    assertRefused(await admin("GET", `/developers?cursor=${cursor}`), 422, "cursor");
  }
});

test("the owner's apps belong to the built-in developer, which has no key", async () => {
  const app = await newApp();
  const { created_at, ...owner } = (await admin("GET", `/developers/${app.developer_id}`)).body;
  assert.deepEqual(owner, { id: 1, name: "owner", status: "active", expires_at: null });
});

test("a disabled developer's apps refuse at once, whatever was remembered of them", async () => {
  const { id, key } = await newDeveloper();
  const app = await newApp({}, key);
  const { user, pass, token } = await app.login();
  await admin("PATCH", `/developers/${id}`, { status: "disabled" });
  const refused = { code: 400, msg: "fail", data: "开发者账号已被禁用!" };
  assert.deepEqual((await post("register", registration(app))).body, refused);
  assert.deepEqual((await post("login", { ...app.id, user, pass })).body, refused);
  assert.deepEqual((await post("qq", { ...app.id, token, qq: "12345678" })).body, refused);
  await admin("PATCH", `/developers/${id}`, { status: "active" });
  assert.equal((await post("qq", { ...app.id, token, qq: "12345678" })).body.code, 200, "its tokens live on");
});

test("an overdue developer's apps refuse at once, and serve again once the end is moved", async () => {
  const { id, key } = await newDeveloper();
  const app = await newApp({}, key);
  const { token } = await app.login();
  const [minute, day] = [60, 86_400];
  const phrases = { [minute / 2]: "已逾期(1分钟)", [3 * day + minute]: "已逾期(3天)", [61 * day]: "已逾期(2月)" };
  for (const [ago, phrase] of Object.entries(phrases)) {
    await admin("PATCH", `/developers/${id}`, { expires_at: now() - Number(ago) });
    const refused = { code: 400, msg: "fail", data: `开发者账号${phrase},请缴费后重试!` };
    assert.deepEqual((await post("register", registration(app))).body, refused);
    const bound = await post("bind_mail", { ...app.id, token, mail: "a@b.cn" });
    assert.deepEqual(bound.body, { ...refused, code: 404 });
  }
  await admin("PATCH", `/developers/${id}`, { expires_at: now() + 3600 });
  assert.equal((await post("register", registration(app))).body.code, 200);
});
