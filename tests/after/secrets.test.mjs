// After all other files, when the shared server has ended: of the secrets that their tests used, none is in what it logged, and
// in what it stored only those that its admin API shows.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { assertLogsNone, assertStoresNone, sharedSecrets } from "../harness/secrets.mjs";
import { shared } from "../harness/server.mjs";

const { stateDir } = shared();
const secrets = sharedSecrets();

test("the log holds no password, token, key, signature or secret that was used", () => {
  const log = fs.readFileSync(path.join(stateDir, "server.log"));
  assert.ok(log.includes('"outcome":"ok"'), "the calls are in it");
  assert.ok([...secrets.values()].includes("ADMIN_KEY"));
  assertLogsNone(stateDir, log, secrets);
});

test("what is stored holds no password, token or key", () => {
  assert.ok(assertStoresNone(stateDir, secrets) > 0, "a signature, which is stored as it is, is found");
});
