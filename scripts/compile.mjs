// The crate, compiled and bundled: worker-build makes wasm and one module around it (src/instance.js), which becomes a function
// here, because src/entry.js has to make a new instance after a panic.

import * as fs from "node:fs";
import path from "node:path";
import { build, transform } from "esbuild";
import { Stop, exitCode, root } from "./lib.mjs";
import { buildTools } from "./tools.mjs";

/** Makes index.js and index_bg.wasm of the crate in `folder`, in its folder `out`; `env` and `more` arguments are for worker-build and cargo. */
export async function compile(folder = root, { env = {}, more = [], out = "build" } = {}) {
  const [made, instance] = [path.resolve(folder, out), path.join(folder, "src", "instance.js")];
  const tools = await buildTools(folder);
  // Earlier commits have no such file: worker-build bundles all of them.
  const shim = fs.existsSync(instance) && { CUSTOM_SHIM: instance };
  const code = await exitCode(tools.workerBuild, ["--release", "--out-dir", made, ...more], { cwd: folder, env: { ...process.env, ...tools.env, ...shim, ...env } });
  if (code !== 0) throw new Stop(`the build failed (worker-build: ${code})`);
  if (!shim) return;

  const worker = path.join(made, "worker");
  const { code: module } = await transform(fs.readFileSync(path.join(worker, "shim.mjs"), "utf8"), { format: "cjs", minify: true });
  const contents = `export default (require, module = { exports: {} }) => { ${module}\nreturn module.exports; };`;
  await build({
    entryPoints: [path.join(folder, "src", "entry.js")],
    outfile: path.join(made, "index.js"),
    allowOverwrite: true,
    bundle: true,
    format: "esm",
    minify: true,
    external: ["cloudflare:*", "./index_bg.wasm"],
    plugins: [{
      name: "instance",
      setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: /^instance$/ }, ({ path }) => ({ path, namespace: "instance" }));
        onLoad({ filter: /.*/, namespace: "instance" }, () => ({ contents, loader: "js" }));
      },
    }],
    logLevel: "error",
  });
  fs.renameSync(path.join(worker, "index.wasm"), path.join(made, "index_bg.wasm"));
  fs.rmSync(worker, { recursive: true });
}
