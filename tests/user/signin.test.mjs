// /api/user/signin: sign in for the day (签到).

import assert from "node:assert/strict";
import { test } from "node:test";
import { api, ok } from "../harness/api.mjs";
import { testCaller } from "../harness/caller.mjs";
import { d1 } from "../harness/server.mjs";
import { words } from "../harness/words.mjs";

const { server, post, admin, newApp } = api();
const say = words.signin;
const DAY = 86_400;
const BEFORE = ok("今日已签到!");

testCaller("signin", async (app) => ({ token: (await app.login()).token }), []);

/** An app and a user in it: `sign` signs in, `lastWas(seconds)` moves the last sign-in back. */
async function user(settings) {
  const app = await newApp(settings);
  const { user, token, pass } = await app.login();
  const proof = settings?.token_required === false ? { user, pass } : { token };
  const sign = async () => (await post("signin", { ...app.id, ...proof })).body;
  const now = async () => (await admin("GET", app.userAt(user))).body;
  const lastWas = (seconds) =>
    d1(server.stateDir, "UPDATE users SET checkin_at = checkin_at - ?1 WHERE appid = ?2 AND account = ?3", seconds, app.appid, user);
  return { app, user, sign, now, lastWas };
}

for (const token_required of [true, false]) {
  test(`the first of a day counts, a second says that it was done, where token_required is ${token_required}`, async () => {
    const { sign, now, lastWas } = await user({ token_required });
    assert.equal((await now()).checkin_streak, 0);
    assert.deepEqual(await sign(), say.done);
    assert.deepEqual(await sign(), BEFORE);
    assert.equal((await now()).checkin_streak, 1);
    for (const streak of [2, 3]) {
      await lastWas(DAY);
      assert.deepEqual(await sign(), say.done);
      assert.deepEqual(await sign(), BEFORE);
      assert.equal((await now()).checkin_streak, streak);
    }
    await lastWas(2 * DAY);
    assert.deepEqual(await sign(), say.done);
    assert.equal((await now()).checkin_streak, 1, "1 again after a gap");
  });
}

test("signin_exp and signin_balance are added once a day, and the balance leaves a row in the ledger", async () => {
  const { app, user: name, sign, now, lastWas } = await user({ signin_exp: 7, signin_balance: 30 });
  await admin("PATCH", app.userAt(name), { exp: 100, balance: 5 });
  const answers = await Promise.all(Array.from({ length: 20 }, sign));
  assert.equal(answers.filter(({ data }) => data === say.done.data).length, 1, "of many at once one counts");
  assert.equal(answers.filter(({ data }) => data === BEFORE.data).length, 19);
  const { exp, balance } = await now();
  assert.deepEqual({ exp, balance }, { exp: 107, balance: 35 });
  await lastWas(DAY);
  await app.patch({ signin_exp: 0, signin_balance: 1 });
  await sign();
  assert.deepEqual([(await now()).exp, (await now()).balance], [107, 36]);
  const rows = await d1(server.stateDir, "SELECT kind, amount, balance FROM ledger WHERE appid = ?1 ORDER BY id", app.appid);
  assert.deepEqual(rows, [
    { kind: "admin", amount: 5, balance: 5 },
    { kind: "signin", amount: 30, balance: 35 },
    { kind: "signin", amount: 1, balance: 36 },
  ]);
});

test("the streak stands in the profile of login and data", async () => {
  const { app, user: name, sign } = await user();
  await sign();
  const { data } = (await post("login", { ...app.id, user: name, pass: "secret1" })).body;
  assert.deepEqual([data.Continuous, data["Continuous(连续签到)"]], [1, 1]);
});

test("what would go beyond the largest number is not added", async () => {
  const { app, user: name, sign, now } = await user({ signin_exp: 10, signin_balance: 10 });
  const most = Number.MAX_SAFE_INTEGER;
  await admin("PATCH", app.userAt(name), { exp: most - 3, balance: most - 3 });
  assert.deepEqual(await sign(), say.done);
  assert.deepEqual([(await now()).exp, (await now()).balance], [most, most - 3]);
});
