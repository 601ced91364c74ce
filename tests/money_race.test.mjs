// Money is exact: transfers at once, retried by request_id, while the server is killed as by a power cut.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "./harness/api.mjs";
import { d1, newStateDir, startServer } from "./harness/server.mjs";

const USERS = 10;
const TRANSFERS = 200;
const START = 1_000;
/** Answers after which the server is killed, each time. */
const KILLS = [30, 40, 50];

test("200 transfers in a ring of 10 users, retried over three kills: no money is made or lost, and none moves twice", async () => {
  const stateDir = newStateDir();
  let server = await startServer({ stateDir });
  let { post, admin, newApp } = api(server);
  const app = await newApp();
  const users = [];
  for (let i = 0; i < USERS; i += 1) {
    const { user, token } = await app.login();
    await admin("PATCH", app.userAt(user), { balance: START });
    users.push({ user, token });
  }

  const todo = Array.from({ length: TRANSFERS }, (_, i) => ({ from: i % USERS, num: 1 + (i * 37) % 300, request_id: `transfer-${i}` }));
  const acknowledged = new Map();
  for (const answers of [...KILLS, Infinity]) {
    let seen = 0;
    let killed = false;
    const attempt = async (transfer) => {
      const { token } = users[transfer.from];
      const newuser = users[(transfer.from + 1) % USERS].user;
      try {
        const { body } = await post("transfer", { ...app.id, token, newuser, num: transfer.num, request_id: transfer.request_id });
        // Once acknowledged it is done for ever; before, the balance may have been too low.
        if (acknowledged.get(transfer.request_id) === 200) assert.equal(body.code, 200, JSON.stringify(body));
        assert.ok(body.code === 200 || body.data === "余额不足", JSON.stringify(body));
        if (body.code === 200) acknowledged.set(transfer.request_id, 200);
        seen += 1;
        if (seen >= answers && !killed) {
          killed = true;
          await server.kill();
        }
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error; // else the server is gone
      }
    };
    // Every one of them again and again, also those that are done: as clients do that saw no answer.
    await Promise.all(todo.map(attempt));
    if (killed) {
      server = await startServer({ stateDir, adminKey: server.adminKey });
      ({ post, admin } = api(server));
    }
  }
  await server.kill();

  const rows = await d1(stateDir, "SELECT user_id, id, amount, balance, kind, request_id FROM ledger ORDER BY user_id, id");
  const stored = await d1(stateDir, "SELECT id, balance FROM users");
  assert.equal(stored.reduce((sum, { balance }) => sum + balance, 0), USERS * START, "the sum is unchanged");
  for (const { id, balance } of stored) {
    assert.ok(balance >= 0);
    const own = rows.filter((row) => row.user_id === id);
    assert.equal(own.reduce((sum, { amount }) => sum + amount, 0), balance, "the ledger adds up");
    own.reduce((before, row) => (assert.equal(row.balance, before + row.amount), row.balance), 0);
  }
  const paid = rows.filter(({ kind }) => kind === "pay");
  const ids = paid.map(({ request_id }) => request_id);
  assert.equal(new Set(ids).size, ids.length, "no request acted twice");
  assert.equal(rows.filter(({ kind }) => kind === "receive").length, paid.length);
  for (const request_id of acknowledged.keys()) assert.ok(ids.includes(request_id), `${request_id} was acknowledged`);
  assert.ok(acknowledged.size > TRANSFERS / 2, `${acknowledged.size} were done`);
});
