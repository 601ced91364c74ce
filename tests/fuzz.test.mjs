// Some of the requests of `npm run fuzz`.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { fuzz } from "./fuzz/fuzz.mjs";

const COUNT = 4_000;

test(`${COUNT} made-up requests: none hangs, none breaks, each is answered in form`, { timeout: 300_000 }, async () => {
  const seed = Number(process.env.FUZZ_SEED ?? randomInt(1e9));
  console.log(`FUZZ_SEED=${seed} repeats this`);
  const { sent, answered } = await fuzz({ count: COUNT, seed });
  assert.ok(sent >= COUNT && answered > COUNT / 2, `${answered} of ${sent} came as far as the Worker`);
});
