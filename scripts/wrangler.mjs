// wrangler, as the scripts run it.

import * as fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { own, root } from "./lib.mjs";

const folder = () => path.dirname(createRequire(path.join(own, "scripts", "wrangler.mjs")).resolve("wrangler/package.json"));

/** The program; a clone's set-up may install it only after this was loaded. */
export const wrangler = () => path.join(folder(), "wrangler-dist", "cli.js");

export const wranglerVersion = () => JSON.parse(fs.readFileSync(path.join(folder(), "package.json"), "utf8")).version;

/** The configuration: the project's, or the package's where there is none. */
export function configFile() {
  const file = path.join(root, "wrangler.toml");
  return fs.existsSync(file) ? file : path.join(own, "wrangler.toml");
}

/** For the environment of a wrangler that works on this machine alone: it then asks no other host for anything. */
export const OFFLINE = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true", // and with it the question to npm whether there is a newer version
  CLOUDFLARE_CF_FETCH_ENABLED: "false", // no request for this machine's own place in the network
};

/**
 * Writes wrangler.toml into `folder` without its [build], for a server that serves the build that is there; answers the
 * file's path. With [build] wrangler watches the sources and restarts the Worker when they change, which to it they also do
 * when they changed shortly before it started.
 */
export async function configOfBuilt(folder) {
  const { experimental_readRawConfig: readRawConfig } = await import("wrangler");
  const from = configFile();
  const { build: _, ...config } = readRawConfig({ config: from }).rawConfig;
  config.main = path.resolve(path.dirname(from), config.main);
  config.assets.directory = path.resolve(path.dirname(from), config.assets.directory);
  const file = path.join(folder, "wrangler.json");
  fs.writeFileSync(file, JSON.stringify(config));
  return file;
}
