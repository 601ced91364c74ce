// The packages of a release are made and checked. Skipped where Python or PyPI is missing, except in CI.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { read } from "../../scripts/lib.mjs";
import { release } from "../../scripts/release.mjs";
import { newStateDir } from "../harness/server.mjs";
import { tools } from "../openapi/tools.mjs";

const { python, missing } = tools();
const skip = missing && !process.env.CI ? missing : false;

test("a release is three packages of one version, and their bill of materials", { skip, timeout: 300_000 }, async () => {
  const { version } = JSON.parse(read("package.json"));
  const folder = newStateDir();
  const { packages: made, bom } = await release(folder, python);
  assert.deepEqual(made.map((file) => path.basename(file)), [`nobase-edge-${version}.tgz`, `nobase-edge-client-${version}.tgz`, `nobase_edge_client-${version}-py3-none-any.whl`]);
  for (const file of [...made, bom]) assert.ok(fs.statSync(file).size > 1_000, file);
});
