// A running Worker: `wrangler dev`, that is, the real Workers runtime (workerd) with local D1 and KV. Used by npm start,
// npm test and the tests themselves. wrangler and workerd form a process group of their own, which ends as a whole.

import { spawn } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { urlFile } from "./d1.mjs";
import { Stop, own, read, root } from "./lib.mjs";
import { migrate } from "./migrations.mjs";
import { OFFLINE, configOfBuilt, wrangler } from "./wrangler.mjs";

const END_WITH_PARENT = pathToFileURL(path.join(own, "scripts", "end-with-parent.mjs")).href;

/** The servers of this process, which go when it goes. */
const running = new Set();
process.once("exit", () => running.forEach((pid) => signalGroup(pid, "SIGKILL")));

/** Signals a server's whole process group; false when nobody is left. */
function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/**
 * Starts the Worker on the state in `stateDir` and answers once /healthz says ok.
 *
 * `port` 0 takes a free one. `vars` go before .dev.vars and wrangler.toml. `envFile` is read in the place of .dev.vars.
 * `logFile` takes the output, which otherwise goes where ours goes. With `watch` the Worker is built again when its sources
 * change, and restarted.
 */
export async function startWrangler({ stateDir, port = 0, vars = {}, envFile = path.join(root, ".dev.vars"), logFile, watch = false }) {
  fs.mkdirSync(stateDir, { recursive: true });
  fs.rmSync(urlFile(stateDir), { force: true }); // of one that was killed
  await migrate(stateDir);

  const args = ["dev", "--ip", "127.0.0.1", "--port", port, "--inspector-port", 0, "--persist-to", stateDir];
  args.push("--show-interactive-dev-session=false");
  if (!watch) args.push("--config", await configOfBuilt(stateDir));
  if (fs.existsSync(envFile)) args.push("--env-file", envFile);
  for (const [name, value] of Object.entries(vars)) args.push("--var", `${name}:${value}`);

  const out = logFile ? fs.openSync(logFile, "a") : "inherit";
  // The fourth stream is wrangler's way to say which port it got, and ours to have it end with us.
  const child = spawn(process.execPath, ["--no-warnings", "--import", END_WITH_PARENT, wrangler(), ...args.map(String)], {
    cwd: root,
    detached: true,
    stdio: ["ignore", out, out, "ipc"],
    env: {
      ...process.env,
      ...OFFLINE,
      // Servers that know nothing of each other, however many run.
      WRANGLER_REGISTRY_PATH: path.join(stateDir, "registry"),
      WRANGLER_LOG_PATH: path.join(stateDir, "logs"),
    },
  });
  if (logFile) fs.closeSync(out);

  const exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  running.add(child.pid);

  /** Ends wrangler and workerd at once, as a power cut would. */
  const kill = async () => {
    signalGroup(child.pid, "SIGKILL");
    const code = await exited;
    // workerd lets go of its files; not for long, because under a lazy init dead processes still count as members.
    for (let tries = 0; tries < 10 && signalGroup(child.pid, 0); tries += 1) await sleep(30);
    running.delete(child.pid);
    fs.rmSync(urlFile(stateDir), { force: true });
    return code;
  };
  /** Asks wrangler to end, which ends workerd; does not ask twice. */
  const stop = async () => {
    child.kill("SIGTERM");
    await Promise.race([exited, sleep(5000, undefined, { ref: false })]);
    return kill();
  };

  try {
    const url = await ready(child, exited);
    fs.writeFileSync(urlFile(stateDir), url);
    return { url, pid: child.pid, exited, stop, kill };
  } catch (error) {
    await kill();
    if (logFile) error.message += `\n${read(logFile)?.split("\n").slice(-40).join("\n")}`;
    throw error;
  }
}

/** Waits for wrangler to name its port and for the Worker behind it to answer. */
async function ready(child, exited) {
  const gone = exited.then((code) => {
    throw new Stop(`wrangler ended before the Worker answered (${code})`);
  });
  const named = new Promise((resolve) => child.once("message", (message) => resolve(JSON.parse(message))));
  const { ip, port } = await Promise.race([named, gone]);
  const url = `http://${ip}:${port}`;
  const deadline = Date.now() + 60_000;
  for (;;) {
    const health = fetch(`${url}/healthz`, { signal: AbortSignal.timeout(10_000) }).then((answer) => answer.status, (error) => error.message);
    const status = await Promise.race([health, gone]);
    if (status === 200) return url;
    if (Date.now() > deadline) throw new Stop(`the Worker does not get healthy: GET /healthz says ${status}`);
    await sleep(100);
  }
}
