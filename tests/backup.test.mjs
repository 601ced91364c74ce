// A restore drill: a backup is taken under load (of the running server's D1, which `backup --local` leaves alone), everything is
// destroyed, and what was acknowledged before the backup began is there again by `restore --local`. The commands for a deployed
// database are gone through by tests/scripts/package.test.mjs.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { exported } from "../scripts/d1.mjs";
import { root } from "../scripts/lib.mjs";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { d1, newStateDir } from "./harness/server.mjs";

const CLIENTS = 8;
/** Accounts that are whole before the backup begins, and answers after it has been taken. */
const [BEFORE, AFTER] = [60, 100];
const pass = "secret1";

/** Clients that make accounts, each with a token, a QQ number, a signature and money, until `ended()`; what was acknowledged of each stands in `accounts`. */
async function load({ post }, { id }, accounts, answered, ended) {
  const ask = async (endpoint, params) => {
    const { body, text } = await post(endpoint, { ...id, ...params });
    assert.equal(body?.code, 200, text);
    answered();
    return body.data;
  };
  let made = 0;
  const client = async () => {
    while (!ended()) {
      const number = (made += 1);
      const account = { user: `user${number}` };
      accounts.push(account);
      await ask("register", { user: account.user, pass, nickname: `用户 ${number}'"\\n;--` });
      account.registered = true;
      ({ token: account.token } = await ask("login", { user: account.user, pass }));
      await ask("qq", { token: account.token, qq: String(1_000_000_000 + number) });
      await ask("update_sign", { token: account.token, newsign: `签名 ${number}\n'"; DROP TABLE users` });
      await ask("money_add", { token: account.token, num: String(number) });
      account.whole = number;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

/** `npx nobase-edge COMMAND` on the state of this machine in `stateDir`; answers what it said, and whether all went well. */
function command(stateDir, ...args) {
  return new Promise((resolve) => {
    const env = { ...process.env, STATE_DIR: stateDir };
    execFile(process.execPath, ["--no-warnings", "scripts/cli.mjs", ...args], { cwd: root, env }, (error, said, complaint) => resolve({ said: said + complaint, ok: !error }));
  });
}

test("after a backup under load and the loss of everything, what was acknowledged before the backup is there", { timeout: 120_000 }, async () => {
  const [lost, restored] = [newStateDir(), newStateDir()];
  const file = path.join(restored, "backup.sql");
  const accounts = [];
  let app, acknowledged;
  const server = await startBare({ stateDir: lost });
  try {
    const client = api(server);
    app = await client.newApp({ client_money_add: true, strict_format: false });
    let [answers, enough] = [0, Infinity];
    const working = load(client, app, accounts, () => (answers += 1), () => answers >= enough);
    while (accounts.filter(({ whole }) => whole).length < BEFORE) await Promise.race([working, new Promise((resolve) => setTimeout(resolve, 10))]);
    acknowledged = structuredClone(accounts);
    const sql = await exported(await server.db());
    enough = answers + AFTER;
    await working;
    fs.writeFileSync(file, sql);
  } finally {
    await server.stop();
  }
  fs.rmSync(lost, { recursive: true });

  const first = await command(restored, "restore", "--local", file);
  assert.ok(first.ok, first.said);
  const second = await command(restored, "restore", "--local", file);
  assert.ok(!second.ok && /is not empty/.test(second.said), "what is there is not written over");

  const again = await startBare({ stateDir: restored });
  try {
    const { post, admin } = api(again);
    const whole = acknowledged.filter((it) => it.whole);
    assert.ok(whole.length >= BEFORE && accounts.filter((it) => it.whole).length > whole.length, "there was load before and after");
    for (const { user, token, whole: number } of whole) {
      const { body } = await post("data", { ...app.id, user, token });
      assert.equal(body.code, 200, `the token of ${user} is lost`);
      const { body: shown } = await admin("GET", app.userAt(user));
      assert.equal(shown.qq, String(1_000_000_000 + number));
      assert.equal(shown.nickname, `用户 ${number}'"\\n;--`);
      assert.equal(shown.sign, `签名 ${number}\n'"; DROP TABLE users`);
      assert.equal(shown.balance, number);
    }
    for (const { user } of acknowledged.filter(({ registered }) => registered)) {
      assert.equal((await post("login", { ...app.id, user, pass })).body.code, 200, `${user} cannot log in`);
    }
  } finally {
    await again.stop();
  }
  // It is of one moment: the triggers' counts are those of the rows, and every balance is the sum of its ledger.
  const [counts] = await d1(restored, `SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM users WHERE balance <>
    (SELECT coalesce(sum(amount), 0) FROM ledger WHERE ledger.appid = users.appid AND ledger.user_id = users.id)) AS unequal`);
  assert.equal(counts.unequal, 0);
  assert.ok(counts.users >= acknowledged.filter(({ registered }) => registered).length);
  // And a backup of what was restored is the same again.
  const copy = path.join(restored, "copy.sql");
  const { said, ok } = await command(restored, "backup", "--local", copy);
  assert.ok(ok, said);
  const ledger = (name) => fs.readFileSync(name, "utf8").split("\n").filter((line) => line.startsWith('INSERT INTO "ledger"')).sort();
  assert.deepEqual(ledger(copy), ledger(file));
});
