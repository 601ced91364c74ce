// Numbers and how they read: percentiles, medians, Markdown tables.

/** The value below which the part `p` of `sorted` lies. */
export const percentile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];

/** The median of `values`, those that are undefined left out. */
export const median = (values) => percentile(values.filter((value) => value !== undefined).sort((a, b) => a - b), 0.5);

/** A number with `digits` decimals; a dash for one that does not exist. */
export const fixed = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1") : "–");

/** A count: whole if it is, else with one decimal. */
export const count = (value) => fixed(value, Number.isInteger(value) ? 0 : 1);

/** A Markdown table of `rows` (arrays of cells), whose first columns, as many as `words`, hold words and the others numbers. */
export function table(head, rows, words = 2) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i < words ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
