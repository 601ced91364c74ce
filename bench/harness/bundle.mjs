// What would be uploaded: Workers of bench/workers bundled as `wrangler deploy --minify` does it, and anybody's size.

import * as fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transformSync } from "esbuild";

const bench = fileURLToPath(new URL("../", import.meta.url));

/** Bundles workers/NAME.js; answers where it is, and its schema, as a part of a subject. */
export async function bundled(name) {
  const folder = path.join(bench, ".build", name);
  await build({
    entryPoints: [path.join(bench, "workers", `${name}.js`)],
    outfile: path.join(folder, "index.js"),
    bundle: true,
    minify: true,
    keepNames: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  });
  return { folder, modules: ["index.js"], minified: true, schema: fs.readFileSync(path.join(bench, "workers", `${name}.sql`), "utf8") };
}

/** Bytes of a subject's upload, gzipped, as wrangler makes and counts it: scripts written out anew, files one by one. */
export function gzipped({ folder, modules, minified }) {
  return modules.reduce((sum, name) => {
    const file = fs.readFileSync(path.join(folder, name));
    const rewritten = minified || !name.endsWith(".js") ? file : transformSync(file, { format: "esm", target: "es2024", keepNames: true }).code;
    return sum + gzipSync(rewritten).length;
  }, 0);
}
