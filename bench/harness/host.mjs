// A subject's own process: one Miniflare in it, and through that one workerd. So no subject shares an event loop, an
// isolate or a database with another, and the CPU time of its workerd is its own. Started and asked by subject.mjs.

import childProcess from "node:child_process";
import path from "node:path";
import { Miniflare } from "miniflare";

// The clock of a cold start begins where Miniflare spawns workerd, not where node starts.
let spawned;
const { spawn } = childProcess;
childProcess.spawn = (...args) => {
  spawned = performance.now();
  return spawn(...args);
};

/** Starts the subject; answers its address, and milliseconds from the spawn to the first 200. */
async function start({ folder, modules, entry, worker, schema, stateDir, port = 0, inspector, first }) {
  if (schema) await apply(schema, stateDir);
  const types = { ".js": "ESModule", ".wasm": "CompiledWasm" };
  const uploaded = modules.map((name) => ({ type: types[path.extname(name)], path: path.join(folder, name) }));
  // Something that stands in between comes first and imports the subject's own entry.
  const between = entry ? [{ type: "ESModule", path: path.join(folder, "between.js"), contents: entry }] : [];
  miniflare = new Miniflare({
    host: "127.0.0.1",
    port,
    cf: false,
    logRequests: false,
    defaultPersistRoot: stateDir,
    ...(inspector && { inspectorPort: 0 }),
    handleRuntimeStdio: (out, err) => [out, err].forEach((stream) => stream.pipe(process.stderr)),
    workers: [{ ...worker, name: "subject", modules: [...between, ...uploaded], modulesRoot: folder }],
  });
  const url = (await miniflare.ready).origin;
  const answer = await fetch(url + first);
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`GET ${first} says ${answer.status}`);
  const coldMs = performance.now() - spawned;
  return { url, coldMs, inspectorUrl: inspector && String(await miniflare.getInspectorURL()) };
}

/** Makes the database, in a workerd of its own, so that the subject finds it as a deployed Worker would. */
async function apply(schema, stateDir) {
  const miniflare = new Miniflare({ modules: true, script: "", cf: false, defaultPersistRoot: stateDir, d1Databases: { DB: "DB" } });
  const database = await miniflare.getD1Database("DB");
  await database.prepare(schema).run();
  await miniflare.dispose();
}

/** Runs a statement on the subject's D1. */
async function sql({ text, values = [] }) {
  database ??= await miniflare.getD1Database("DB", "subject");
  const { results } = await database.prepare(text).bind(...values).all();
  return results;
}

let miniflare;
let database;
const tasks = { start, sql };
process.on("message", async ({ id, task, data }) => {
  try {
    process.send({ id, value: await tasks[task](data) });
  } catch (error) {
    process.send({ id, error: error.stack });
  }
});

// Ends with whoever started it, however that went.
process.on("disconnect", async () => {
  await miniflare?.dispose();
  process.exit(0);
});
