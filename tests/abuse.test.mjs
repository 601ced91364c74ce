// What those who guess get, in figures: how many guesses get as far as a password within a minute, and what a refusal costs.
// SECURITY.md has the table.

import assert from "node:assert/strict";
import net from "node:net";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { declared } from "./harness/declared.mjs";

const [BY_ACCOUNT, BY_ADDRESS] = [10, 60]; // as in wrangler.toml
/** Of one account, as in src/throttle.rs. */
const AT_ONCE = 20;
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

test("guesses that come at once: the limit's number is answered, and few more get as far as the password", async (t) => {
  const app = await newApp();
  const { user: name } = await app.register();
  await minute();
  const guess = (n) => user("login", { ...app.id, user: name, pass: "wrong11" }, { headers: { "cf-connecting-ip": `203.2.${n}.1` } });
  const answers = await Promise.all(many(200, guess));
  const [answered, hashes] = [answers.filter(({ body }) => body.code !== 429).length, answers.reduce((sum, { cost }) => sum + cost.hash, 0)];
  t.diagnostic(JSON.stringify({ answered, hashes }));
  assert.equal(answered, BY_ACCOUNT);
  assert.ok(hashes <= BY_ACCOUNT + 1 + AT_ONCE, `${hashes} hashes`);
});

test("logins whose client goes away before the answer are over, and keep nobody out", async () => {
  const slow = await startBare({ vars: { THROTTLE: "on", PASSWORD_COST: "m=19456,t=2,p=1" } });
  try {
    const app = await api(slow).newApp();
    const { user: name, pass } = await app.register();
    const query = new URLSearchParams({ ...app.id, user: name, pass });
    const direct = slow.elsewhere; // nothing is between the client and this isolate
    const { port } = new URL(direct.url);
    for (let n = 0; n < 2 * AT_ONCE; n += 1) {
      const socket = net.connect(Number(port), "127.0.0.1");
      socket.write(`GET /api/user/login?${query} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await sleep(15);
      socket.destroy();
    }
    let answer;
    for (const deadline = Date.now() + 10_000; Date.now() < deadline && answer?.code !== 200; await sleep(100)) {
      answer = (await api(direct).user("login", { ...app.id, user: name, pass })).body;
    }
    assert.equal(answer.code, 200);
  } finally {
    await slow.stop();
  }
});

test("nobody without a good token costs a hash", async () => {
  const app = await newApp();
  const bad = { ...app.id, token: "0".repeat(64), nickname: "n", qq: "12345678", mail: "a@b.cn", newsign: "x", newpass: "secret2", num: 1 };
  for (const { name } of declared.endpoints.filter(({ parameters }) => parameters.some((it) => it.name === "token"))) {
    const { cost, text } = await user(name, bad);
    assert.equal(cost.hash, 0, `${name}: ${text}`);
  }
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
