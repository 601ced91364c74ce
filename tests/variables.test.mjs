// A deployment in which a variable or a secret is missing, or says what makes no sense: each call does what it is for or is
// answered as after a failure inside, the log names the variable, and once it is right everything is as before.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { read } from "../scripts/lib.mjs";
import { called, prepared } from "./faults/call.mjs";
import { OPERATIONS } from "./faults/operations.mjs";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { newStateDir } from "./harness/server.mjs";
import { words } from "./harness/words.mjs";

/** Those of wrangler.toml, which a deployment has, and the secrets that it may have. */
const VARIABLES = [...read("wrangler.toml").split("\n[vars]\n")[1].matchAll(/^([A-Z_]+) = /gm)].map(([, name]) => name);
const SECRETS = ["ADMIN_KEY", "PASSWORD_PEPPER", "PASSWORD_PEPPER_BEFORE", "SMTP_URL", "MAIL_API_KEY"];
/** What makes no sense to any variable. */
const NONSENSE = "\u0000nonsense-%%-value";
const AT_ONCE = 4;
/** Calls of all user endpoints. */
const CALLS = OPERATIONS.filter(({ endpoint, told }) => endpoint && !told);

const ALL = ["login failed", "send_code failed", "register failed"];
/** What fails without each, and with nonsense in it; nothing where it is not named, or it is missing in any test. What is asked by token needs none of them. */
const FAILS = {
  UTC_OFFSET_MINUTES: [ALL, ALL], PASSWORD_COST: [ALL, ALL], HASHER: [ALL, ALL], THROTTLE: [ALL, ALL], COST_HEADER: [ALL, ALL],
  LOG: [[], ALL],
  MAIL: [["send_code sends no mail"], ["send_code failed"]],
  MAIL_FROM: [[], ["send_code failed"]],
  // Without a pepper, codes are digested with it.
  ADMIN_KEY: [["send_code failed"], []],
};

const stateDir = newStateDir();
let there;

/** A copy of the state, as of a deployment that has been well. */
function copied() {
  const copy = newStateDir();
  fs.cpSync(stateDir, copy, { recursive: true });
  return copy;
}

/** Asks a Worker without the variable `name`, or with another `value` of it. */
async function asked(name, value) {
  const change = ({ bindings: { [name]: _, ...others }, ...worker }) => ({ ...worker, bindings: { ...others, ...(value !== undefined && { [name]: value }) } });
  const server = await startBare({ stateDir: copied(), adminKey: there.adminKey, change });
  try {
    const { app, account } = there;
    const all = api(server);
    const { post, admin, call } = all;
    const about = `${name} ${value === undefined ? "missing" : "nonsense"}`;
    const answers = {
      login: await post("login", { ...app.id, user: account.user, pass: account.pass }),
      update_sign: await post("update_sign", { ...app.id, token: account.token, newsign: "x" }),
      send_code: await post("send_code", { ...app.id, mail: "a@example.com", purpose: "reset" }),
      register: await post("register", { ...app.id, user: "newcomer", pass: "secret1", nickname: "n" }),
    };
    const failed = [];
    for (const [endpoint, { status, body, text }] of Object.entries(answers)) {
      assert.equal(status, 200, `${about}: ${text}`);
      if (body.code === 200) continue;
      const { storage, noSender } = words[endpoint];
      const why = [["failed", storage], ["sends no mail", noSender]].find(([, it]) => isDeepStrictEqual(body, it));
      assert.ok(why, `${about}, ${endpoint}: ${text}`);
      failed.push(`${endpoint} ${why[0]}`);
    }
    for (const { operation, at } of value === undefined && FAILS[name] ? there.calls : []) {
      const { word } = await called(operation, { ...at, api: all }, {});
      // Where no mails are sent, no code was.
      const unsent = name === "MAIL" ? ["no_sender", "wrong_code"] : [];
      assert.ok([operation.answers ?? "done", "failed", ...unsent].includes(word), `${about}, ${operation.name}: ${word}`);
    }
    assert.equal((await call("/healthz")).status, 200, about);
    const me = await admin("GET", "/me");
    assert.ok([200, 401, 403, 429, 500, 503].includes(me.status), `${about}: ${me.text}`);
    assert.doesNotMatch(JSON.stringify([...Object.values(answers), me].map(({ text }) => text)), /nonsense|variable|PASSWORD_/, `${about}: told to nobody`);
    const log = server.log.join("");
    assert.ok(!log.includes("nonsense"), `${about}: its value is not logged`);
    if (failed.some((it) => / failed$/.test(it))) assert.match(log, new RegExp(`(variable|secret)[^"]* ${name}\\b`), `${about}: the log names it`);
    return failed;
  } finally {
    await server.stop();
  }
}

test("each variable and secret, missing or nonsense: what needs it fails as storage does, and the log names it", { timeout: 120_000 }, async () => {
  const first = await startBare({ stateDir });
  const all = api(first);
  const app = await all.newApp();
  there = { app, account: await app.login(), adminKey: first.adminKey, calls: [] };
  for (const operation of CALLS) there.calls.push({ operation, at: await prepared(operation, all) });
  await first.stop();

  const cells = [...VARIABLES, ...SECRETS].flatMap((name) => [[name, undefined], [name, NONSENSE]]);
  const lane = async () => {
    for (let cell = cells.shift(); cell; cell = cells.shift()) {
      const [name, value] = cell;
      const [missing, nonsense] = FAILS[name] ?? [[], []];
      assert.deepEqual(await asked(name, value), value === undefined ? missing : nonsense, `${name} ${value === undefined ? "missing" : "nonsense"}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
});
