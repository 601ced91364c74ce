// What every page is held to.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** axe finds nothing that is serious or worse. */
export async function assertAccessible(page, where) {
  // Not while colours are still changing from the light theme's to the dark one's.
  await page.waitForFunction(() => document.getAnimations().every((it) => it.playState !== "running"));
  const { violations } = await page.evaluate(`${axe}; axe.run({ resultTypes: ["violations"] })`);
  const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  const told = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`).join("\n")}`);
  assert.deepEqual(told, [], where);
}

/** Nothing makes the page wider than its window. */
export async function assertFits(page, where = "the page") {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= window, `${where}: ${content} > ${window}`);
}
