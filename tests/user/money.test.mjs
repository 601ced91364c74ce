// /api/user/money_add, money_reduce, transfer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { testCaller } from "../harness/caller.mjs";
import { d1 } from "../harness/server.mjs";
import { words } from "../harness/words.mjs";

const { server, post, json, admin, newApp } = api();
const MOST = Number.MAX_SAFE_INTEGER;

/** An app with a user who has `balance`, and another: `call(endpoint, params)` is the first one's. */
async function pair(balance = 0, settings = {}) {
  const app = await newApp({ client_money_add: true, ...settings });
  const payer = await app.login();
  const payee = await app.register();
  const set = (name, balance) => admin("PATCH", app.userAt(name), { balance });
  await set(payer.user, balance);
  const proof = settings.token_required === false ? { user: payer.user, pass: payer.pass } : { token: payer.token };
  const call = async (endpoint, params) => (await post(endpoint, { ...app.id, ...proof, ...params })).body;
  const balances = async () => {
    const of = async (name) => (await admin("GET", app.userAt(name))).body.balance;
    return [await of(payer.user), await of(payee.user)];
  };
  const ledger = () => d1(server.stateDir,
    `SELECT u.account, l.kind, l.amount, l.balance, p.account AS peer, l.request_id FROM ledger l
     LEFT JOIN users u ON u.appid = l.appid AND u.id = l.user_id LEFT JOIN users p ON p.appid = l.appid AND p.id = l.peer_id
     WHERE l.appid = ?1 ORDER BY l.id, l.amount`, app.appid);
  return { app, payer, payee, call, set, balances, ledger };
}

testCaller("money_add", async (app) => {
  await app.patch({ client_money_add: true });
  return { num: "1", token: (await app.login()).token };
}, ["num"]);
testCaller("money_reduce", async (app) => {
  const { user, token } = await app.login();
  await admin("PATCH", app.userAt(user), { balance: 100 });
  return { num: "1", token };
}, ["num"]);
testCaller("transfer", async (app) => {
  const { user, token } = await app.login();
  await admin("PATCH", app.userAt(user), { balance: 100 });
  return { num: "1", newuser: (await app.register()).user, token };
}, ["newuser", "num"]);

for (const token_required of [true, false]) {
  test(`money is added, taken and paid, where token_required is ${token_required}; each change is a row of the ledger`, async () => {
    const { payer, payee, call, balances, ledger } = await pair(10, { token_required });
    assert.deepEqual(await call("money_add", { num: 5 }), words.money_add.done);
    assert.deepEqual(await call("money_reduce", { num: 3 }), words.money_reduce.done);
    assert.deepEqual(await call("transfer", { num: 12, newuser: payee.user }), words.transfer.done);
    assert.deepEqual(await balances(), [0, 12]);
    const row = (account, kind, amount, balance, peer = null) => ({ account, kind, amount, balance, peer, request_id: null });
    assert.deepEqual(await ledger(), [
      row(payer.user, "admin", 10, 10),
      row(payer.user, "add", 5, 15),
      row(payer.user, "reduce", -3, 12),
      row(payer.user, "pay", -12, 0, payee.user),
      row(payee.user, "receive", 12, 12, payer.user),
    ]);
  });
}

test("num is a whole number from 1 to a thousand million, in every transport", async () => {
  const { app, payer, payee, call, balances } = await pair(5);
  const texts = { money_add: "增加数量必须为正整数", money_reduce: "减少数量必须为正整数", transfer: "转账数量必须为正整数" };
  for (const [endpoint, data] of Object.entries(texts)) {
    for (const num of ["0", "-1", "1.5", "1e3", "abc", " 1", "1000000001", "99999999999999999999", "+1", "１"]) {
      assert.deepEqual(await call(endpoint, { num, newuser: payee.user }), { code: 405, msg: "校验失败", data }, num);
    }
  }
  assert.deepEqual((await json("money_add", { ...app.id, token: payer.token, num: 1_000_000_000 })).body, words.money_add.done);
  assert.deepEqual(await balances(), [1_000_000_005, 0]);
});

test("a balance goes neither below zero nor above the largest number", async () => {
  const { payee, call, set, balances } = await pair(5);
  assert.deepEqual(await call("money_reduce", { num: 6 }), words.money_reduce.balanceTooLow);
  assert.deepEqual(await call("transfer", { num: 6, newuser: payee.user }), words.transfer.balanceTooLow);
  await set(payee.user, MOST - 4);
  assert.deepEqual(await call("transfer", { num: 5, newuser: payee.user }), words.transfer.balanceTooHigh);
  assert.deepEqual(await balances(), [5, MOST - 4]);
  assert.deepEqual(await call("transfer", { num: 4, newuser: payee.user }), words.transfer.done);
  assert.deepEqual(await balances(), [1, MOST]);
  const { payer, call: add, set: setOther } = await pair();
  await setOther(payer.user, MOST);
  assert.deepEqual(await add("money_add", { num: 1 }), words.money_add.balanceTooHigh);
});

test("a balance that the admin has made negative may be paid off, and no more taken of it", async () => {
  const { payee, call, balances } = await pair(-10);
  assert.deepEqual(await call("money_add", { num: 4 }), words.money_add.done);
  assert.deepEqual(await call("money_reduce", { num: 1 }), words.money_reduce.balanceTooLow);
  assert.deepEqual(await call("transfer", { num: 1, newuser: payee.user }), words.transfer.balanceTooLow);
  assert.deepEqual(await balances(), [-6, 0]);
});

test("a payee is somebody else of the same app, whatever the case of the name", async () => {
  const { app, payer, payee, call, balances } = await pair(9);
  const other = await (await newApp()).register();
  assert.deepEqual(await call("transfer", { num: 1, newuser: payer.user }), words.transfer.payeeIsPayer);
  for (const newuser of ["nobody", other.user]) assert.deepEqual(await call("transfer", { num: 1, newuser }), words.transfer.noSuchPayee);
  const upper = await app.register({ user: "payee_x" });
  assert.deepEqual(await call("transfer", { num: 2, newuser: "PAYEE_X" }), words.transfer.done);
  assert.equal((await admin("GET", app.userAt(upper.user))).body.balance, 2);
  assert.deepEqual(await balances(), [7, 0]);
  assert.ok(payee);
});

test("money_add is off unless the app allows it, and says so before anything else of the user", async () => {
  const { app, call, balances } = await pair(0, { client_money_add: false });
  for (const params of [{ num: 1 }, { num: 1, token: "0".repeat(64) }, { num: "x" }]) {
    assert.deepEqual(await call("money_add", params), words.money_add.moneyAddNotAllowed);
  }
  assert.deepEqual(await balances(), [0, 0]);
  await app.patch({ client_money_add: true });
  assert.deepEqual(await call("money_add", { num: 1 }), words.money_add.done);
  assert.deepEqual(await call("money_add", { num: 1, token: "0".repeat(64) }), words.money_add.wrongToken);
  assert.deepEqual(words.money_add.wrongToken, { code: 404, msg: "fail", data: "用户令牌无效,请重新登录" });
});

test("a repeated request_id acts once for its user within a day, and answers as the first time", async () => {
  const { app, payee, call, balances, set } = await pair(100);
  const calls = [
    ["money_add", { num: 10 }],
    ["money_reduce", { num: 20 }],
    ["transfer", { num: 30, newuser: payee.user }],
  ];
  for (const [endpoint, params] of calls) {
    for (const num of [params.num, params.num, 7]) {
      assert.deepEqual(await call(endpoint, { ...params, num, request_id: endpoint }), words[endpoint].done);
    }
  }
  assert.deepEqual(await balances(), [60, 30]);
  // What was refused has not acted.
  assert.deepEqual(await call("money_reduce", { num: 61, request_id: "later" }), words.money_reduce.balanceTooLow);
  await set(payee.user, 0);
  assert.deepEqual(await call("money_reduce", { num: 60, request_id: "later" }), words.money_reduce.done);
  assert.deepEqual(await call("money_reduce", { num: 60, request_id: "later" }), words.money_reduce.done, "also with nothing left");
  // Another user's are others.
  const { token } = await app.login(payee);
  assert.deepEqual((await post("money_add", { ...app.id, token, num: 1, request_id: "money_add" })).body, words.money_add.done);
  assert.deepEqual(await balances(), [0, 1]);
  // A day later it is a new request.
  await d1(server.stateDir, "UPDATE ledger SET id = id - 86400000001 WHERE appid = ?1", app.appid);
  assert.deepEqual(await call("money_add", { num: 10, request_id: "money_add" }), words.money_add.done);
  assert.deepEqual(await call("money_add", { num: 10, request_id: "money_add" }), words.money_add.done);
  assert.deepEqual(await balances(), [10, 1]);
});

test("a request_id is 1 to 64 letters, digits, _ and -", async () => {
  const { call, balances } = await pair();
  for (const request_id of ["a b", "é", "a".repeat(65), "a.b"]) {
    assert.deepEqual(await call("money_add", { num: 1, request_id }), words.money_add.requestIdFormat);
  }
  for (const request_id of ["a", "A-_9".repeat(16), ""]) assert.deepEqual(await call("money_add", { num: 1, request_id }), words.money_add.done);
  assert.deepEqual(await balances(), [3, 0]);
});

test("many changes of one balance at once add up exactly", async () => {
  const { payee, call, balances } = await pair(1000);
  const some = (endpoint, params, n) => Array.from({ length: n }, () => call(endpoint, params));
  const answers = await Promise.all([
    ...some("money_add", { num: 3 }, 20), ...some("money_reduce", { num: 2 }, 20), ...some("transfer", { num: 5, newuser: payee.user }, 20),
    ...some("money_add", { num: 1000, request_id: "once" }, 20),
  ]);
  for (const { code } of answers) assert.equal(code, 200);
  assert.deepEqual(await balances(), [1000 + 60 - 40 - 100 + 1000, 100]);
});

test("a disabled user or a dead token moves nothing", async () => {
  const { app, payer, payee, call, balances } = await pair(10);
  await admin("DELETE", app.userAt(payer.user, "/tokens"));
  assert.deepEqual(await call("transfer", { num: 1, newuser: payee.user }), words.transfer.wrongToken);
  assert.deepEqual(words.transfer.wrongToken, { code: 401, msg: "fail", data: "token无效或已过期" });
  assert.deepEqual(await call("money_reduce", { num: 1 }), words.money_reduce.wrongToken);
  assert.deepEqual(await balances(), [10, 0]);
});
