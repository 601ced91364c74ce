// The bill of materials of a release (CycloneDX): the crates that are compiled into the Worker, the npm packages that are in the
// console, and those that the npm package brings along, on any system. Part of `npm run release`.

import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { read, root } from "./lib.mjs";
import { description } from "./pack.mjs";

const { Component, Bom } = Models;
const { ComponentType } = Enums;

/** Writes it into `folder`; answers its path. */
export function sbom(folder) {
  const { name, version, license } = description();
  const main = new Component(ComponentType.Application, name, { version, bomRef: `${name}@${version}` });
  main.licenses.add(new Models.LicenseExpression(license));
  const bom = new Bom();
  bom.metadata.component = main;
  for (const it of [...crates(), ...packages()]) {
    const component = new Component(ComponentType.Library, it.name, { version: it.version, group: it.group, purl: it.purl, bomRef: it.purl });
    if (it.license) component.licenses.add(new Models.LicenseExpression(it.license));
    if (it.hash) component.hashes.set(Enums.HashAlgorithm["SHA-256"], it.hash);
    bom.components.add(component);
    main.dependencies.add(component.bomRef);
  }
  const file = path.join(folder, `${name}-${version}.cdx.json`);
  const serialized = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)).serialize(bom, { sortLists: true, space: 2 });
  fs.writeFileSync(file, `${serialized}\n`);
  return file;
}

/** The crates of the deployed Worker: what is linked for wasm32, without what only builds. */
export function crates() {
  const args = ["tree", "--locked", "--target", "wasm32-unknown-unknown", "--edges", "normal", "--prefix", "none", "--no-dedupe", "--format", "{p}|{l}"];
  const lines = execFileSync("cargo", args, { cwd: root, encoding: "utf8" }).trim().split("\n");
  const [, ...others] = [...new Set(lines)];
  return others.map((line) => {
    const [, name, version, license] = line.match(/^(\S+) v(\S+).*\|(.*)$/);
    const hash = read("Cargo.lock").match(new RegExp(`name = "${name}"\nversion = "${version.replace(/[+.]/g, "\\$&")}"\nsource = .*\nchecksum = "(.*)"`))?.[1];
    // Cargo allowed a slash once.
    return { name, version, license: license.replace(/\s*\/\s*/g, " OR "), hash, purl: `pkg:cargo/${name}@${version}` };
  });
}

/** The npm packages that a release ships in the console, or has installed. */
export function packages() {
  const lock = JSON.parse(read("package-lock.json")).packages;
  const found = new Map();
  const visit = (name, from) => {
    // As node looks for it: from its place outwards.
    const places = from.split("/node_modules/").map((_, n, parts) => [...parts.slice(0, parts.length - n), name].join("/node_modules/"));
    const place = [...places, `node_modules/${name}`].map((it) => it.replace(/^\//, "")).find((it) => lock[it] && !lock[it].link);
    if (!place || found.has(place)) return;
    const { version, license, dependencies, optionalDependencies } = lock[place];
    const [group, short] = name.startsWith("@") ? name.split("/") : [undefined, name];
    found.set(place, { place, group, name: short, version, license, purl: `pkg:npm/${name.replace("@", "%40")}@${version}` });
    // Those that are optional are programs for one system each, such as workerd itself: every machine has its own installed.
    for (const inner of Object.keys({ ...dependencies, ...optionalDependencies })) visit(inner, place);
  };
  for (const name of Object.keys(lock.console.dependencies)) visit(name, "console");
  for (const name of Object.keys(description().dependencies)) visit(name, "");
  return [...found.values()];
}
