// `npm run build`, and wrangler's [build] command: the crate, compiled and bundled into build/ (compile.mjs), and the
// console, bundled into public/ (console.mjs). Returns at once while nothing that goes into either has changed since the
// last time.

import * as fs from "node:fs";
import path from "node:path";
import { buildConsole } from "./console.mjs";
import { compile } from "./compile.mjs";
import { fingerprint, main, oneAtATime, read, root, say } from "./lib.mjs";
import { checkPrerequisites, installPackages, installToolchain } from "./setup.mjs";
import { toolVersions } from "./tools.mjs";

const INPUTS = ["src", "scripts/compile.mjs", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo/config.toml"];
const OUTPUTS = ["build/index.js", "build/index_bg.wasm"];
const STAMP = "build/.inputs";

const upToDate = () =>
  OUTPUTS.every((file) => fs.existsSync(path.join(root, file))) && read(STAMP) === fingerprint(INPUTS, toolVersions());

export async function build() {
  await buildConsole(); // the quick one first
  await buildWorker();
}

async function buildWorker() {
  if (upToDate()) return;
  checkPrerequisites();
  // Not while wrangler calls this: npm ci would remove the files that it runs from.
  if (!process.env.WRANGLER_COMMAND) await installPackages();
  await installToolchain();
  await oneAtATime("build", async () => {
    if (upToDate()) return; // somebody else has just done it
    say("build", "compiling the Worker (the first time usually 1 to 2 minutes, later a few seconds) ...");
    const started = Date.now();
    // Read before, stamped after: a file changed meanwhile makes the next build do it again.
    const inputs = fingerprint(INPUTS, toolVersions());
    fs.rmSync(path.join(root, STAMP), { force: true });
    await compile();
    fs.writeFileSync(path.join(root, STAMP), inputs);
    say("build", `done in ${Math.round((Date.now() - started) / 1000)} s`);
  });
}

await main(import.meta.url, "build", build);
