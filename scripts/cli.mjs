#!/usr/bin/env node
// `npx nobase-edge COMMAND`: the npm package's commands. Each works on the folder in which it is called.

import { Stop } from "./lib.mjs";

const COMMANDS = {
  start: ["serve on this machine, with a demo app", async () => (await import("./start.mjs")).start()],
  init: ["write a small project of your own here (--lang zh or en)", async (args) => (await import("./init.mjs")).init(args)],
  deploy: ["deploy to Cloudflare, the first time and later; arguments go to wrangler deploy", async (args) => (await import("./deploy.mjs")).deploy(args)],
  migrate: ["bring the deployed database to the newest schema", migrate],
  import: ["bring users from elsewhere into an app: --app ID FILE", async (args) => (await import("./import.mjs")).importUsers(args)],
  backup: ["write the deployed database to a file, or with --app ID its users", async (args) => (await import("./backup.mjs")).backup(args)],
  restore: ["fill an empty database with what backup wrote: FILE", async (args) => (await import("./restore.mjs")).restore(args)],
  doctor: ["say what is set up, what is missing, and what to do", async () => (await import("./doctor.mjs")).doctor()],
};

async function migrate() {
  const { configured, migrateDeployed } = await import("./deploy.mjs");
  if (!(await migrateDeployed())) throw new Stop(`there is no database ${configured("database_name")} yet: npx nobase-edge deploy makes it`);
}

const [command, ...args] = process.argv.slice(2);
const known = Object.hasOwn(COMMANDS, command ?? "") ? COMMANDS[command] : undefined;
try {
  if (known) await known[1](args);
  else {
    console.log(["npx nobase-edge COMMAND", "", ...Object.entries(COMMANDS).map(([name, [what]]) => `  ${name.padEnd(9)}${what}`), ""].join("\n"));
    process.exitCode = command === undefined || ["help", "--help", "-h"].includes(command) ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof Stop ? `[${command}] ${error.message}` : error);
  process.exitCode = 1;
}
