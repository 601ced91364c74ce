// What nobody is to learn by the time that an answer takes: whether an account is there or disabled (login), and whether anybody
// has an address (send_code). A rank test (Mann-Whitney) over interleaved calls, whose outcome a busy machine does not change,
// because it is busy for all of them alike.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";

const SAMPLES = 500;
/** Standard deviations: by chance once in 100,000 comparisons. */
const MOST = 4.5;

/** How many standard deviations the ranks of `a` are from where they would be if `a` and `b` were alike. */
function distance(a, b) {
  const all = [...a.map((value) => [value, true]), ...b.map((value) => [value, false])].sort(([x], [y]) => x - y);
  const ranks = all.reduce((sum, [, isA], rank) => sum + (isA ? rank + 1 : 0), 0);
  const [n, m] = [a.length, b.length];
  return (ranks - (n * (n + m + 1)) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

/** A random order of `list`. */
const shuffled = (list) => list.map((it) => [Math.random(), it]).sort(([a], [b]) => a - b).map(([, it]) => it);

/** Times `calls`, functions of the number of the sample by name, in random orders; answers how far apart each two of `pairs` are. */
async function compared(t, calls, pairs) {
  const times = Object.fromEntries(Object.keys(calls).map((name) => [name, []]));
  for (let n = -20; n < SAMPLES; n += 1) {
    for (const name of shuffled(Object.keys(calls))) {
      const began = performance.now();
      await calls[name](n);
      if (n >= 0) times[name].push(performance.now() - began); // the first ones warm up
    }
  }
  const found = pairs.map(([a, b]) => [`${a}, ${b}`, distance(times[a], times[b])]);
  t.diagnostic(JSON.stringify(Object.fromEntries(found)));
  return found;
}

const assertAlike = (pairs) => pairs.forEach(([pair, z]) => assert.ok(Math.abs(z) < MOST, `${pair}: ${z.toFixed(1)}`));

// A hash that takes longer than the rest of a call varies, at a fraction of the deployed cost.
const server = await startBare({ vars: { PASSWORD_COST: "m=4096,t=1,p=1" } });
after(() => server.stop());
const { admin, newApp, user } = api(server);

/** A hash that costs nothing to check, as no import takes it without a least time for refusals (refusal_ms). */
const CHEAP = `$pbkdf2-sha256$i=1$${"A".repeat(22)}$${"A".repeat(43)}`;

test("login: unknown account, wrong password and disabled user take the same time; the same without the hash is told apart", { timeout: 300_000 }, async (t) => {
  const app = await newApp();
  const [{ user: active }, { user: disabled }, { user: cheap }] = [await app.register(), await app.register(), await app.register()];
  await admin("PATCH", app.userAt(disabled), { status: "disabled" });
  const db = await server.db();
  await db.prepare("UPDATE users SET password = ? WHERE appid = ? AND account = ?").bind(CHEAP, app.appid, cheap).run();
  const texts = new Set();
  const call = (account) => async () => texts.add((await user("login", { ...app.id, user: account, pass: "wrong11" })).text);
  const calls = { unknown: call("1000000000"), wrong: call(active), disabled: call(disabled), cheap: call(cheap) };
  const alike = await compared(t, calls, [["unknown", "wrong"], ["wrong", "disabled"], ["unknown", "disabled"], ["wrong", "cheap"]]);
  const [, difference] = alike.pop();
  assert.equal(texts.size, 1, "nor by the text");
  assertAlike(alike);
  assert.ok(difference > MOST, `a hash makes the difference that is looked for: ${difference}`);
});

test("send_code: it takes the same time whether or not anybody has the address", { timeout: 300_000 }, async (t) => {
  const app = await newApp();
  const address = (n) => `a${n + 100}@example.com`; // each once: it has to wait before the next
  for (let n = -20; n < SAMPLES; n += 130) {
    const users = Array.from({ length: 130 }, (_, more) => ({ user: `user${n + more + 100}`, nickname: "n", email: address(n + more) }));
    const { status, text } = await admin("POST", `/apps/${app.appid}/import`, { users });
    assert.equal(status, 200, text);
  }
  const send = (mail) => async (n) => assert.equal((await user("send_code", { ...app.id, mail: mail(n), purpose: "reset" })).body.code, 200);
  const calls = { known: send(address), unknown: send((n) => `nobody.${address(n)}`) };
  assertAlike(await compared(t, calls, [["known", "unknown"]]));
  const db = await server.db();
  const { n } = await db.prepare("SELECT count(*) AS n FROM codes").first();
  assert.ok(n >= SAMPLES, "codes were made");
});
