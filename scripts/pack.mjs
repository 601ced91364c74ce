// `npm run pack`: the npm package, a tarball with the built Worker, the console, the migrations and the commands; no sources,
// nothing to compile. Written to dist/, or to the folder that is given. The configuration in template/, which is that of a
// project with the package, is written anew as well.

import * as fs from "node:fs";
import path from "node:path";
import { configOf } from "./init.mjs";
import { main, read, root, run, say, Stop } from "./lib.mjs";
import { prepare } from "./prepare.mjs";

const LIMIT = 2_000_000; // bytes
/** The scripts that the commands need; the others build. */
const SCRIPTS = [
  "ask", "backup", "cli", "d1", "deploy", "doctor", "end-with-parent", "import", "import/fields", "import/patiently", "import/read", "import/send", "init", "lib", "migrations",
  "owners-key", "restore", "server", "start", "wrangler",
];
const FILES = ["build/index.js", "build/index_bg.wasm", "console/openapi/declared.json", "migrations", "public", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

const README = `# nobase-edge

The user accounts of your apps on your own Cloudflare account; nothing to compile. 把应用的用户系统放到自己的 Cloudflare 账号上，不需要编译。

\`\`\`sh
npx nobase-edge start    # try it on this machine / 在本机试用
npx nobase-edge init     # a project of your own / 建立自己的项目
npx nobase-edge deploy   # to Cloudflare / 部署
npx nobase-edge doctor   # what is missing / 检查配置
\`\`\`
`;

await main(import.meta.url, "pack", async () => {
  await prepare();
  fs.writeFileSync(path.join(root, "template", "wrangler.toml"), configOf(packagedConfig()));
  await pack(path.resolve(root, process.argv[2] ?? "dist"));
});

/** The package's configuration: what is built is not built again. */
export function packagedConfig() {
  return read("wrangler.toml").replace(/^\[build\]\n(?:.+\n)*\n/m, "");
}

/** Makes the tarball in `folder`; answers its path. */
export async function pack(folder) {
  const stage = path.join(folder, "package");
  fs.rmSync(stage, { recursive: true, force: true });
  for (const name of FILES) fs.cpSync(path.join(root, name), path.join(stage, name), { recursive: true });
  for (const name of SCRIPTS) fs.cpSync(path.join(root, "scripts", `${name}.mjs`), path.join(stage, "scripts", `${name}.mjs`));
  fs.writeFileSync(path.join(stage, "wrangler.toml"), packagedConfig());
  fs.writeFileSync(path.join(stage, "package.json"), `${JSON.stringify(description(), null, 2)}\n`);
  fs.writeFileSync(path.join(stage, "README.md"), README);
  await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: stage });
  const { name, version } = description();
  const tarball = path.join(folder, `${name}-${version}.tgz`);
  fs.rmSync(stage, { recursive: true });
  const { size } = fs.statSync(tarball);
  if (size > LIMIT) throw new Stop(`${tarball} has ${size} bytes, and ${LIMIT} is the limit`);
  say("pack", `${tarball}: ${Math.round(size / 1000)} KB (limit ${LIMIT / 1000})`);
  return tarball;
}

/** The npm package's own package.json. */
export function description() {
  const { name, version, description, license, type, engines, devDependencies } = JSON.parse(read("package.json"));
  const { wrangler, miniflare, papaparse } = devDependencies;
  return { name, version, description, license, type, engines, bin: { [name]: "scripts/cli.mjs" }, dependencies: { miniflare, papaparse, wrangler } };
}
