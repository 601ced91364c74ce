// The console: the web page in console/, bundled into public/ by Vite, which wrangler serves beside the Worker. Returns
// at once while nothing that goes into it has changed since the last time.

import * as fs from "node:fs";
import path from "node:path";
import { Stop, exitCode, fingerprint, main, oneAtATime, read, root, say } from "./lib.mjs";
import { checkPrerequisites, installPackages } from "./setup.mjs";

const HOME = path.join(root, "console");
const INPUTS = ["console", "package-lock.json"];
const OUTPUTS = ["public/index.html", "public/docs.html", "public/openapi.json", "public/_headers"];
const STAMP = ".wrangler/console-inputs"; // not in public/, where it would be served

const upToDate = (inputs) => OUTPUTS.every((file) => fs.existsSync(path.join(root, file))) && read(STAMP) === inputs;

export async function buildConsole() {
  if (upToDate(fingerprint(INPUTS))) return;
  checkPrerequisites();
  // Not while wrangler calls this: npm ci would remove the files that it runs from.
  if (!process.env.WRANGLER_COMMAND) await installPackages();
  await oneAtATime("build", async () => {
    const inputs = fingerprint(INPUTS);
    if (upToDate(inputs)) return; // somebody else has just done it
    say("build", "bundling the console ...");
    const started = Date.now();
    fs.rmSync(path.join(root, STAMP), { force: true });
    const code = await exitCode(process.execPath, [path.join(root, "node_modules", "vite", "bin", "vite.js"), "build", "--logLevel", "warn"], { cwd: HOME });
    if (code !== 0) throw new Stop(`the console could not be bundled (vite: ${code})`);
    fs.writeFileSync(path.join(root, STAMP), inputs);
    say("build", `done in ${Math.round((Date.now() - started) / 1000)} s`);
  });
}

await main(import.meta.url, "build", buildConsole);
