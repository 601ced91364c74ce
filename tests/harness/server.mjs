// Servers for the black-box tests. Most tests use the one that npm test has started (`shared`); a test that needs another
// configuration, or wants to kill its server, starts its own. Any number can run side by side.

import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { localD1 } from "../../scripts/d1.mjs";
import { startWrangler } from "../../scripts/server.mjs";
import { assertLogsNone, assertStoresNone, noteSettings } from "./secrets.mjs";

/** The configuration of test servers: quick hashes, no throttling, what every call costs in its answer, and mails that are kept. */
export const VARS = { THROTTLE: "off", COST_HEADER: "on", PASSWORD_COST: "m=8,t=1,p=1", MAIL: "log" };

/** The server that all test files share: {url, adminKey, stateDir}. */
export function shared() {
  const { NOBASE_URL: url, NOBASE_ADMIN_KEY: adminKey, NOBASE_STATE_DIR: stateDir } = process.env;
  if (!url) throw new Error("this test needs the server of npm test: run `npm test -- NAME-OF-THIS-FILE`");
  return { url, adminKey, stateDir };
}

/**
 * Starts a server of one's own. Without `stateDir` it gets a new one, which goes away when this process ends.
 *
 * `kill()` ends it as a power cut would; starting another on the same `stateDir` finds what was stored. After both, what it
 * logged and stored is looked through for secrets.
 * The files `server.log` (its output) and `test.env` (its secrets) are in `stateDir`.
 */
export async function startServer({ vars = {}, stateDir = newStateDir(), port = 0, adminKey = randomBytes(32).toString("hex") } = {}) {
  fs.mkdirSync(stateDir, { recursive: true });
  // Read in the place of .dev.vars, so that the developer's own settings do not reach the tests.
  const envFile = path.join(stateDir, "test.env");
  fs.writeFileSync(envFile, `ADMIN_KEY=${adminKey}\n`, { mode: 0o600 });
  const logFile = path.join(stateDir, "server.log");
  noteSettings(stateDir, { ADMIN_KEY: adminKey, ...vars });
  const server = await startWrangler({ stateDir, port, vars: { ...VARS, ...vars }, envFile, logFile });
  const lookedThrough = (end) => async () => {
    await end();
    assertLogsNone(stateDir, fs.readFileSync(logFile));
    assertStoresNone(stateDir);
  };
  return { ...server, adminKey, stateDir, logFile, stop: lookedThrough(server.stop), kill: lookedThrough(server.kill) };
}

/** A new folder for a server's state, removed when this process ends. */
export function newStateDir() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "nobase-edge-test-"));
  folders.push(folder);
  return folder;
}

const folders = [];
process.once("exit", () => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 })));

/** d1(stateDir, sql, ...parameters): rows of an SQL statement on the database of a server, whether it runs or not. */
export const d1 = localD1;

/** Fires the cron trigger, of this expression, of a bare server (wrangler cannot where there are static files); answers what the runtime says of its outcome, "ok" when all went well. */
export async function scheduled(url, cron = "") {
  const answer = await fetch(`${url}/cdn-cgi/handler/scheduled?${new URLSearchParams({ cron })}`);
  return answer.text();
}

/** The same of a bare `server` that sweeps; answers how many rows of D1 the sweep has read, as its line in the log says. */
export async function rowsSwept(server) {
  const lines = () => server.log.join("").split("\n").filter((line) => line.includes('"event":"sweep"') && line.includes('"tokens"'));
  const before = lines().length;
  const outcome = await scheduled(server.url);
  if (outcome !== "ok") throw new Error(`the cron trigger: ${outcome}`);
  // The log comes by a pipe.
  for (const deadline = Date.now() + 10_000; lines().length === before && Date.now() < deadline; ) await sleep(20);
  if (lines().length === before) throw new Error("the sweep logged no figures");
  return JSON.parse(lines().at(-1)).done.read;
}

// A test runner that gives up on a file sends SIGTERM: end in order, so that servers and folders go too.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
