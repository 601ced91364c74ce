// The figures of a run as files: JSON, and a plot.

import * as fs from "node:fs";
import path from "node:path";
import { root } from "../../scripts/lib.mjs";
import { plot } from "./plot.mjs";

/** Writes them; with `publish` where they are committed. */
export function keep(result, publish, say) {
  const folder = path.join(root, publish ? "docs/soak" : "soak-results");
  const name = path.join(folder, publish ? "soak" : result.date.replace(/[:.]/g, "-"));
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(`${name}.json`, `${JSON.stringify(rounded(result))}\n`.replace(/("(crashes|steady|windows|memory|judged|workerd|machine|options)":)/g, "\n$1"));
  fs.writeFileSync(`${name}.svg`, plot(result));
  say(`the figures are in ${path.relative(root, name)}.json and .svg`);
}

/** With numbers as long as they mean something. */
const rounded = (result) => JSON.parse(JSON.stringify(result, (_, value) => (typeof value === "number" ? Math.round(value * 10) / 10 : value)));
