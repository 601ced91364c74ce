// npm start and npm run deploy as a whole, in a checkout of their own: so a test can write .dev.vars, and nothing is
// compiled or sent to Cloudflare. In it, wrangler, the set-up and the build are stand-ins.

import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { read, root } from "../../scripts/lib.mjs";
import { newStateDir } from "../harness/server.mjs";

const STAND_INS = {
  "scripts/setup.mjs": "export const checkPrerequisites = () => {};\nexport const installPackages = () => {};\n",
  "scripts/build.mjs": "export const build = () => {};\n",
  "node_modules/wrangler/package.json": JSON.stringify({ type: "module" }),
  "node_modules/wrangler/wrangler-dist/cli.js": read("tests/scripts/wrangler.mjs"),
};

/** The path of a new checkout, whose .dev.vars has this text; without a text there is none. */
export function newCheckout(devVars) {
  const home = newStateDir();
  for (const name of ["scripts", "migrations", "Cargo.toml", "package.json", "wrangler.toml"]) {
    fs.cpSync(path.join(root, name), path.join(home, name), { recursive: true });
  }
  for (const [name, content] of Object.entries({ ...STAND_INS, ...(devVars !== undefined && { ".dev.vars": devVars }) })) {
    fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
    fs.writeFileSync(path.join(home, name), content);
  }
  return home;
}

/** Runs npm start in a checkout until it serves. Answers as `finish`. */
export async function start(home) {
  const child = run(home, ["scripts/start.mjs"], { PORT: String(await freePort()), STATE_DIR: "state" });
  let shown = "";
  child.stdout.on("data", (chunk) => {
    shown += chunk;
    if (shown.includes("Ctrl-C")) child.kill("SIGTERM"); // it is served, and all is said
  });
  child.stdin.end();
  return finish(child, home);
}

/**
 * Runs npm run deploy in a checkout. `secrets` are the names of those that the Worker has; without them wrangler fails to
 * list any. `typed` is what somebody at the terminal types; without it nobody sits there. `first`: the account has no database yet.
 * `target` is the address of the deployed Worker. Answers as `finish`.
 */
export async function deploy(home, { args = [], secrets, typed, first, target } = {}) {
  const terminal = ["--import", "data:text/javascript,process.stdin.isTTY = process.stdout.isTTY = true"];
  const listed = secrets && { SECRETS: JSON.stringify(secrets.map((name) => ({ name, type: "secret_text" }))) };
  const child = run(home, [...(typed === undefined ? [] : terminal), "scripts/deploy.mjs", ...args], { ...listed, ...(first && { FIRST: "yes" }), ...(target && { TARGET: target }) });
  child.stdin.end(typed);
  return finish(child, home);
}

function run(home, args, env) {
  const { SECRETS: _, npm_lifecycle_event: __, ...rest } = process.env;
  const child = spawn(process.execPath, args, { cwd: home, env: { ...rest, CALLS: path.join(home, "calls"), ...env } });
  running.add(child.once("exit", () => running.delete(child)));
  return child;
}

/** Those that go when a test run is ended half-way. */
const running = new Set();
process.once("exit", () => running.forEach((child) => child.kill()));

/** What a script said, how it ended, and the `calls` that wrangler and the Worker have had in this checkout. */
async function finish(child, home) {
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  const calls = (read(path.join(home, "calls")) ?? "").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return { said: out + error, code, calls };
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
