// Subjects as the suites see them: started in a process of their own, called over HTTP, asked how much CPU time their
// workerd has taken.

import { fork } from "node:child_process";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "./client.mjs";

const HOST = fileURLToPath(new URL("host.mjs", import.meta.url));
const BETWEEN = fs.readFileSync(new URL("between.js", import.meta.url), "utf8");

// Folders of servers that run. However this process ends, they do not stay.
const stateDirs = new Set();
const remove = (folder) => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
process.once("exit", () => stateDirs.forEach(remove));
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    console.error(`ended by ${signal}`);
    process.exit(1);
  });
}

/**
 * Starts `subject` (see subjects/) on a database of its own, new unless `on` is a server that was stopped before.
 *
 * `between`: with between.js in front, which counts and delays what it asks of D1 and KV. `inspector`: with workerd's
 * inspector. The server answered has
 *
 * - `url`, `client` (client.mjs), `coldMs` (spawn of workerd to its first 200), `inspectorUrl`
 * - `cpu()`: milliseconds of CPU time that its workerd has taken so far, undefined where there is no /proc
 * - `sql(text, ...values)`: rows of a statement on its D1
 * - `stop()`; `restart(options)`: the same with an isolate that remembers nothing
 */
export async function start(subject, { between = false, inspector = false, on } = {}) {
  const stateDir = on?.stateDir ?? fs.mkdtempSync(path.join(os.tmpdir(), "nobase-edge-bench-"));
  stateDirs.add(stateDir);
  const child = fork(HOST, { serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const ask = rpc(child);
  const gone = new Promise((resolve) => child.once("exit", resolve));
  let client;
  const end = async () => {
    client?.close();
    if (child.connected) child.disconnect();
    await gone;
  };
  const stop = async () => {
    await end();
    remove(stateDir);
    stateDirs.delete(stateDir);
  };
  try {
    const { folder, modules, schema, first } = subject;
    const worker = { ...subject.worker, bindings: { ...subject.worker.bindings, ...(between && subject.countedWith) } };
    const told = await ask("start", { folder, modules, worker, first, stateDir, inspector, ...(between && { entry: BETWEEN }), ...(on ? { port: on.port } : { schema }) });
    client = new Client(told.url);
    const pids = workerdOf(child.pid);
    const server = {
      ...told,
      ...{ subject, client, stop, stateDir, port: Number(new URL(told.url).port) },
      sql: (text, ...values) => ask("sql", { text, values }),
      cpu: () => cpuOf(pids),
      restart: async (options) => {
        await end();
        return start(subject, { ...options, on: server });
      },
    };
    return server;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Questions to a child process, answered in any order. */
function rpc(child) {
  const open = new Map();
  let last = 0;
  child.on("message", ({ id, value, error }) => {
    const { resolve, reject } = open.get(id);
    open.delete(id);
    if (error) reject(new Error(error));
    else resolve(value);
  });
  child.once("exit", (code) => open.forEach(({ reject }) => reject(new Error(`a subject's process ended (${code})`))));
  return (task, data) =>
    new Promise((resolve, reject) => {
      last += 1;
      open.set(last, { resolve, reject });
      child.send({ id: last, task, data });
    });
}

/** The workerd processes among the children of `pid`; none where there is no /proc. */
function workerdOf(pid) {
  if (!fs.existsSync("/proc/self/stat")) return [];
  const all = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return all.filter((name) => {
    const stat = statOf(name);
    return stat?.name === "workerd" && stat.parent === pid;
  });
}

/** utime + stime of all threads, living and ended, in milliseconds: in steps of 10, as /proc tells them. */
function cpuOf(pids) {
  if (pids.length === 0) return undefined;
  return pids.reduce((sum, pid) => sum + (statOf(pid)?.cpu ?? 0), 0);
}

function statOf(pid) {
  let text;
  try {
    text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined; // it has ended
  }
  const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const TICK = 10; // milliseconds; USER_HZ is 100 wherever node runs on Linux
  return { name, parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) * TICK };
}
