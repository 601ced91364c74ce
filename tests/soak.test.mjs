// A short soak: what `npm run soak` does for a long time. Nothing timed is asserted here.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { forgotten } from "./soak/operations/index.mjs";
import { soak } from "./soak/soak.mjs";

test("every declared user endpoint and every call of the admin API has an operation in the soak", () => {
  assert.deepEqual(forgotten(), []);
});

test("32 clients, two kills, a few seconds of load: the database is exactly what was acknowledged", async () => {
  const seed = process.env.SOAK_SEED ?? String(randomInt(1e9));
  console.log(`SOAK_SEED=${seed} repeats this`);
  const { crashes } = await soak({ operations: 1000, kills: 2, seconds: 3, connections: 32, seed, say: console.log });
  assert.ok(crashes.kills >= 2 && crashes.cutOff > 0, "something was cut off");
});
