// schemathesis and a validator of OpenAPI documents, both of PyPI, in a Python environment of their own, kept per user and
// versions.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));

/** The paths of its programs, or `{missing}`: why they cannot be had here. */
export function tools() {
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "nobase-edge");
  const digest = createHash("sha256").update(fs.readFileSync(REQUIREMENTS)).digest("hex").slice(0, 12);
  const home = path.join(cache, `openapi-tools-${digest}`);
  const done = path.join(home, "complete");
  if (!fs.existsSync(done)) {
    fs.rmSync(home, { recursive: true, force: true });
    const pip = path.join(home, "bin", "pip");
    const missing =
      failure("python3", ["-m", "venv", home], "python3 with venv is missing (on Debian and Ubuntu: apt install python3-venv)") ??
      failure(pip, ["install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS], "schemathesis and its like cannot be installed from PyPI");
    if (missing) return { missing };
    fs.writeFileSync(done, "");
  }
  return { st: path.join(home, "bin", "st"), python: path.join(home, "bin", "python") };
}

function failure(command, args, reason) {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: 300_000 });
  if (status === 0) return undefined;
  return `${reason}${stderr ? `: ${stderr.trim().split("\n").at(-1)}` : ""}`;
}
