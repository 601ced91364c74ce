// `npm run audit`: what is shipped is made of what it may be made of. The Worker's crates by cargo deny (deny.toml), the npm
// packages of the console and of the npm package by npm audit. Known weaknesses need the RustSec database, which is on GitHub,
// and npm's registry: where these cannot be reached, that is said, and the rest is checked.

import { spawnSync } from "node:child_process";
import { Stop, exitCode, main, root, say } from "./lib.mjs";
import { packages } from "./sbom.mjs";
import { checkPrerequisites, installPackages } from "./setup.mjs";
import { compiled } from "./tools.mjs";

const CARGO_DENY = "0.20.2";
const ADVISORIES = "https://github.com/rustsec/advisory-db";

await main(import.meta.url, "audit", async () => {
  checkPrerequisites();
  await installPackages();
  await crates();
  auditPackages();
});

async function crates() {
  const deny = await compiled("cargo-deny", CARGO_DENY, "cargo-deny");
  const reachable = await fetch(ADVISORIES, { method: "HEAD", signal: AbortSignal.timeout(5000) }).then((answer) => answer.ok, () => false);
  const checks = ["licenses", "bans", "sources", ...(reachable ? ["advisories"] : [])];
  const code = await exitCode(deny, ["--locked", ...(reachable ? [] : ["--offline"]), "check", "--hide-inclusion-graph", ...checks]);
  if (code !== 0) throw new Stop(`cargo deny found what deny.toml does not allow (${code})`);
  say("audit", `crates: ${checks.join(", ")} are as deny.toml says`);
  if (!reachable) say("audit", `crates: NOT checked for known weaknesses, because ${ADVISORIES} cannot be reached`);
}

/** The npm packages that are shipped, or installed with the npm package; others only build and test. */
export function auditPackages() {
  const { stdout } = spawnSync("npm", ["audit", "--json"], { cwd: root, encoding: "utf8", maxBuffer: 50_000_000 });
  let found;
  try {
    found = JSON.parse(stdout).vulnerabilities;
  } catch {
    // Not JSON: npm could not even say why.
  }
  if (!found) return say("audit", "packages: NOT checked for known weaknesses, because npm's registry does not answer");
  const shipped = new Set(packages().map(({ place }) => place));
  const weak = Object.values(found).map(({ name, severity, nodes }) => ({ name, severity, shipped: nodes.some((it) => shipped.has(it)) }));
  const text = (list) => list.map(({ name, severity }) => `${name} (${severity})`).join(", ");
  const [bad, others] = [weak.filter((it) => it.shipped), weak.filter((it) => !it.shipped)];
  if (others.length > 0) say("audit", `packages that only build and test have known weaknesses: ${text(others)}`);
  if (bad.length > 0) throw new Stop(`packages that are shipped have known weaknesses: ${text(bad)}`);
  say("audit", `packages: none of ${shipped.size} that are shipped has a known weakness`);
}
