// `npm start`, and `npx nobase-edge start`: in a clone sets up what is missing and builds what has changed; serves the Worker
// on this machine, and prints requests to try it with. PORT and STATE_DIR change where it listens and keeps its state; the variables of wrangler.toml can be
// set in the environment.

import * as fs from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { Stop, isClone, main, own, read, root, say } from "./lib.mjs";
import { ownersKey, problemOf } from "./owners-key.mjs";
import { startWrangler } from "./server.mjs";

const VARIABLES = ["THROTTLE", "PASSWORD_COST", "HASHER", "UTC_OFFSET_MINUTES", "COST_HEADER", "MAIL", "MAIL_FROM", "MAIL_URL"];

await main(import.meta.url, "start", start);

/** Serves until it is told to end. */
export async function start() {
  const port = Number(process.env.PORT || 8787);
  const stateDir = path.resolve(root, process.env.STATE_DIR || ".wrangler/state");

  await checkPort(port); // before the minutes that set-up can take
  if (isClone) await (await import("./prepare.mjs")).prepare();
  const adminKey = ownersKey();
  await checkPort(port);

  say("start", "starting the Workers runtime ...");
  const set = VARIABLES.filter((name) => process.env[name] !== undefined);
  const server = await startWrangler({ stateDir, port, watch: isClone, vars: Object.fromEntries(set.map((name) => [name, process.env[name]])) });
  endTogether(server);

  const problem = problemOf(adminKey);
  const app = problem ? undefined : await demoApp(server.url, adminKey, path.join(stateDir, "demo-app")).catch((error) =>
    say("start", `no demo app: ${error.message}`));
  printGreeting(server.url, app, problem);
}

/** One clear line instead of wrangler's stack trace when something else listens there. */
async function checkPort(port) {
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Stop(`PORT=${process.env.PORT} is not a port number`);
  await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => reject(new Stop(error.code === "EADDRINUSE"
      ? `port ${port} is taken, perhaps by another npm start: choose another one, as in PORT=${port + 1} npm start`
      : `cannot listen on port ${port}: ${error.message}`)));
    probe.listen(port, "127.0.0.1", () => probe.close(resolve));
  });
}

/** Ends wrangler and workerd when this script is told to end, and this script when they have ended. */
function endTogether(server) {
  let asked = false;
  const end = async () => {
    if (asked) return;
    asked = true;
    await server.stop();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
  server.exited.then((code) => {
    if (asked) return;
    say("start", `wrangler ended (${code})`);
    process.exit(Number.isInteger(code) ? code : 1);
  });
  // An npm that is killed does not tell its scripts: they notice by the processes above them.
  const before = lineage();
  if (process.env.npm_lifecycle_event) setInterval(() => lineage() !== before && end(), 1000).unref();
}

/** Our parent; and where that is the shell that npm starts its scripts in, and Linux tells, npm above it. */
function lineage() {
  const [, name, parent] = read(`/proc/${process.ppid}/stat`)?.match(/\((.*)\) \w (\d+)/) ?? [];
  return `${process.ppid} ${/^(sh|dash|bash)$/.test(name) ? parent : ""}`;
}

/** The app of the printed requests, made through the admin API at the first start of this state. */
async function demoApp(url, adminKey, stamp) {
  const call = async (method, at, body) => {
    const answer = await fetch(`${url}/api/admin/apps${at}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    if (answer.status === 404 && at !== "") return undefined;
    if (!answer.ok) throw new Error(`${method} /api/admin/apps${at} says ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const known = read(stamp);
  const app = (known && (await call("GET", `/${known}`))) || (await call("POST", "", { name: "demo" }));
  fs.writeFileSync(stamp, app.appid);
  return app;
}

function printGreeting(url, app, problem = ["ADMIN_KEY in the file .dev.vars"]) {
  const lines = ["", `nobase-edge serves on ${url}`];
  if (fs.existsSync(path.join(own, "public", "index.html"))) lines.push(`  console    ${url}/`);
  lines.push(`  admin key  ${problem.join("\n             ")}`, "  end        Ctrl-C");
  if (app) {
    const credentials = `-d appid=${app.appid} -d signature=${app.signature}`;
    lines.push(
      ...["", "Register a user in the demo app, and log in:", ""],
      `curl ${url}/api/user/register ${credentials} -d user=10001 -d pass=secret1 -d nickname=Alice`,
      ...["", `curl ${url}/api/user/login ${credentials} -d user=10001 -d pass=secret1`],
    );
  }
  console.log(`${lines.join("\n")}\n`);
}
