// `node scripts/setup.mjs`: everything a fresh clone needs before it can build, and only what is missing.
// npm start, npm test and the build call the parts they need; a run with nothing missing takes a moment.

import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Stop, main, oneAtATime, output, read, root, run, say } from "./lib.mjs";
import { buildTools } from "./tools.mjs";

const NODE = [20, 19]; // what Vite needs

/** Stops with one clear line when node, or rustup's cargo, is not there. */
export function checkPrerequisites() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < NODE[0] || (major === NODE[0] && minor < NODE[1])) {
    throw new Stop(`Node ${NODE.join(".")} or newer is needed, this is ${process.versions.node}: see https://nodejs.org`);
  }
  // rustup's installer changes PATH for new shells only: look where it puts things as well.
  const bin = path.join(process.env.CARGO_HOME ?? path.join(os.homedir(), ".cargo"), "bin");
  if (existsSync(bin)) process.env.PATH += path.delimiter + bin;
  for (const tool of ["rustup", "cargo"]) {
    if (!process.env.PATH.split(path.delimiter).some((folder) => existsSync(path.join(folder, tool)))) {
      throw new Stop(`${tool} is needed to build the Worker, and is not on the PATH: install Rust from https://rustup.rs`);
    }
  }
}

/** `npm ci`, if node_modules is not what package-lock.json says. */
export async function installPackages() {
  if (packagesMatch()) return;
  await oneAtATime("setup", async () => {
    if (packagesMatch()) return;
    say("setup", "installing npm packages (wrangler, and what the two builds need; usually under a minute) ...");
    // npm sets npm_execpath for the scripts that it runs: the same npm then installs.
    const npm = process.env.npm_execpath?.endsWith(".js") ? [process.execPath, process.env.npm_execpath] : ["npm"];
    // Nothing here needs its install script, and what is not run cannot do harm.
    await run(npm[0], [...npm.slice(1), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  });
}

/** npm writes what it installed into node_modules/.package-lock.json, as its last act. */
function packagesMatch() {
  const text = read("node_modules/.package-lock.json");
  if (text === undefined) return false;
  const installed = JSON.parse(text).packages;
  const wanted = JSON.parse(read("package-lock.json")).packages;
  return Object.entries(wanted).every(([name, { version, integrity, optional }]) => {
    if (name === "") return true; // the root package itself
    const there = installed[name];
    return there ? there.version === version && there.integrity === integrity : optional;
  });
}

/** Installs the toolchain of rust-toolchain.toml and its wasm target, if they are missing. */
export async function installToolchain() {
  const file = read("rust-toolchain.toml");
  const [, channel] = file.match(/^channel *= *"(.+)"/m);
  const list = (key) => [...(file.match(new RegExp(`^${key} *= *\\[(.*)\\]`, "m"))?.[1] ?? "").matchAll(/"(.+?)"/g)].map((m) => m[1]);
  const targets = list("targets");

  // Asked by name: a plain `rustc` here would make some versions of rustup install things on their own.
  const installed = output("rustup", ["target", "list", "--installed", "--toolchain", channel])?.split("\n");
  if (installed && targets.every((target) => installed.includes(target))) return;
  say("setup", `installing Rust ${channel} with ${targets.join(", ")} (usually a minute) ...`);
  await run("rustup", [
    ...["toolchain", "install", channel, "--profile", "minimal", "--no-self-update"],
    ...list("components").flatMap((component) => ["--component", component]),
    ...targets.flatMap((target) => ["--target", target]),
  ]);
}

await main(import.meta.url, "setup", async () => {
  checkPrerequisites();
  await installPackages();
  await installToolchain();
  await oneAtATime("setup", buildTools);
  say("setup", `everything is there in ${path.relative(process.cwd(), root) || "this folder"}`);
});
