// `npm test`: sets up and builds what is missing, runs the native tests (cargo test), then the black-box tests in
// tests/**/*.test.mjs against a server of their own. `npm test -- login` runs only the black-box files with "login" in
// their name.

import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "./build.mjs";
import { Stop, exitCode, main, root, run, say } from "./lib.mjs";
import { checkPrerequisites, installPackages, installToolchain } from "./setup.mjs";

/** Cases of each property of the native tests; `npm run nightly` has a million. */
const CASES = "20000";
/** Files that look at what the others left. */
const LAST = [path.join("tests", "after", "secrets.test.mjs")];
const isLast = (file) => LAST.includes(file);

await main(import.meta.url, "test", async () => {
  const wanted = process.argv.slice(2);
  const files = fs.readdirSync(path.join(root, "tests"), { recursive: true })
    .filter((name) => name.endsWith(".test.mjs") && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
    .map((name) => path.join("tests", name))
    .sort();
  if (wanted.length > 0 && files.length === 0) throw new Stop(`no file in tests/ has ${wanted.join(" or ")} in its name`);
  if (files.every(isLast)) throw new Stop(`${files} looks at what other files leave: name some of these too`);

  checkPrerequisites();
  await installPackages();
  await installToolchain();
  if (wanted.length === 0) {
    say("test", "native tests (cargo test; compiling them the first time takes about a minute) ...");
    await run("cargo", ["test", "--quiet"], { env: { ...process.env, PROPTEST_CASES: CASES } });
  }
  await build();
  if (files.length > 0) await blackBox(files);
  say("test", "all tests passed");
});

/** Runs test files (two more at a time than there are processors, because many wait) against one shared server, which ends with them whatever happens. */
async function blackBox(files) {
  const { startBare } = await import("../tests/harness/bare.mjs");
  const { newStateDir } = await import("../tests/harness/server.mjs");
  say("test", `black-box tests: ${files.length} files against a local server ...`);
  // Without wrangler, whose proxy ends when a connection behind it is lost (cloudflare/workers-sdk#14641).
  const server = await startBare({ assets: true });
  const secrets = path.join(newStateDir(), "secrets");
  const env = { ...process.env, NOBASE_URL: server.url, NOBASE_ADMIN_KEY: server.adminKey, NOBASE_STATE_DIR: server.stateDir, NOBASE_SECRETS: secrets };
  const args = ["--test", "--test-reporter=spec", "--test-timeout=600000", `--test-concurrency=${os.availableParallelism() + 2}`];
  const pass = async (some) => some.length === 0 || (await exitCode(process.execPath, [...args, ...some], { env })) === 0;
  let passed;
  try {
    passed = await pass(files.filter((file) => !isLast(file)));
    if (!passed && fs.existsSync(server.logFile)) {
      const log = fs.readFileSync(server.logFile, "utf8").split("\n").filter((line) => !/\[wrangler:info\]/.test(line));
      console.error(`The server's log, without the requests:\n${log.slice(-40).join("\n")}`);
    }
  } finally {
    await server.stop();
  }
  // What the server left is looked at once it has ended, and tests have used it.
  const clean = !fs.existsSync(secrets) || (await pass(LAST));
  if (!passed || !clean) throw new Stop("black-box tests failed");
}
