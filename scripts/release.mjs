// `npm run release -- --dry-run`: makes the packages of a release in dist/ (the Worker, the TypeScript client, the Python
// client), and the bill of materials (CycloneDX), and checks the packages: one version, the files that belong there and no others,
// and that each is installed and loads. Without --dry-run it stops before anything is published: that is done by hand, by the commands that it prints.

import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Stop, main, read, root, run, say } from "./lib.mjs";
import { pack } from "./pack.mjs";
import { prepare } from "./prepare.mjs";
import { sbom } from "./sbom.mjs";

const DIST = path.join(root, "dist");

/** What each package has to have, and what it must not. */
const NEEDED = [
  ["package/build/index_bg.wasm", "package/build/index.js", "package/public/index.html", "package/public/openapi.json", "package/scripts/cli.mjs", "package/wrangler.toml", "package/CHANGELOG.md"],
  ["package/dist/index.js", "package/dist/index.d.ts", "package/dist/calls.d.ts", "package/README.md"],
  ["nobase_edge/__init__.py", "nobase_edge/calls.py", "nobase_edge/py.typed"],
];
const UNWANTED = /\.(rs|vue|map)$|(^|\/)(\.dev\.vars|\.env|node_modules|__pycache__|tests?)(\/|$)/;

await main(import.meta.url, "release", async () => {
  await prepare();
  const { packages, bom } = await release(DIST);
  for (const file of [...packages, bom]) say("release", path.relative(root, file));
  if (process.argv.includes("--dry-run")) return;
  console.log(["", "Published by hand, once, by who may:", "", ...packages.map((file) => (file.endsWith(".whl") ? `  python3 -m twine upload ${file}` : `  npm publish ${file}`)), ""].join("\n"));
});

/** Makes and checks the packages in `folder`; answers their paths, and that of the bill of materials. `python` is a Python with pip. */
export async function release(folder, python = "python3") {
  fs.mkdirSync(folder, { recursive: true });
  const { version } = JSON.parse(read("package.json"));
  const packages = [await pack(folder), await typescript(folder, version), await wheel(folder, version, python)];
  await checked(packages, version, python);
  return { packages, bom: sbom(folder) };
}

async function typescript(folder, version) {
  const home = path.join(root, "clients", "typescript");
  fs.rmSync(path.join(home, "dist"), { recursive: true, force: true });
  await run(process.execPath, [path.join(root, "node_modules", "typescript", "bin", "tsc")], { cwd: home });
  await run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], { cwd: home, stdio: ["ignore", "ignore", "inherit"] });
  return path.join(folder, `nobase-edge-client-${version}.tgz`);
}

async function wheel(folder, version, python) {
  // A copy, because building leaves files beside the sources.
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "nobase-edge-python-"));
  fs.cpSync(path.join(root, "clients", "python"), copy, { recursive: true });
  await run(python, ["-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir", folder, copy]);
  fs.rmSync(copy, { recursive: true });
  return path.join(folder, `nobase_edge_client-${version}-py3-none-any.whl`);
}

async function checked(made, version, python) {
  for (const [n, file] of made.entries()) {
    const list = file.endsWith(".whl") ? execFileSync(python, ["-m", "zipfile", "--list", file]) : execFileSync("tar", ["tzf", file]);
    const names = String(list).split("\n").map((line) => line.trim().split(/\s+/)[0]);
    for (const name of NEEDED[n]) if (!names.includes(name)) throw new Stop(`${file} has no ${name}`);
    const unwanted = names.filter((name) => UNWANTED.test(name));
    if (unwanted.length > 0) throw new Stop(`${file} has ${unwanted.join(", ")}`);
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "nobase-edge-release-"));
  fs.writeFileSync(path.join(folder, "package.json"), "{}");
  await run("npm", ["install", "--silent", "--no-audit", "--no-fund", made[1]], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  await run(process.execPath, ["--input-type=module", "--eval", 'import { Client } from "nobase-edge-client"; new Client({ host: "https://a.cn", appid: "1", signature: "x" });'], { cwd: folder });
  const described = execFileSync(python, ["-c", "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())", made[2], `nobase_edge_client-${version}.dist-info/METADATA`]);
  if (!String(described).includes(`\nVersion: ${version}\n`)) throw new Stop(`${made[2]} has another version`);
  fs.rmSync(folder, { recursive: true });
}
