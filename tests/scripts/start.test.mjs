// npm start on a state that was changed by hand.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { newCheckout, start } from "./checkout.mjs";

test("where the databases were deleted and nothing else, npm start makes them again", async () => {
  const home = newCheckout();
  const first = await start(home);
  assert.equal(first.code, 0, first.said);
  fs.rmSync(path.join(home, "state", "v3"), { recursive: true });
  assert.notDeepEqual(fs.readdirSync(path.join(home, "state")), []);
  const second = await start(home);
  assert.equal(second.code, 0, second.said);
  assert.match(second.said, /nobase-edge serves on/);
});
