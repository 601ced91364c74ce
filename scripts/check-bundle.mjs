// What `wrangler deploy` would upload, without an account: that every binding of wrangler.toml is in it, and that the
// Worker and the console's first load are still small. Used by .ci/run.

import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "./build.mjs";
import { Stop, main, read, root, say } from "./lib.mjs";
import { installPackages } from "./setup.mjs";
import { OFFLINE, wrangler } from "./wrangler.mjs";

/** Bytes of the Worker, gzipped: a ninth of what the free plan takes. */
export const LIMIT = 350_000;
const CONSOLE_LIMIT = 350_000;

await main(import.meta.url, "bundle", async () => {
  await installPackages();
  await build();
  const done = spawnSync(process.execPath, [wrangler(), "deploy", "--dry-run"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...OFFLINE, NO_COLOR: "1" },
  });
  process.stdout.write(done.stdout);
  if (done.status !== 0) throw new Stop(`wrangler deploy --dry-run failed\n${done.stderr}`);

  const config = read("wrangler.toml");
  const bindings = [...config.matchAll(/^(?:binding|name) = "([A-Z_]+)"/gm)].map((match) => match[1]);
  const variables = [...config.slice(config.indexOf("[vars]")).matchAll(/^([A-Z_]+) = /gm)].map((match) => match[1]);
  const missing = [...bindings, ...variables].filter((name) => !new RegExp(`env\\.${name}\\b`).test(done.stdout));
  if (missing.length > 0) throw new Stop(`not in the bundle: ${missing.join(", ")}`);

  const gzip = Number(done.stdout.match(/gzip: ([\d.]+) KiB/)?.[1]) * 1024;
  if (!(gzip < LIMIT)) throw new Stop(`${Math.round(gzip / 1000)} KB gzipped, and ${LIMIT / 1000} KB is the limit`);
  say("bundle", `${bindings.length} bindings, ${variables.length} variables, ${Math.round(gzip / 1000)} KB gzipped (limit ${LIMIT / 1000})`);

  const first = firstLoad(["index.html", "src/overview/OverviewPage.vue"]);
  if (!(first < CONSOLE_LIMIT)) throw new Stop(`the console's first load is ${Math.round(first / 1000)} KB gzipped, and ${CONSOLE_LIMIT / 1000} KB is the limit`);
  say("bundle", `console: ${Math.round(first / 1000)} KB gzipped until the first page is there (limit ${CONSOLE_LIMIT / 1000})`);
});

/** Bytes, gzipped, of all that a browser fetches for the page and these modules of it, by what Vite says it made. */
function firstLoad(entries) {
  const made = JSON.parse(read("public/.vite/manifest.json"));
  const files = new Set(["index.html"]);
  const add = (name) => {
    const { file, css = [], imports = [] } = made[name];
    if (files.has(file)) return;
    for (const each of [file, ...css]) files.add(each);
    imports.forEach(add);
  };
  entries.forEach(add);
  return [...files].reduce((sum, file) => sum + gzipSync(fs.readFileSync(path.join(root, "public", file))).length, 0);
}
