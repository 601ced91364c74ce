// What a file of users holds: one record of named values for each, from CSV, from JSON lines, or from a JSON array. Used by
// the command and by the console's page.

import Papa from "papaparse";

/**
 * @typedef {{line: number, record: Record<string, unknown>, problem?: string}} Found a record, and the line of the file on
 *   which it begins; with a problem it cannot be read
 */

/**
 * The text of a file: UTF-8 or UTF-16 by their marks, else UTF-8 if it is that, else GB 18030 (GBK), in which Chinese
 * versions of Excel write CSV.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export function decode(bytes) {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
  if (marked) return new TextDecoder(marked).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/**
 * The records of a text. JSON is told by its first character; anything else is CSV, whose first line names the columns.
 * @param {string} text
 * @returns {Found[]}
 */
export function records(text) {
  const start = text.trimStart();
  if (start.startsWith("[")) return ofArray(parsed(start));
  // LeanCloud's exports begin with a line about the file.
  if (!/^[{#]/.test(start)) return ofCsv(text);
  const whole = start.startsWith("{") ? parsed(start) : undefined;
  const list = whole?.items ?? whole?.results;
  return Array.isArray(list) ? ofArray(list) : ofLines(text);
}

/** @param {string} text */
function ofLines(text) {
  /** @type {Found[]} */
  const found = [];
  text.split(/\r?\n/).forEach((line, n) => {
    if (line.trim() === "" || line.startsWith("#")) return;
    found.push(one(parsed(line), n + 1));
  });
  return found;
}

/** @param {unknown} list */
const ofArray = (list) => (Array.isArray(list) ? list.map((it, n) => one(it, n + 1)) : [one(undefined, 1)]);

/**
 * @param {any} value
 * @param {number} line
 * @returns {Found}
 */
function one(value, line) {
  const fits = value !== null && typeof value === "object" && !Array.isArray(value);
  return fits ? { line, record: value } : { line, record: {}, problem: "is no JSON object" };
}

/** @param {string} text */
function ofCsv(text) {
  const { data, errors } = Papa.parse(text, { skipEmptyLines: "greedy" });
  const rows = /** @type {string[][]} */ (data);
  const broken = new Map(errors.filter(({ type }) => type === "Quotes").map(({ row, message }) => [row, message]));
  const names = (rows[0] ?? []).map((it) => it.trim());
  let line = 1;
  /** @type {Found[]} */
  const found = [];
  rows.forEach((row, n) => {
    const at = line;
    line += 1 + row.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
    if (n === 0) return;
    const problem = broken.get(n) ?? (row.length > names.length ? `has ${row.length} values for ${names.length} columns` : undefined);
    // A value that is empty is none.
    const pairs = names.map((name, i) => [name, row[i]]).filter(([name, value]) => name !== "" && value !== undefined && value !== "");
    found.push({ line: at, record: Object.fromEntries(pairs), ...(problem !== undefined && { problem }) });
  });
  return found;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
