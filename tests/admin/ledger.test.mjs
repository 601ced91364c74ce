// /api/admin/apps/{appid}/users/{user}/ledger and …/balance: every change of a balance, by whomever, and those that the
// developer makes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";
import { d1 } from "../harness/server.mjs";

const { admin, post, newApp, newDeveloper, server } = api();

const MAX_INT = Number.MAX_SAFE_INTEGER;
const now = () => Math.floor(Date.now() / 1000);

const add = (app, user, body, key) => admin("POST", app.userAt(user, "/balance"), body, key);
const balance = async (app, user) => (await admin("GET", app.userAt(user))).body.balance;

/** The whole ledger of a user, newest first, page by page. */
async function ledger(app, user, limit = 500) {
  const found = [];
  for (let cursor; cursor !== null; ) {
    const query = new URLSearchParams({ limit, ...(cursor && { cursor }) });
    const { status, body, text } = await admin("GET", app.userAt(user, `/ledger?${query}`));
    assert.equal(status, 200, text);
    assert.deepEqual(Object.keys(body), ["items", "next_cursor"]);
    assert.ok(body.items.length <= limit);
    found.push(...body.items);
    cursor = body.next_cursor;
    assert.ok(found.length <= 1000, "a list that does not end");
  }
  return found;
}

/** Each change goes on from the one before, and the last one led to what the user has. */
async function assertChains(app, user) {
  const entries = (await ledger(app, user)).reverse();
  let before = 0;
  for (const entry of entries) {
    assert.equal(entry.balance, before + entry.amount, JSON.stringify(entry));
    before = entry.balance;
  }
  assert.equal(before, await balance(app, user));
  return entries;
}

test("every kind of change is listed, newest first, with who else it concerned", async () => {
  const before = now();
  const app = await newApp({ client_money_add: true, signin_balance: 3 });
  const [payer, payee] = [await app.login(), await app.login()];
  const of = ({ token }) => ({ ...app.id, token });
  const done = async (endpoint, params) => assert.equal((await post(endpoint, params)).body.code, 200, endpoint);
  await done("money_add", { ...of(payer), num: 100, request_id: "r-1" });
  await done("signin", of(payer));
  await done("money_reduce", { ...of(payer), num: 20 });
  await done("transfer", { ...of(payer), newuser: payee.user, num: 30 });
  await admin("PATCH", app.userAt(payer.user), { balance: 50 });
  const { status, body } = await add(app, payer.user, { amount: -60, note: "退款", request_id: "x_2" });
  assert.equal(status, 200);
  assert.deepEqual(body, (await admin("GET", app.userAt(payer.user))).body, "the user as it now is");

  const entry = (kind, amount, balance, more) => ({ kind, amount, balance, peer: null, request_id: null, note: null, ...more });
  const expected = [
    entry("admin", -60, -10, { note: "退款", request_id: "x_2" }),
    entry("admin", -3, 50),
    entry("pay", -30, 53, { peer: payee.user }),
    entry("reduce", -20, 83),
    entry("signin", 3, 103),
    entry("add", 100, 100, { request_id: "r-1" }),
  ];
  for (const limit of [1, 2, 5, 6, 500]) {
    const entries = await ledger(app, payer.user, limit);
    for (const { at } of entries) assert.ok(Number.isInteger(at) && at >= before && at <= now(), `at ${at}`);
    assert.deepEqual(entries.map(({ at, ...rest }) => rest), expected, `limit=${limit}`);
  }
  await assertChains(app, payer.user);
  assert.deepEqual((await ledger(app, payee.user)).map(({ at, ...rest }) => rest), [entry("receive", 30, 30, { peer: payer.user })]);
  await admin("DELETE", app.userAt(payer.user));
  assert.equal((await ledger(app, payee.user))[0].peer, null, "a user who is deleted has no account");
});

test("a balance changes from what it is, below zero too", async () => {
  const app = await newApp();
  const { user } = await app.register();
  for (const [amount, expected] of [[5, 5], [-12, -7], [7, 0], [1.0, 1]]) {
    const { status, body } = await add(app, user, { amount });
    assert.deepEqual([status, body.user, body.balance], [200, user, expected]);
  }
  assert.equal((await assertChains(app, user)).length, 4);
});

test("changes at the same time add up exactly", async () => {
  const app = await newApp({ client_money_add: true });
  const { user, token } = await app.login();
  const amounts = Array.from({ length: 30 }, (_, n) => (n % 3 ? n : -n));
  const answers = await Promise.all(
    amounts.flatMap((amount) => [
      ...(amount === 0 ? [] : [add(app, user, { amount })]),
      post("money_add", { ...app.id, token, num: 10 }),
    ]),
  );
  for (const { status } of answers) assert.equal(status, 200);
  const expected = amounts.reduce((sum, n) => sum + n, 0) + 300;
  assert.equal(await balance(app, user), expected);
  assert.equal((await assertChains(app, user)).length, 59);
});

test("a request id acts once within a day for each user, and is free after that", async () => {
  const app = await newApp();
  const [{ user }, { user: other }] = [await app.register(), await app.register()];
  const change = { amount: 5, request_id: "order-1" };
  for (let n = 0; n < 3; n += 1) {
    const { status, body } = await add(app, user, change);
    assert.deepEqual([status, body.user, body.balance], [200, user, 5]);
  }
  const again = await Promise.all(Array.from({ length: 5 }, () => add(app, user, { amount: 1, request_id: "order-2" })));
  for (const { status } of again) assert.equal(status, 200);
  assert.equal(await balance(app, user), 6);
  assert.equal((await add(app, other, change)).body.balance, 5, "another user's request");
  assert.equal((await add(app, user, { amount: MAX_INT, request_id: "order-1" })).body.balance, 6, "whatever comes with it");

  const aged = "UPDATE ledger SET id = id - 86400 * 1000000 WHERE appid = ?1 AND request_id = ':order-1'";
  await d1(server.stateDir, aged, app.appid);
  assert.equal((await add(app, user, change)).body.balance, 11);
  const ids = (await ledger(app, user)).map((entry) => entry.request_id);
  assert.deepEqual(ids, ["order-1", "order-2", null], "the older one has given it up");
});

test("a request id that a client sent does not stand in the developer's way, nor the other way round", async () => {
  const app = await newApp({ client_money_add: true });
  const { user, token } = await app.login();
  const client = (num) => post("money_add", { ...app.id, token, num, request_id: "order-1" });
  await client(1);
  assert.equal((await add(app, user, { amount: 10, request_id: "order-1" })).body.balance, 11);
  await client(1);
  await add(app, user, { amount: 10, request_id: "order-1" });
  assert.equal(await balance(app, user), 11, "each once");
  assert.deepEqual((await ledger(app, user)).map((entry) => entry.request_id), ["order-1", "order-1"]);
});

test("a balance stays within what is exact", async () => {
  const app = await newApp();
  const { user } = await app.register();
  for (const sign of [1, -1]) {
    await admin("PATCH", app.userAt(user), { balance: sign * (MAX_INT - 1) });
    const [before, far] = [await ledger(app, user), [sign * 2, sign * MAX_INT]];
    for (const amount of far) assertRefused(await add(app, user, { amount, request_id: "r" }), 422, "amount");
    assert.deepEqual(await ledger(app, user), before);
    assert.equal((await add(app, user, { amount: sign, request_id: `r${sign}` })).body.balance, sign * MAX_INT);
    assertRefused(await add(app, user, { amount: sign }), 422, "amount");
    assert.equal((await add(app, user, { amount: -sign * MAX_INT })).body.balance, 0);
  }
});

test("malformed values are 422 and named, and change nothing", async () => {
  const app = await newApp();
  const { user } = await app.register();
  const wrong = {
    amount: [undefined, null, 0, 1.5, "1", true, MAX_INT + 1, -MAX_INT - 1, 1e300],
    note: [null, "", " ", "a\nb", "a".repeat(101), 5],
    request_id: [null, "", "a b", "é", "a".repeat(65), 5],
    balance: [5],
  };
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) assertRefused(await add(app, user, { amount: 1, [field]: value }), 422, field);
  }
  for (const [field, values] of Object.entries({ limit: ["0", "501", "x"], cursor: ["abc", "-5", "0"] })) {
    for (const value of values) assertRefused(await admin("GET", app.userAt(user, `/ledger?${field}=${value}`)), 422, field);
  }
  assertRefused(await add(app, user, "[]"), 400);
  assert.deepEqual(await ledger(app, user), []);
  const longest = { amount: 1, note: "注".repeat(100), request_id: "aZ09_-".padEnd(64, "x") };
  await add(app, user, longest);
  const [{ note, request_id }] = await ledger(app, user);
  assert.deepEqual({ amount: 1, note, request_id }, longest);
});

test("a developer's key reaches the users of its own apps alone, and nobody where there is nobody", async () => {
  const [{ key }, { key: other }] = [await newDeveloper(), await newDeveloper()];
  const app = await newApp({}, key);
  const { user } = await app.register();
  assert.equal((await add(app, user, { amount: 5, request_id: "a" }, key)).body.balance, 5);
  assert.equal((await admin("GET", app.userAt(user, "/ledger"), undefined, key)).body.items.length, 1);
  for (const [name, asking] of [[user, other], ["nobody", key]]) {
    assertRefused(await admin("GET", app.userAt(name, "/ledger"), undefined, asking), 404);
    assertRefused(await add(app, name, { amount: 5 }, asking), 404);
    assertRefused(await add(app, name, { amount: 5, request_id: "a" }, asking), 404);
  }
  assert.equal(await balance(app, user), 5);
});

test("a change is 1 round trip and 3 rows, 4 with a request id; a page reads what it answers", async () => {
  const app = await newApp();
  const [{ user }, { user: peer }] = [await app.register(), await app.register()];
  const cost = async (body) => {
    const { d1, written } = (await add(app, user, body)).cost;
    return { d1, written };
  };
  assert.deepEqual(await cost({ amount: 1 }), { d1: 1, written: 3 });
  assert.deepEqual(await cost({ amount: 1, note: "n", request_id: "r" }), { d1: 1, written: 4 });
  assert.deepEqual(await cost({ amount: 1, request_id: "r" }), { d1: 1, written: 0 }, "a repeated one");
  assert.deepEqual(await cost({ amount: MAX_INT }), { d1: 1, written: 0 }, "a refused one");
  const few = (await add(app, user, { amount: 1, request_id: "s" })).cost.read;

  await d1(
    server.stateDir,
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
     INSERT INTO ledger (appid, user_id, id, amount, balance, kind, peer_id)
     SELECT u.appid, u.id, i, 1, i, 'receive', p.id FROM n, users u, users p
     WHERE u.appid = ?1 AND u.account = ?2 AND p.appid = ?1 AND p.account = ?3`,
    app.appid, user, peer,
  );
  const many = (await add(app, user, { amount: 1, request_id: "t" })).cost.read;
  assert.ok(many <= few + 1 && many <= 20, `a change reads ${few}, then ${many}`);
  for (const limit of [1, 50, 500]) {
    const { body, cost } = await admin("GET", app.userAt(user, `/ledger?limit=${limit}`));
    assert.equal(body.items.length, limit);
    assert.deepEqual([cost.d1, cost.written], [1, 0]);
    assert.ok(cost.read <= 2 * limit + 12, `${limit} read ${cost.read}`);
  }
});
