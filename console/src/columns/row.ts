// What a form over columns of a table holds: its values, and what of them was changed or is missing.

import { schemaOf } from "../../openapi/columns.ts";
import type { Column, Value } from "../../openapi/declared.ts";
import type { Row } from "../api/types";
import { inLanguage, translate as t } from "../i18n";
import type { Problem } from "../ui/errors";

type Columns = readonly Column[];

const row = (columns: Columns, value: (column: Column) => Value): Row => Object.fromEntries(columns.map((it) => [it.name, value(it)]));

/** What is made without a value for any of them. */
export const defaultsOf = (columns: Columns): Row => row(columns, (it) => it.default);

/** The values of `whole` in these columns. */
export const rowOf = (columns: Columns, whole: Row): Row => row(columns, (it) => whole[it.name] ?? null);

/** The values of which there are only a few to choose from. */
export function choicesOf(column: Column): Value[] | null {
  const { enum: values } = schemaOf(column);
  return Array.isArray(values) ? (values as Value[]) : null;
}

/** Characters that a text may have. */
export const longest = (column: Column): number | undefined => schemaOf(column).maxLength as number | undefined;

/** Texts of several lines, which stay as they were typed. */
export const hasLines = (column: Column): boolean => column.kind === "text" && LINES.includes(column.format);
const LINES = ["sign", "mail_text"];

/** An emptied input clears its column: that is null on the wire. */
export const cleaned = (columns: Columns, form: Row): Row =>
  row(columns, (it) => {
    const value = form[it.name] ?? null;
    if (typeof value !== "string") return value;
    const trimmed = value.trim();
    return trimmed === "" ? null : hasLines(it) ? value : trimmed;
  });

/** The fields in which `now` differs from `before`. */
export const changesOf = (before: Row, now: Row): Row =>
  Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== before[name]));

/** The values as they are `now`, in a form in which those that were edited since `base` stay as they are. */
export function keeping(columns: Columns, form: Row, base: Row, now: Row): Row {
  const edited = changesOf(base, cleaned(columns, form));
  return row(columns, ({ name }) => (name in edited ? form : now)[name] ?? null);
}

/** The first column that is empty and may not be. */
export function missingOf(columns: Columns, form: Row): Problem | null {
  const values = cleaned(columns, form);
  const empty = columns.find((it) => it.null === "refused" && values[it.name] === null);
  return empty ? { field: empty.name, message: t("ui.missing", { label: inLanguage(empty.label) }) } : null;
}
