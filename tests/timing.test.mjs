// An unknown account, a wrong password and a disabled user cannot be told apart by time: a rank test (Mann-Whitney) over
// interleaved calls, whose outcome a busy machine does not change, because it is busy for all of them alike.

import assert from "node:assert/strict";
import { test } from "node:test";
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

test("unknown account, wrong password and disabled user take the same time; what needs no hash is told apart", { timeout: 180_000 }, async (t) => {
  const server = await startBare();
  try {
    const { admin, newApp, user } = api(server);
    const app = await newApp();
    const [{ user: active }, { user: disabled }] = [await app.register(), await app.register()];
    await admin("PATCH", app.userAt(disabled), { status: "disabled" });
    const calls = {
      unknown: { user: "1000000000", pass: "wrong11" },
      wrong: { user: active, pass: "wrong11" },
      disabled: { user: disabled, pass: "wrong11" },
      without: { user: active },
    };
    const times = Object.fromEntries(Object.keys(calls).map((name) => [name, []]));
    const texts = new Set();
    for (let n = -20; n < SAMPLES; n += 1) {
      for (const name of shuffled(Object.keys(calls))) {
        const began = performance.now();
        const { text } = await user("login", { ...app.id, ...calls[name] });
        if (n >= 0) times[name].push(performance.now() - began); // the first ones warm up
        if (name !== "without") texts.add(text);
      }
    }
    assert.equal(texts.size, 1, "nor by the text");
    const found = Object.fromEntries([["unknown", "wrong"], ["wrong", "disabled"], ["unknown", "disabled"], ["wrong", "without"]].map(([a, b]) => [`${a}, ${b}`, distance(times[a], times[b])]));
    t.diagnostic(JSON.stringify(found));
    const { "wrong, without": difference, ...alike } = found;
    for (const [pair, z] of Object.entries(alike)) assert.ok(Math.abs(z) < MOST, `${pair}: ${z.toFixed(1)}`);
    assert.ok(difference > MOST, "the test finds a difference where there is one");
  } finally {
    await server.stop();
  }
});
