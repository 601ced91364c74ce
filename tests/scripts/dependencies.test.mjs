// What the release is made of: the bill of materials names all of it, and SECURITY.md says of each direct dependency why it is
// there.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { test } from "node:test";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { read, root } from "../../scripts/lib.mjs";
import { sbom } from "../../scripts/sbom.mjs";
import { newStateDir } from "../harness/server.mjs";

const names = (manifest) => Object.keys(JSON.parse(read(manifest)).dependencies ?? {});
const crates = read("Cargo.toml").match(/\n\[dependencies\]\n([^[]*)/)[1].match(/^[\w-]+/gm);

test("the bill of materials is valid CycloneDX, and has each crate that is linked, with its licence and checksum", async () => {
  const folder = newStateDir();
  fs.mkdirSync(folder, { recursive: true });
  const text = fs.readFileSync(sbom(folder), "utf8");
  assert.equal(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text), null);
  const { components, metadata } = JSON.parse(text);
  const purls = new Set(components.map(({ purl }) => purl));
  const tree = execFileSync("cargo", ["tree", "--locked", "--target", "wasm32-unknown-unknown", "-e", "normal", "--prefix", "none", "--format", "{p}"], { cwd: root, encoding: "utf8" });
  const linked = new Set(tree.trim().split("\n").slice(1).map((line) => line.match(/^(\S+) v(\S+)/)).map(([, name, version]) => `pkg:cargo/${name}@${version}`));
  linked.delete(`pkg:cargo/${metadata.component.name}@${metadata.component.version}`);
  assert.deepEqual([...linked].filter((purl) => !purls.has(purl)), []);
  for (const name of [...crates, ...names("console/package.json")]) assert.ok(components.some((it) => it.name === name), name);
  for (const { name, purl, licenses, hashes } of components) {
    assert.ok(licenses?.length > 0, `${name} has a licence`);
    if (purl.startsWith("pkg:cargo/")) assert.match(hashes[0].content, /^[0-9a-f]{64}$/, name);
  }
});

test("SECURITY.md names each direct dependency, of the Worker, the console, the tools and the clients", () => {
  const [, text] = read("SECURITY.md").split("\n## Dependencies\n");
  const python = [...read("clients/python/pyproject.toml").matchAll(/^dependencies = \[(.*)\]$/gm)].flatMap(([, list]) => [...list.matchAll(/"([\w-]+)/g)].map(([, name]) => name));
  const developed = Object.keys(JSON.parse(read("package.json")).devDependencies);
  const wanted = [...crates, ...names("console/package.json"), ...names("clients/typescript/package.json"), ...python, ...developed, ...Object.keys(JSON.parse(read("console/package.json")).devDependencies)];
  assert.deepEqual(wanted.filter((name) => !text.includes(`\`${name}\``)), []);
});
