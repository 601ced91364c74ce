// The Worker of an earlier release, built from the git history into .wrangler/releases/COMMIT, and kept there.

import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { compile } from "../../scripts/compile.mjs";
import { oneAtATime, output, root, say } from "../../scripts/lib.mjs";

/** Whether the history of this checkout goes back to `commit`: that of a downloaded archive or a shallow clone does not. */
export const inHistory = (commit) => output("git", ["cat-file", "-e", `${commit}^{commit}`]) !== undefined;

/** The folder of `commit`, with its wrangler.toml and its build/, made now if it is not there. */
export async function release(commit) {
  const folder = path.join(root, ".wrangler", "releases", commit);
  if (!fs.existsSync(folder)) await oneAtATime("build", () => buildRelease(commit, folder));
  return folder;
}

async function buildRelease(commit, folder) {
  if (fs.existsSync(folder)) return; // somebody else has just made it
  say("build", `compiling the release before (${commit.slice(0, 7)}), once for this checkout (usually 1 to 2 minutes) ...`);
  const started = Date.now();
  const aside = `${folder}.making`;
  fs.rmSync(aside, { recursive: true, force: true }); // of one that was killed
  checkOut(commit, aside);
  // Under another name, so that cargo keeps it apart from the Worker's own, and what both depend on is compiled once.
  for (const name of ["Cargo.toml", "Cargo.lock"].map((it) => path.join(aside, it))) {
    fs.writeFileSync(name, fs.readFileSync(name, "utf8").replace('name = "nobase-edge"', 'name = "nobase-edge-before"'));
  }
  // cargo reads that of this checkout, which is above it, as well: twice the same flags would compile everything anew.
  fs.rmSync(path.join(aside, ".cargo"), { recursive: true, force: true });
  await compile(aside, { env: { CARGO_TARGET_DIR: path.join(root, "target") }, more: ["--no-opt"] });
  fs.mkdirSync(path.join(aside, "public"), { recursive: true }); // wrangler.toml names it; the console is not needed
  fs.renameSync(aside, folder);
  say("build", `done in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** Writes the files of `commit` into `folder`, by an index of its own: the checkout's stays as it is. */
function checkOut(commit, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const index = path.join(folder, "index.git");
  const git = (...args) => execFileSync("git", args, { cwd: root, env: { ...process.env, GIT_INDEX_FILE: index } });
  git("read-tree", commit);
  git("checkout-index", "--all", `--prefix=${folder}/`);
  fs.rmSync(index);
}
