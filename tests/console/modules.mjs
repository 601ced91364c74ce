// The console's TypeScript modules, for tests of what needs no browser.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** What the module `file` of console/src exports. */
export async function consoleModule(file) {
  const entry = fileURLToPath(new URL(`../../console/src/${file}`, import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: "esm", logLevel: "error" });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
