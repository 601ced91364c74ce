// The owner's key of this checkout.

import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import { read, root, say } from "./lib.mjs";

/** ADMIN_KEY of .dev.vars, which is made if it is missing. */
export function ownersKey() {
  const file = path.join(root, ".dev.vars");
  const text = read(file) ?? "";
  const found = text.match(/^ *(?:export +)?ADMIN_KEY *= *(?:"(.*?)"|'(.*?)'|([^\s#]*))/m);
  const key = found?.[1] ?? found?.[2] ?? found?.[3];
  if (key) return key;
  const made = randomBytes(32).toString("hex");
  const before = text === "" ? "# Secrets for local development. wrangler reads this file; git does not.\n" : text.replace(/\n?$/, "\n");
  fs.writeFileSync(file, `${before}ADMIN_KEY=${made}\n`, { mode: 0o600 });
  say("start", "wrote a random ADMIN_KEY into .dev.vars");
  return made;
}
