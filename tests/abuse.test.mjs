// What those who guess get, in figures: how many guesses get as far as a password within a minute, and what a refusal costs.
// docs/robustness.md has the table.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { declared } from "./harness/declared.mjs";

const [BY_ACCOUNT, BY_ADDRESS] = [10, 60]; // as in wrangler.toml
const ADDRESSES = 20;

const server = await startBare({ vars: { THROTTLE: "on" } });
after(() => server.stop());
const { newApp, user } = api(server);

/** The local runtime counts within whole minutes of the clock: what follows fits into one. */
async function minute() {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 20_000) await sleep(left + 100);
}

/** How many of `guesses`, [account, address], got as far as the password: each of those is a hash. */
async function through(app, guesses) {
  await minute();
  let hashes = 0;
  for (const [account, address] of guesses) {
    const { cost } = await user("login", { ...app.id, user: account, pass: "wrong11" }, { headers: { "cf-connecting-ip": address } });
    hashes += cost.hash;
  }
  return hashes;
}

const many = (count, each) => Array.from({ length: count }, (_, n) => each(n));

test("guesses that get through in a minute: at one account from one address and from many, at many accounts", { timeout: 240_000 }, async (t) => {
  const app = await newApp();
  const { user: name } = await app.register();
  const { user: other } = await app.register();
  const figures = {
    "one account, one address": await through(app, many(40, () => [name, "203.0.113.1"])),
    "one account, 20 addresses": await through(app, many(40, (n) => [other, `203.0.${n % ADDRESSES}.2`])),
    "many accounts, one address": await through(app, many(100, (n) => [`nobody${n}`, "203.0.113.3"])),
    "many accounts, 20 addresses": await through(app, many(200, (n) => [`nobody${n}`, `203.1.${n % ADDRESSES}.4`])),
  };
  t.diagnostic(JSON.stringify(figures));
  // The guess that is one too many is hashed as well, before it is counted.
  assert.deepEqual(figures, {
    "one account, one address": BY_ACCOUNT + 1,
    "one account, 20 addresses": BY_ACCOUNT + 1,
    "many accounts, one address": BY_ADDRESS + 1,
    "many accounts, 20 addresses": 200,
  });
});

test("nobody without a valid appid and signature costs a hash, whatever they call", async () => {
  const app = await newApp({ token_required: false });
  const { user: name, pass } = await app.register();
  const values = { user: name, pass, nickname: "n", qq: "12345678", mail: "a@b.cn", newsign: "x", newpass: "secret2", newnick: "x", code: "123456" };
  for (const endpoint of declared.endpoints.filter(({ parameters }) => parameters.some((it) => it.name === "pass"))) {
    for (const id of [{ ...app.id, signature: "0".repeat(32) }, { ...app.id, appid: "1000000000" }, { appid: app.appid }, {}]) {
      const { cost, text } = await user(endpoint.name, { ...values, ...id });
      assert.equal(cost.hash, 0, `${endpoint.name}: ${text}`);
    }
  }
});
