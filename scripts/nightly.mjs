// `npm run nightly`: what takes too long for npm test. A million cases of each property, 100,000 made-up requests, and all
// that schemathesis can think of.

import { main, run } from "./lib.mjs";

const CASES = "1000000";

await main(import.meta.url, "nightly", async () => {
  // Optimised, and in a folder of its own beside what cargo test has compiled.
  const env = { ...process.env, PROPTEST_CASES: CASES, CARGO_PROFILE_TEST_OPT_LEVEL: "2", CARGO_PROFILE_DEV_OPT_LEVEL: "2", CARGO_TARGET_DIR: "target/nightly" };
  await run("cargo", ["test", "--lib"], { env });
  await run(process.execPath, ["--test", "--test-reporter=spec", "tests/parsers.test.mjs", "tests/openapi.test.mjs"], { env: { ...process.env, CASES } });
  await run(process.execPath, ["tests/fuzz/run.mjs"]);
});
