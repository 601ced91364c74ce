// The npm package, as somebody with Node alone gets it: installed from its tarball, with a HOME and a folder that are
// empty. Skipped where npm's registry cannot be reached, except in CI.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { localD1 } from "../../scripts/d1.mjs";
import { configOf } from "../../scripts/init.mjs";
import { read, root } from "../../scripts/lib.mjs";
import { pack, packagedConfig } from "../../scripts/pack.mjs";
import { api } from "../harness/api.mjs";
import { startCloudflare } from "../harness/cloudflare.mjs";
import { newStateDir, shared } from "../harness/server.mjs";
import { freePort } from "./checkout.mjs";

const reachable = await fetch("https://registry.npmjs.org/-/ping", { signal: AbortSignal.timeout(10_000) }).then(({ ok }) => ok, () => false);
const skip = !reachable && !process.env.CI && !process.env.npm_config_registry ? "npm's registry cannot be reached" : false;

let tarball;
const home = newStateDir();
before(async () => {
  tarball = await pack(newStateDir());
});

/** The environment of somebody who has Node and nothing else: no toolchain, no settings. */
const env = (more = {}) => {
  const { PATH, npm_config_registry, NPM_CONFIG_REGISTRY, NODE_EXTRA_CA_CERTS } = process.env;
  const kept = { npm_config_registry, NPM_CONFIG_REGISTRY, NODE_EXTRA_CA_CERTS };
  const folders = [path.dirname(process.execPath), ...PATH.split(path.delimiter).filter((it) => !it.includes("cargo"))];
  return { ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)), PATH: folders.join(path.delimiter), HOME: home, WRANGLER_SEND_METRICS: "false", ...more };
};

const run = (folder, command, args, more) => spawn(command, args, { cwd: folder, env: env(more), stdio: ["ignore", "pipe", "pipe"], detached: true });

/** Runs a command to its end; answers what it prints. */
async function done(folder, command, args, more) {
  const child = run(folder, command, args, more);
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  assert.equal(code, 0, out + error);
  return out + error;
}
const packaged = (...args) => ["exec", "--yes", `--package=${tarball}`, "--", "nobase-edge", ...args];

/** A program that is installed in `folder`: what npx finds there, which takes half a second more. */
const bin = (folder, name) => path.join(folder, "node_modules", ".bin", name);

/** The project in which this was done last. */
let installed;
/**
 * `npm install` in `folder`, whose project depends on the release, which is not on the registry yet. It finds what the project before
 * had: that takes npm a second instead of ten.
 */
async function install(folder) {
  const file = path.join(folder, "package.json");
  const project = JSON.parse(fs.readFileSync(file, "utf8"));
  fs.writeFileSync(file, JSON.stringify({ ...project, dependencies: { "nobase-edge": `file:${tarball}` } }));
  if (installed) for (const name of ["node_modules", "package-lock.json"]) fs.renameSync(path.join(installed, name), path.join(folder, name));
  installed = folder;
  await done(folder, "npm", ["install", "--silent"]);
}

/** Serves in `folder` while `body(url, printed)` runs. */
async function serving(folder, args, body) {
  const port = await freePort();
  const child = run(folder, "npm", args, { PORT: String(port) });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
  try {
    for (const deadline = Date.now() + 120_000; !printed.includes("Ctrl-C") || !printed.includes("/api/user/login"); await new Promise((resolve) => setTimeout(resolve, 100))) {
      assert.equal(child.exitCode, null, printed);
      assert.ok(Date.now() < deadline, printed);
    }
    return await body(`http://127.0.0.1:${port}`, printed);
  } finally {
    process.kill(-child.pid, "SIGTERM");
    await once(child, "exit");
  }
}

async function call(url, printed, endpoint, params) {
  const [, appid, signature] = printed.match(/-d appid=(\d+) -d signature=([0-9a-f]+)/);
  const answer = await fetch(`${url}/api/user/${endpoint}`, { method: "POST", body: new URLSearchParams({ appid, signature, ...params }) });
  return answer.json();
}

test("in an empty folder it serves, with a demo app and the console, and the users are there the next time", { skip, timeout: 300_000 }, async () => {
  const folder = newStateDir();
  await serving(folder, packaged("start"), async (url, printed) => {
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    assert.match(await (await fetch(url)).text(), /<!doctype html>/i);
    assert.deepEqual(await call(url, printed, "register", { user: "10001", pass: "secret1", nickname: "n" }), { code: 200, msg: "success", data: "注册成功" });
  });
  await serving(folder, packaged("start"), async (url, printed) => {
    assert.equal((await call(url, printed, "login", { user: "10001", pass: "secret1" })).code, 200);
  });
  assert.deepEqual(fs.readdirSync(folder).sort(), [".dev.vars", ".wrangler"]);
});

test("a project of one's own: init, npm install, doctor, start, and what would be deployed", { skip, timeout: 300_000 }, async () => {
  const folder = newStateDir();
  await done(folder, "npm", packaged("init", "--lang", "zh"));
  assert.match(fs.readFileSync(path.join(folder, "README.md"), "utf8"), /我的用户后端/);
  // What is there is left alone.
  fs.appendFileSync(path.join(folder, "wrangler.toml"), "# mine\n");
  assert.match(await done(folder, "npm", packaged("init", "--lang", "en")), /wrangler.toml is there already/);
  assert.match(fs.readFileSync(path.join(folder, "wrangler.toml"), "utf8"), /# mine\n$/);
  await install(folder);
  await serving(folder, ["start"], async (url) => assert.equal((await fetch(`${url}/healthz`)).status, 200));
  const said = await done(folder, "npm", ["run", "--silent", "doctor"]);
  assert.match(said, /^ok {2}project/m);
  assert.match(said, /^ok {2}local key/m);
  assert.match(said, /^-- {2}Cloudflare .*wrangler login/m);
  const dry = await done(folder, "npx", ["nobase-edge", "deploy", "--dry-run"]);
  for (const binding of ["env.DB", "env.TOKENS", "env.FILES", "env.HASHER_OBJECT"]) assert.ok(dry.includes(binding), dry);
});

test("it deploys, migrates, travels in time, backs up, imports and exports, by what Cloudflare's API is asked", { skip, timeout: 400_000 }, async () => {
  const folder = newStateDir();
  const cloudflare = await startCloudflare({ stateDir: newStateDir() });
  after(() => cloudflare.stop());
  const nobase = (...args) => done(folder, bin(folder, "nobase-edge"), args, cloudflare.env);
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true }));
  await install(folder);
  await nobase("init");

  const said = await nobase("deploy");
  assert.deepEqual(cloudflare.databases, ["nobase-edge"]);
  assert.deepEqual(cloudflare.namespaces.map(({ title }) => title).sort(), ["nobase-edge-files", "nobase-edge-tokens"]);
  const tables = await localD1(cloudflare.stateDir, "SELECT name FROM sqlite_schema WHERE name = 'users'");
  assert.equal(tables.length, 1, "the migrations were applied");
  assert.match(said, /wrangler secret put ADMIN_KEY/);
  assert.match(said, /https:\/\/nobase-edge\.me\.workers\.dev/);
  assert.match(await nobase("migrate"), /No migrations to apply/);

  // As docs/backups.md has it: a mistake of the last days, a restore to before it, and the restore undone.
  const wrangler = (...args) => done(folder, bin(folder, "wrangler"), args, { ...cloudflare.env, CI: "1" });
  const travel = (...args) => wrangler("d1", "time-travel", ...args, "--config", ".wrangler/deploy-schema.json");
  const named = async () => (await localD1(cloudflare.stateDir, "SELECT name FROM developers")).map(({ name }) => name);
  const [, bookmark] = (await travel("info", "nobase-edge")).match(/current bookmark is '(.+)'/);
  const minute = `--timestamp=${new Date().toISOString()}`;
  await localD1(cloudflare.stateDir, "UPDATE developers SET name = 'mistaken'");
  assert.match(await travel("info", "nobase-edge", minute), new RegExp(`corresponds with bookmark '${bookmark}'`));
  const restored = await travel("restore", "nobase-edge", minute);
  assert.deepEqual(await named(), ["owner"]);
  const [, undo] = restored.match(/restore to the previous bookmark: (\S+)/);
  await travel("restore", "nobase-edge", `--bookmark=${undo}`);
  assert.deepEqual(await named(), ["mistaken"]);

  await localD1(cloudflare.stateDir, "UPDATE developers SET name = 'restored'");
  assert.match(await nobase("backup", "all.sql"), /wrote .*all\.sql/);
  assert.equal(fs.readFileSync(path.join(folder, "all.sql"), "utf8"), cloudflare.exported);

  // As docs/backups.md has it: everything is gone but the Worker, which still has the database that is no more.
  await wrangler("d1", "delete", "nobase-edge", "--skip-confirmation", "--config", ".wrangler/deploy-schema.json");
  assert.deepEqual(cloudflare.databases, []);
  cloudflare.stateDir = newStateDir();
  await nobase("restore", "all.sql");
  assert.deepEqual(await named(), ["restored"]);
  const bound = () => cloudflare.bindings.find(({ name }) => name === "DB").id;
  const before = bound();
  await wrangler("deploy"); // what `nobase-edge deploy` does, without asking the new address how it is
  assert.notEqual(bound(), before);
  const config = fs.readFileSync(path.join(folder, "wrangler.toml"), "utf8");
  assert.match(config, new RegExp(`^database_id = "${bound()}"\npreview_database_id = "DB"`, "m"));

  // The deployed Worker is the test's server here.
  const app = await api().newApp();
  const users = Array.from({ length: 30 }, (_, n) => ({ user: `user${n}`, password: `secret${n}` }));
  fs.writeFileSync(path.join(folder, "users.json"), JSON.stringify(users));
  const { url, adminKey, stateDir } = shared();
  const imported = await done(folder, bin(folder, "nobase-edge"), ["import", "--app", app.appid, "--passwords", "raw", "--url", url, "users.json"], { ...cloudflare.env, ADMIN_KEY: adminKey });
  assert.match(imported, /30 added, 0 there already, 0 refused/);
  assert.ok(!imported.includes(adminKey));
  // Without an address it goes where deploy has deployed, also after a dry run; here nobody can be asked for the key.
  await nobase("deploy", "--dry-run");
  const keyless = run(folder, bin(folder, "nobase-edge"), ["import", "--app", app.appid, "--passwords", "raw", "users.json"], cloudflare.env);
  assert.match(await text(keyless.stderr), /owner's key is needed/);
  cloudflare.stateDir = stateDir;
  assert.match(await nobase("backup", "--app", app.appid, "users.ndjson"), /wrote 30 users of test/);
  const file = path.join(folder, "users.ndjson");
  const [first] = fs.readFileSync(file, "utf8").split("\n").map((line) => line && JSON.parse(line));
  assert.equal(first.user, "user0");
  assert.match(first.password_hash, /^\$argon2id\$/);
  for (const name of ["users.ndjson", "all.sql"]) assert.equal(fs.statSync(path.join(folder, name)).mode & 0o77, 0, "nobody else may read it");
});

test("the template for the deploy button has the package's configuration, and can be deployed as it is", { skip, timeout: 300_000 }, async () => {
  assert.equal(read("template/wrangler.toml"), configOf(packagedConfig()), "run npm run pack");
  assert.match(read("template/.dev.vars.example"), /^ADMIN_KEY=$/m); // a value here would be everybody's
  const folder = newStateDir();
  fs.cpSync(path.join(root, "template"), folder, { recursive: true });
  await install(folder);
  // What Workers Builds runs.
  assert.match(await done(folder, "npx", ["wrangler", "deploy", "--dry-run"]), /env\.DB/);
});

test("a command that it does not have is told, and none of them is a list", { skip, timeout: 120_000 }, async () => {
  const folder = newStateDir();
  assert.match(await done(folder, "npm", packaged()), /start .*\n.*init .*\n.*deploy/);
  const child = run(folder, "npm", packaged("begin"));
  const [, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  assert.equal(code, 1);
});
