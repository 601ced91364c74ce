// Workers of bench/workers as they would be uploaded: bundled and minified as `wrangler deploy --minify` does it.

import * as fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

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
  return { folder, modules: ["index.js"], schema: fs.readFileSync(path.join(bench, "workers", `${name}.sql`), "utf8") };
}

/** Bytes of a subject's upload, gzipped, counted as wrangler does. */
export const gzipped = ({ folder, modules }) => gzipSync(Buffer.concat(modules.map((name) => fs.readFileSync(path.join(folder, name))))).length;
