// The programs that turn the crate into a Worker: worker-build and the four it calls.
//
//   worker-build   compiled by cargo, kept per user and version, so that a second clone finds it
//   wasm-bindgen   must have exactly the version in Cargo.lock: downloaded by worker-build where its releases can be
//                  reached, else compiled by cargo and kept likewise
//   wasm-opt       from npm's binaryen      } pinned in package.json to the versions
//   esbuild        from npm's esbuild       } that worker-build would download itself
//
// WORKER_BUILD_BIN, WASM_BINDGEN_BIN, WASM_OPT_BIN and ESBUILD_BIN name other copies to use.

import { spawn } from "node:child_process";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Stop, output, read, root, say } from "./lib.mjs";

const WORKER_BUILD = "0.8.7";

/** Every version that decides what the build makes. */
export function toolVersions() {
  const { devDependencies: npm } = JSON.parse(read("package.json"));
  return { "worker-build": WORKER_BUILD, "wasm-bindgen": wasmBindgenVersion(), binaryen: npm.binaryen, esbuild: npm.esbuild };
}

/** Finds or makes the tools for the crate in `folder`; answers worker-build's path and the environment it wants. */
export async function buildTools(folder = root) {
  const [workerBuild, wasmBindgen] = await Promise.all([
    process.env.WORKER_BUILD_BIN ?? compiled("worker-build", WORKER_BUILD, "worker-build"),
    process.env.WASM_BINDGEN_BIN ?? wasmBindgenBinary(wasmBindgenVersion(folder)),
  ]);
  const npmBin = (name) => path.join(root, "node_modules", ".bin", name);
  return {
    workerBuild,
    env: {
      ...(wasmBindgen && { WASM_BINDGEN_BIN: wasmBindgen }),
      WASM_OPT_BIN: process.env.WASM_OPT_BIN ?? npmBin("wasm-opt"),
      ESBUILD_BIN: process.env.ESBUILD_BIN ?? npmBin("esbuild"),
    },
  };
}

const wasmBindgenVersion = (folder = root) => read(path.join(folder, "Cargo.lock")).match(/^name = "wasm-bindgen"\nversion = "(.+)"/m)[1];

/** The path of a wasm-bindgen, or undefined when worker-build is to download its own. */
async function wasmBindgenBinary(version) {
  const kept = binary("wasm-bindgen", version);
  if (fs.existsSync(kept)) return kept;
  if (workerBuildHas(version) || (await releasesReachable(version))) return undefined;
  return compiled("wasm-bindgen-cli", version, "wasm-bindgen");
}

/** Whether worker-build downloaded this version before, into its own cache. */
function workerBuildHas(version) {
  const caches = [process.env.XDG_CACHE_HOME, path.join(os.homedir(), ".cache"), path.join(os.homedir(), "Library", "Caches")];
  return caches.filter(Boolean).map((cache) => path.join(cache, "worker-build")).some((folder) =>
    fs.existsSync(folder) && fs.readdirSync(folder).some((name) =>
      name.startsWith("wasm-bindgen-") && name.endsWith(`-${version}`) && fs.existsSync(path.join(folder, name, "wasm-bindgen"))));
}

/** A short look whether the release downloads answer from here: where they are blocked, cargo has to do it. */
async function releasesReachable(version) {
  const url = `https://github.com/wasm-bindgen/wasm-bindgen/releases/download/${version}/wasm-bindgen-${version}-x86_64-unknown-linux-musl.tar.gz`;
  return fetch(url, { method: "HEAD", signal: AbortSignal.timeout(5000) }).then((answer) => answer.ok, () => false);
}

const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "nobase-edge", "tools");
const binary = (name, version) => path.join(cache, `${name}-${version}`, "bin", name);

/** A program of crates.io in this version, compiled now if this user has not got it yet. */
export async function compiled(crate, version, name) {
  const finished = binary(name, version);
  if (fs.existsSync(finished)) return finished;
  checkCompiler(crate);
  say("setup", `compiling ${crate} ${version}, once for this user (usually 1 to 3 minutes) ...`);
  const started = Date.now();
  // Made aside and then renamed: whoever looks sees all of it or nothing, also with two set-ups at once.
  fs.mkdirSync(cache, { recursive: true });
  sweep();
  const aside = fs.mkdtempSync(path.join(cache, `making-${name}-`));
  try {
    const locked = await cargoInstall(aside, crate, version, name, ["--locked"]);
    // A crate's own lock can name releases that a registry mirror has not got: then take what fits.
    if (!locked.ok && !locked.log.includes("Compiling")) await cargoInstall(aside, crate, version, name, []);
    if (!fs.existsSync(path.join(aside, "bin", name))) {
      throw new Stop(`cargo install ${crate} failed:\n${read(path.join(aside, "log"))?.split("\n").slice(-25).join("\n")}`);
    }
    fs.rmSync(path.join(aside, "target"), { recursive: true, force: true });
    const home = path.dirname(path.dirname(finished));
    try {
      fs.renameSync(aside, home);
    } catch (error) {
      if (!fs.existsSync(finished)) throw error; // else another set-up was faster: its copy is as good
    }
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
  say("setup", `compiled ${crate} in ${seconds(started)} s`);
  return finished;
}

/** Runs cargo install into `aside`, saying now and then that it still works, and at what. */
function cargoInstall(aside, crate, version, name, more) {
  const log = path.join(aside, "log");
  const started = Date.now();
  const progress = setInterval(() => {
    const last = read(log)?.match(/^ *(?:Compiling|Downloaded|Downloading|Updating) .*/gm)?.at(-1)?.trim();
    say("setup", `  ${crate}: ${seconds(started)} s, ${last ?? "starting"}`);
  }, 20_000);
  return new Promise((resolve, reject) => {
    const file = fs.openSync(log, "w");
    const args = ["install", ...more, "--root", aside, "--target-dir", path.join(aside, "target"), "--bin", name, `${crate}@${version}`];
    // These programs work for a second per build: compiling them unoptimised saves more than it costs (70 s for 220 s).
    const cheap = { CARGO_PROFILE_RELEASE_OPT_LEVEL: "0", CARGO_PROFILE_RELEASE_LTO: "off", CARGO_PROFILE_RELEASE_DEBUG: "0", CARGO_PROFILE_RELEASE_STRIP: "true" };
    const cargo = spawn("cargo", args, { cwd: root, stdio: ["ignore", file, file], env: { ...process.env, CARGO_TERM_COLOR: "never", ...cheap } });
    process.once("exit", () => cargo.kill()); // when the other of two compilations has failed
    cargo
      .on("error", (error) => reject(new Stop(`cannot run cargo: ${error.message}`)))
      .on("exit", (code) => resolve({ ok: code === 0, log: read(log) }));
  }).finally(() => clearInterval(progress));
}

/** Removes what set-ups that were killed half-way left behind. */
function sweep() {
  for (const name of fs.readdirSync(cache).filter((name) => name.startsWith("making-"))) {
    const folder = path.join(cache, name);
    const day = 24 * 60 * 60 * 1000;
    if (Date.now() - fs.statSync(folder).mtimeMs > day) fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What compiling needs besides Rust, said before minutes have gone by. */
function checkCompiler(crate) {
  if (process.platform !== "linux") return;
  if (output("cc", ["--version"]) === undefined) {
    throw new Stop(`compiling ${crate} needs a C compiler: on Debian and Ubuntu, apt install build-essential`);
  }
  if (crate === "worker-build" && !process.env.OPENSSL_DIR && output("pkg-config", ["--exists", "openssl"]) === undefined) {
    throw new Stop("compiling worker-build needs OpenSSL's headers: on Debian and Ubuntu, apt install pkg-config libssl-dev");
  }
}

const seconds = (since) => Math.round((Date.now() - since) / 1000);
