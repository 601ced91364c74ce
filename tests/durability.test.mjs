// What was acknowledged stays, also when the server is killed as by a power cut in the midst of its work.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "./harness/api.mjs";
import { newStateDir, startServer } from "./harness/server.mjs";

/** Times the server is killed. */
const ROUNDS = 3;
const CLIENTS = 6;
/** Answers after which the server is killed, while every client waits for another one. */
const ANSWERS = 80;

const pass = "secret1";
let made = 0;
const newName = () => String(1_000_000_000 + (made += 1));

/**
 * Clients that register, log in and bind QQ numbers until the server is gone. Answers what became of each account:
 * {user, registered, token, qq}, each of the last three only if it was acknowledged.
 */
async function load({ post }, { id }, enough) {
  const accounts = [];
  let answers = 0;
  const acknowledged = async (endpoint, params) => {
    const { body } = await post(endpoint, { ...id, ...params });
    assert.equal(body.code, 200, JSON.stringify(body));
    answers += 1;
    if (answers === ANSWERS) enough();
    return body.data;
  };
  const client = async () => {
    for (;;) {
      const account = { user: newName() };
      accounts.push(account);
      try {
        await acknowledged("register", { user: account.user, pass, nickname: "n" });
        account.registered = true;
        const { token } = await acknowledged("login", { user: account.user, pass });
        account.token = token;
        await acknowledged("qq", { token, qq: account.user });
        account.qq = account.user;
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        return; // the server is gone
      }
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return accounts;
}

/** Asserts that everything acknowledged of `account` is there, and what was cut off is there wholly or not at all. */
async function assertKept({ post, admin }, app, { user, registered, token, qq }) {
  if (!registered) {
    const { body } = await post("register", { ...app.id, user, pass, nickname: "n" });
    assert.ok([200, 404].includes(body.code), JSON.stringify(body));
  }
  assert.equal((await post("login", { ...app.id, user, pass })).body.code, 200, `${user} cannot log in`);
  if (token) {
    const { body } = await post("update_sign", { ...app.id, token, newsign: "n" });
    assert.equal(body.code, 200, `the token of ${user} is lost`);
  }
  if (qq) assert.equal((await admin("GET", app.userAt(user))).body.qq, qq, `the binding of ${user} is lost`);
}

test("killing the server under load loses no acknowledged registration, binding or token", async () => {
  const stateDir = newStateDir();
  const accounts = [];
  let app;
  for (let round = 0; round < ROUNDS; round += 1) {
    const server = await startServer({ stateDir });
    try {
      const client = api(server);
      app ??= await client.newApp();
      const touched = await load(client, app, server.kill);
      const count = (what) => touched.filter((account) => account[what]).length;
      assert.ok(count("registered") > 0 && count("token") > 0 && count("qq") > 0, "there was something to lose");
      assert.ok(count("qq") < touched.length, "and something was cut off");
      accounts.push(...touched);
    } finally {
      await server.kill();
    }
  }
  const server = await startServer({ stateDir });
  try {
    for (const account of accounts) await assertKept(api(server), app, account);
  } finally {
    await server.stop();
  }
});
