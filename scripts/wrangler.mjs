// wrangler, as the scripts run it.

import path from "node:path";
import { root } from "./lib.mjs";

export const WRANGLER = path.join(root, "node_modules", "wrangler", "wrangler-dist", "cli.js");

/** For the environment of a wrangler that works on this machine alone: it then asks no other host for anything. */
export const OFFLINE = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true", // and with it the question to npm whether there is a newer version
  CLOUDFLARE_CF_FETCH_ENABLED: "false", // no request for this machine's own place in the network
};
