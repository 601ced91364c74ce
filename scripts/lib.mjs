// What the scripts share: the repository's root, progress lines, running commands, fingerprints of files,
// and a lock so that two scripts started at once do not set up the same checkout at the same time.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Where these scripts are, and what they serve: a clone, or the npm package. */
export const own = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Whether they are those of a clone, which has sources and is built. */
export const isClone = fs.existsSync(path.join(own, "Cargo.toml"));

/** The folder that is worked on: the clone; with the package, the user's own project, in which it was called. */
export const root = isClone ? own : process.cwd();

/** One progress line: `[topic] text`. */
export const say = (topic, text) => console.log(`[${topic}] ${text}`);

/** An end that the user can do something about: shown as one line, without a stack trace. */
export class Stop extends Error {}

/** Runs a script's main function when the file `url` is what node was started with. */
export async function main(url, topic, body) {
  if (process.argv[1] === undefined || fs.realpathSync(process.argv[1]) !== fileURLToPath(url)) return;
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Stop ? `[${topic}] ${error.message}` : error);
    process.exit(1);
  }
}

/** Runs a command with its output going where ours goes; stops if it fails. */
export async function run(command, args, options = {}) {
  const code = await exitCode(command, args, options);
  if (code !== 0) throw new Stop(`${path.basename(command)} ${args[0] ?? ""} failed (${code})`);
}

/** The same, but the caller looks at the exit code itself. `input` is for a command whose stdin is a pipe. */
export function exitCode(command, args, options = {}, input = undefined) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
    child.stdin?.end(input);
    child
      .on("error", (error) => reject(new Stop(`cannot run ${command}: ${error.message}`)))
      .on("exit", (code, signal) => resolve(code ?? signal));
  });
}

/** A command's standard output, or undefined when it fails or does not exist. */
export function output(command, args) {
  const done = spawnSync(command, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return done.status === 0 ? done.stdout : undefined;
}

/** A file's text, or undefined when there is none. */
export function read(file) {
  try {
    return fs.readFileSync(path.resolve(root, file), "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** SHA-256 over names and contents of the given files and folders (missing ones count as missing), and over `more`. */
export function fingerprint(names, more = "") {
  const hash = createHash("sha256").update(JSON.stringify(more));
  const add = (name) => {
    const full = path.join(root, name);
    const stat = fs.statSync(full, { throwIfNoEntry: false });
    hash.update(`\0${name}\0`);
    if (stat?.isDirectory()) {
      for (const entry of fs.readdirSync(full).sort()) add(path.posix.join(name, entry));
    } else if (stat) {
      hash.update(fs.readFileSync(full));
    }
  };
  names.forEach(add);
  return hash.digest("hex");
}

/** Whether a process with this id exists. */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * Runs `body` while no other script of this checkout is inside one of these. The lock is a file that holds its
 * owner's process id; one whose owner is gone (killed half-way) is taken over.
 */
export async function oneAtATime(topic, body) {
  const lock = path.join(root, ".wrangler", "setup.lock");
  const mine = `${lock}.${process.pid}`;
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  fs.writeFileSync(mine, String(process.pid));
  try {
    for (let waited = 0; !take(mine, lock); waited += 1) {
      const owner = Number(read(lock));
      if (owner && !alive(owner)) fs.rmSync(lock, { force: true });
      else if (owner && waited % 60 === 0) say(topic, `waiting for another set-up of this folder (process ${owner}) ...`);
      await sleep(500);
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
  try {
    return await body();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

/** A hard link appears with its content or not at all: so nobody ever sees a lock without an owner. */
function take(mine, lock) {
  try {
    fs.linkSync(mine, lock);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}
