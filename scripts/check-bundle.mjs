// What `wrangler deploy` would upload, without an account: that every binding of wrangler.toml is in it, and that it is
// still small. Used by .ci/run.

import { spawnSync } from "node:child_process";
import path from "node:path";
import { build } from "./build.mjs";
import { Stop, main, read, root, say } from "./lib.mjs";
import { installPackages } from "./setup.mjs";

const LIMIT = 200_000; // bytes, gzipped

await main(import.meta.url, "bundle", async () => {
  await installPackages();
  await build();
  const wrangler = path.join(root, "node_modules", ".bin", "wrangler");
  const done = spawnSync(wrangler, ["deploy", "--dry-run"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", NO_COLOR: "1" },
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
});
