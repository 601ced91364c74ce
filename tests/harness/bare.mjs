// The built Worker in the bare Workers runtime: workerd by way of Miniflare, with the bindings that wrangler.toml
// names, but without wrangler around it. It starts in a fraction of the time, for tests that need many configurations,
// and any binding can be replaced, for tests of what happens when one fails.

import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { urlFile } from "../../scripts/d1.mjs";
import { migrate } from "../../scripts/migrations.mjs";
import { wranglerVersion } from "../../scripts/wrangler.mjs";
import { assertLogsNone, assertStoresNone, noteSettings } from "./secrets.mjs";
import { VARS, newStateDir } from "./server.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

const NAME = "nobase-edge";
const ELSEWHERE = { name: "elsewhere", unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] };

/** What wrangler makes of the configuration in `home`, for Miniflare. Kept: loading wrangler takes a second, in each of many test files. */
async function optionsOf(home) {
  const file = path.join(home, "wrangler.toml");
  const digest = createHash("sha256").update(`${wranglerVersion()} ${home} ${fs.readFileSync(file)}`).digest("hex");
  const kept = path.join(home, ".wrangler", `options-${digest}.json`);
  if (!fs.existsSync(kept)) {
    const { unstable_getMiniflareWorkerOptions: optionsOf } = await import("wrangler");
    // A file that is not there in the place of .dev.vars, so that the developer's own settings do not reach the tests.
    const { workerOptions } = optionsOf(file, undefined, { envFiles: [path.join(home, "none.env")] });
    fs.mkdirSync(path.dirname(kept), { recursive: true });
    const aside = `${kept}.${process.pid}`;
    fs.writeFileSync(aside, JSON.stringify(workerOptions));
    fs.renameSync(aside, kept);
  }
  return JSON.parse(fs.readFileSync(kept, "utf8"));
}

/**
 * Starts the Worker on the state in `stateDir`; answers what `startServer` answers, as far as it makes sense here.
 *
 * `vars` are variables and secrets; null leaves one as wrangler.toml has it. `home` is the folder whose wrangler.toml and
 * build/ are served, this checkout if none is given. `change` gets Miniflare's options for the
 * Worker and may answer others; `workers` are further Workers that those refer to. `log` collects what the Worker logs;
 * `db(binding)`, `kv()` and `files()` are its D1 (DB), TOKENS and FILES. With `assets` the console's files are served as well, what is
 * logged goes into the file `server.log` of the state, and `d1` of server.mjs may ask while it runs. `elsewhere` is the same Worker in another isolate on the same storage, as in
 * another location: what one isolate remembers, the other does not know. With `inspector` workerd's is there, at `inspectorUrl`
 * (inspector.mjs); the Worker is called `name` in it.
 */
export async function startBare({ vars = {}, adminKey = randomBytes(32).toString("hex"), stateDir = newStateDir(), home = root, change = (it) => it, workers = [], assets = false, inspector = false } = {}) {
  fs.mkdirSync(stateDir, { recursive: true });
  await migrate(stateDir);
  // Without the console's files: the router that serves them would stand in front of the Worker, and cannot be told that
  // a cron trigger has fired.
  const { assets: console, ...workerOptions } = await optionsOf(home);
  const build = path.join(home, "build");
  const given = { ...VARS, ADMIN_KEY: adminKey, ...vars };
  noteSettings(stateDir, given);
  const worker = {
    ...workerOptions,
    name: NAME,
    modules: [
      { type: "ESModule", path: path.join(build, "index.js") },
      { type: "CompiledWasm", path: path.join(build, "index_bg.wasm") },
    ],
    modulesRoot: build,
    bindings: { ...workerOptions.bindings, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) },
  };
  const log = [];
  const logFile = path.join(stateDir, "server.log");
  const keep = assets ? (chunk) => fs.appendFileSync(logFile, chunk) : (chunk) => log.push(String(chunk));
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    unsafeTriggerHandlers: true, // `scheduled` of server.mjs works here too
    defaultPersistRoot: path.join(stateDir, "v3"), // where wrangler keeps it
    handleRuntimeStdio: (...streams) => {
      for (const stream of streams) stream.on("data", keep);
    },
    unsafeLocalExplorer: assets,
    ...(inspector && { inspectorPort: 0 }),
    workers: [{ ...change(worker), ...(assets && { assets: console }) }, { ...change(worker), ...ELSEWHERE }, ...workers],
  });
  const url = (await miniflare.ready).origin;
  if (assets) fs.writeFileSync(urlFile(stateDir), url);
  const elsewhere = { url: (await miniflare.unsafeGetDirectURL(ELSEWHERE.name)).origin, adminKey, stateDir };
  const [db, kv] = [(name = "DB") => miniflare.getD1Database(name), (name) => () => miniflare.getKVNamespace(name)];
  const inspectorUrl = inspector && String(await miniflare.getInspectorURL());
  const stop = async () => {
    fs.rmSync(urlFile(stateDir), { force: true });
    await miniflare.dispose();
    if (!assets) assertLogsNone(stateDir, log.join(""));
    if (!assets) assertStoresNone(stateDir);
  };
  return { url, adminKey, stateDir, elsewhere, stop, log, logFile, name: NAME, inspectorUrl, db, kv: kv("TOKENS"), files: kv("FILES") };
}
