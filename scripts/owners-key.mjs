// The owner's key, the secret ADMIN_KEY: of this checkout, and of the deployed Worker.

import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ask } from "./ask.mjs";
import { Stop, exitCode, output, read, root, say } from "./lib.mjs";
import { wrangler } from "./wrangler.mjs";

/** The Worker takes no shorter one: it serves no admin call then, and everything else. */
const SHORTEST = 32; // characters

const randomKey = () => randomBytes(32).toString("hex");

/** ADMIN_KEY of .dev.vars, which is made if it is missing. */
export function ownersKey() {
  const file = path.join(root, ".dev.vars");
  const text = read(file) ?? "";
  const found = text.match(/^ *(?:export +)?ADMIN_KEY *= *(?:"(.*?)"|'(.*?)'|([^\s#]*))/m);
  const key = found?.[1] ?? found?.[2] ?? found?.[3];
  if (key) return key;
  const made = randomKey();
  const before = text === "" ? "# Secrets for local development. wrangler reads this file; git does not.\n" : text.replace(/\n?$/, "\n");
  fs.writeFileSync(file, `${before}ADMIN_KEY=${made}\n`, { mode: 0o600 });
  say("start", "wrote a random ADMIN_KEY into .dev.vars");
  return made;
}

/** What is wrong with a key of .dev.vars and what to do, as lines of text; undefined when nothing is. */
export function problemOf(key) {
  if (key.length >= SHORTEST) return undefined;
  return [
    `ADMIN_KEY in the file .dev.vars has ${key.length} characters, and ${SHORTEST} is the least: no admin call is served`,
    "delete its line there and start again: a random key is then made",
  ];
}

/**
 * Where the deployed Worker has no ADMIN_KEY: makes one if whoever sits at the terminal wants that, else says how.
 * `deployArgs` are the arguments that `wrangler deploy` got.
 */
export async function deployedOwnersKey(deployArgs) {
  const which = whichWorker(deployArgs);
  const secrets = output(process.execPath, [wrangler(), "secret", "list", "--format", "json", ...which]);
  if (secrets === undefined) {
    // No offer of a new key: it would replace the one that may be there.
    say("deploy", `the Worker's secrets could not be listed, so it is not known whether it has an ADMIN_KEY: ${shown("secret list", which)}`);
    return;
  }
  if (secrets.includes('"ADMIN_KEY"')) return;
  say("deploy", "one thing is left: the owner's key, for the console and the admin API");
  if (!(await agreed("Make a random one now, and set it? [Y/n] "))) {
    say("deploy", `make a long random one (at least ${SHORTEST} characters), and keep it: ${shown("secret put ADMIN_KEY", which)}`);
    return;
  }
  const key = randomKey();
  // By stdin, since arguments can be seen by every process of the machine.
  const code = await exitCode(process.execPath, [wrangler(), "secret", "put", "ADMIN_KEY", ...which], { stdio: ["pipe", "inherit", "inherit"] }, key);
  if (code !== 0) throw new Stop(`the owner's key could not be set (wrangler: ${code})`);
  console.log(`\nThe owner's key, which is shown only now, so keep it:\n\n${key}\n`);
}

/** Those of wrangler's arguments that say which Worker is meant: the key has to go to the one that was deployed. */
function whichWorker(args) {
  const options = { name: { type: "string" }, env: { type: "string", short: "e" }, config: { type: "string", short: "c" } };
  const { values } = parseArgs({ args, options, strict: false }); // not strict, since wrangler has many more
  return Object.keys(options).filter((name) => typeof values[name] === "string").map((name) => `--${name}=${values[name]}`);
}

/** A wrangler command as one would type it. */
const shown = (command, which) => ["npx wrangler", command, ...which].join(" ");

/** Whether there is somebody to ask, who says yes. */
async function agreed(question) {
  const answer = await ask(question);
  return answer !== undefined && /^(y|yes)?$/i.test(answer);
}
