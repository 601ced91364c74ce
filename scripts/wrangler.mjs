// wrangler, as the scripts run it.

import * as fs from "node:fs";
import path from "node:path";
import { root } from "./lib.mjs";

export const WRANGLER = path.join(root, "node_modules", "wrangler", "wrangler-dist", "cli.js");

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
  const { build: _, ...config } = readRawConfig({ config: path.join(root, "wrangler.toml") }).rawConfig;
  config.main = path.join(root, config.main);
  config.assets.directory = path.join(root, config.assets.directory);
  const file = path.join(folder, "wrangler.json");
  fs.writeFileSync(file, JSON.stringify(config));
  return file;
}
