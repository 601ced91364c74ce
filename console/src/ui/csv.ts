// Rows of a table as CSV (RFC 4180), in the console's language.

import type { Column, Value } from "../../openapi/declared.ts";
import { wordOf } from "../columns/labels";
import { choicesOf } from "../columns/row";
import { inLanguage, translate as t } from "../i18n";
import { clock } from "./time";

/** With it Excel takes the file for UTF-8. */
export const BOM = "\ufeff";

export const header = (columns: readonly Column[]): string => line(columns.map((it) => inLanguage(it.label)));
export const row = (columns: readonly Column[], values: Record<string, Value>): string => line(columns.map((it) => shown(it, values[it.name] ?? null)));

type Cell = string | number | null;

function shown(column: Column, value: Value): Cell {
  if (value === null) return null;
  if (column.kind === "time") return clock(Number(value));
  if (typeof value === "boolean") return t(value ? "ui.yes" : "ui.no");
  return choicesOf(column) ? wordOf(column, value) : value;
}

export const line = (cells: Cell[]): string => `${cells.map(cell).join(",")}\r\n`;

/** A text that a spreadsheet would take for a formula gets an apostrophe before it, so that it stays a text. */
function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^\s*[=+\-@＝＋－＠\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
