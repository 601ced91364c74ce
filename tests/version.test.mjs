// One version for all: Worker, console, clients.

import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../scripts/lib.mjs";
import { api } from "./harness/api.mjs";
import { browserTest } from "./harness/browser.mjs";

const { server, call } = api();
const { version } = JSON.parse(read("package.json"));

test("the files agree, and the newest of CHANGELOG.md is it", () => {
  for (const file of ["Cargo.toml", "clients/python/pyproject.toml"]) assert.equal(read(file).match(/^version = "(.*)"$/m)[1], version, file);
  assert.equal(JSON.parse(read("clients/typescript/package.json")).version, version);
  assert.equal(JSON.parse(read("template/package.json")).dependencies["nobase-edge"], `^${version}`);
  assert.equal(read("CHANGELOG.md").match(/^## (\S+)/m)[1], version);
});

test("health and openapi.json say it", async () => {
  assert.equal((await call("/healthz")).headers.get("x-version"), version);
  assert.equal((await call("/openapi.json")).body.info.version, version);
});

browserTest("the console shows it", { key: server.adminKey }, async ({ page }) => {
  await page.getByText(`nobase-edge ${version}`, { exact: true }).waitFor();
});
