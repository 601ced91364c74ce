// `npx nobase-edge doctor`: what is set up, what is missing, and what to do. It changes nothing.

import * as fs from "node:fs";
import path from "node:path";
import { output, own, read, root } from "./lib.mjs";
import { problemOf } from "./owners-key.mjs";
import { configFile, wrangler, wranglerVersion } from "./wrangler.mjs";

const [OLDEST_MAJOR, OLDEST_MINOR] = [20, 19];

/** Each check says that all is well, or what to do. */
const CHECKS = [
  ["Node", () => {
    const [major, minor] = process.versions.node.split(".").map(Number);
    const fine = major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR);
    return fine ? ok(process.versions.node) : bad(`${process.versions.node}: install ${OLDEST_MAJOR}.${OLDEST_MINOR} or newer`);
  }],
  ["nobase-edge", () => ok(JSON.parse(fs.readFileSync(path.join(own, "package.json"), "utf8")).version)],
  ["wrangler", () => ok(wranglerVersion())],
  ["project", () => (configFile().startsWith(root + path.sep) ? ok("wrangler.toml") : bad("no wrangler.toml here: npx nobase-edge init"))],
  ["local key", () => {
    const key = read(".dev.vars")?.match(/^ADMIN_KEY *= *"?([^\s"#]*)/m)?.[1];
    if (!key) return bad("no ADMIN_KEY in .dev.vars: npx nobase-edge start makes one");
    return problemOf(key) ? bad(problemOf(key)[0]) : ok("ADMIN_KEY in .dev.vars");
  }],
  ["Cloudflare", () => {
    account ??= output(process.execPath, [wrangler(), "whoami", "--json"]) ?? "";
    return /"loggedIn": *true/.test(account) ? ok("logged in") : bad("not logged in: npx wrangler login");
  }],
  ["mail", () => {
    const mail = read(configFile()).match(/^MAIL = "(.*)"/m)?.[1] ?? "off";
    return mail === "off" ? bad("off: forgotten passwords are yours to reset; set MAIL in wrangler.toml") : ok(mail);
  }],
  ["deployed key", () => {
    if (!/"loggedIn": *true/.test(account ?? "")) return bad("not known without a login");
    const secrets = output(process.execPath, [wrangler(), "secret", "list", "--format", "json"]);
    if (secrets === undefined) return bad("no deployed Worker: npx nobase-edge deploy");
    return secrets.includes('"ADMIN_KEY"') ? ok("ADMIN_KEY") : bad("none: npx wrangler secret put ADMIN_KEY");
  }],
];
let account;

const ok = (text) => ["ok", text];
const bad = (text) => ["--", text];

export function doctor() {
  for (const [what, check] of CHECKS) console.log([check()].map(([mark, text]) => `${mark}  ${what.padEnd(13)}${text}`).join("\n"));
}
