// What the release is made of: the bill of materials names all of it, and SECURITY.md says of each direct dependency why it is
// there.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { read, root } from "../../scripts/lib.mjs";
import { sbom } from "../../scripts/sbom.mjs";
import { newStateDir } from "../harness/server.mjs";

const names = (manifest) => Object.keys(JSON.parse(read(manifest)).dependencies ?? {});
const crates = read("Cargo.toml").match(/\n\[dependencies\]\n(.*?)\n\[/s)[1].match(/^[\w-]+/gm);

test("the bill of materials is valid CycloneDX, and has each crate that is linked, with its checksum, and what npm installs for one system, with licences", async () => {
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
  // What these have installed, a different one on each system: the runtime itself, and a library in machine code.
  for (const place of ["workerd", "sharp"]) {
    const programs = Object.entries(JSON.parse(read(`node_modules/${place}/package.json`)).optionalDependencies);
    assert.deepEqual(programs.map(([name, version]) => `pkg:npm/${name.replace("@", "%40")}@${version}`).filter((purl) => !purls.has(purl)), []);
  }
  for (const { name, purl, licenses, hashes } of components) {
    assert.ok(licenses?.length > 0, `${name} has a licence`);
    if (purl.startsWith("pkg:cargo/")) assert.match(hashes[0].content, /^[0-9a-f]{64}$/, name);
  }
});

/** What a registry says of a package: here of the versions that are locked. */
function packument(name) {
  const locked = Object.entries(JSON.parse(read("package-lock.json")).packages).filter(([place]) => place.endsWith(`node_modules/${name}`));
  return { name, versions: Object.fromEntries(locked.map(([, it]) => [it.version, { name, ...it }])) };
}

test("an audit stops at a known weakness of what is shipped, names one of what only builds, and says where it could not look", async () => {
  const advisories = { vue: "high", wrangler: "low", "@cloudflare/workerd-linux-64": "high", "playwright-core": "critical" };
  const answers = { known: [], asked: 0 };
  const registry = createServer((request, response) => {
    request.resume().on("end", () => {
      if (request.method === "GET") return response.end(JSON.stringify(packument(decodeURIComponent(request.url.slice(1)))));
      answers.asked += 1;
      const found = answers.known.map((name) => [name, [{ id: 1, url: "https://example.com", title: "x", severity: advisories[name], vulnerable_versions: ">=0" }]]);
      response.setHeader("content-type", "application/json").end(JSON.stringify(Object.fromEntries(found)));
    });
  }).listen(0, "127.0.0.1");
  await once(registry, "listening");
  const audit = (known, url = `http://127.0.0.1:${registry.address().port}/`) => {
    answers.known = known;
    return new Promise((resolve) => {
      const script = 'import { auditPackages } from "./scripts/audit.mjs"; try { auditPackages(); } catch (error) { console.log("STOP " + error.message); }';
      execFile(process.execPath, ["--input-type=module", "--eval", script], { cwd: root, env: { ...process.env, npm_config_registry: url, npm_config_fetch_retries: "0" } }, (_, text) => resolve(text));
    });
  };
  try {
    assert.match(await audit([]), /none of \d+ that are shipped/);
    assert.match(await audit(["vue", "wrangler"]), /^STOP .*wrangler \(low\), vue \(high\)|^STOP .*vue \(high\).*wrangler \(low\)/m);
    assert.match(await audit(["@cloudflare/workerd-linux-64"]), /^STOP .*workerd-linux-64 \(high\)/m);
    const built = await audit(["playwright-core"]);
    assert.match(built, /only build and test have known weaknesses: playwright-core \(critical\)/);
    assert.doesNotMatch(built, /STOP/);
    assert.equal(answers.asked, 4);
    assert.match(await audit([], "http://127.0.0.1:1/"), /NOT checked/);
  } finally {
    registry.close();
  }
});

test("SECURITY.md names each direct dependency, of the Worker, the console, the tools and the clients", () => {
  const [, text] = read("SECURITY.md").split("\n## Dependencies\n");
  const python = [...read("clients/python/pyproject.toml").matchAll(/^dependencies = \[(.*)\]$/gm)].flatMap(([, list]) => [...list.matchAll(/"([\w-]+)/g)].map(([, name]) => name));
  const developed = Object.keys(JSON.parse(read("package.json")).devDependencies);
  const wanted = [...crates, ...names("console/package.json"), ...names("clients/typescript/package.json"), ...python, ...developed, ...Object.keys(JSON.parse(read("console/package.json")).devDependencies)];
  assert.deepEqual(wanted.filter((name) => !text.includes(`\`${name}\``)), []);
});
