// What a clone needs before anything of it runs: packages and tools, and the build. The npm package comes with all of it.

import { build } from "./build.mjs";
import { checkPrerequisites, installPackages } from "./setup.mjs";

export async function prepare() {
  checkPrerequisites();
  await installPackages();
  await build();
}
