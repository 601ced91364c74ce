// Values for the columns that declared.json lists, by their kind: so a new column is tested without being named in a test.

import { declared } from "./words.mjs";

/** The columns of `table` that PATCH takes, but those `named`, which a test has values of its own for. */
export const furtherColumns = (table, named) => declared.tables[table].filter(({ name, written }) => written && !named.includes(name));

/** What each of `columns` is where nobody says. */
export const defaults = (columns) => Object.fromEntries(columns.map((it) => [it.name, it.default]));

/** Another value than its default for each of `columns`. */
export const others = (columns) => Object.fromEntries(columns.map((it) => [it.name, other(it)]));

/** Texts of formats that do not take any text. */
const TEXTS = { mail_text: "另一个 {code}", webhook_url: "https://app.example.com/hook" };

function other({ kind, format, words, min, max, default: usual }) {
  switch (kind) {
    case "flag":
      return !usual;
    case "integer":
      return usual === max ? min : max;
    case "time":
      return 4102444800;
    case "word":
      return words.find((word) => word !== usual);
    default:
      return TEXTS[format] ?? "另一个";
  }
}

/** Values that a column does not take. */
export function wrongFor({ kind, min, max, null: none }) {
  const common = [[], {}, ...(none === "refused" ? [null] : [])];
  switch (kind) {
    case "flag":
      return [...common, "true", 1, 0, "on"];
    case "integer":
      return [...common, min - 1, max + 1, 1.5, "1", true].filter((value) => value !== max + 1 || Number.isSafeInteger(value));
    case "time":
      return [...common, -1, 1.5, "1", true, 253402300800];
    case "word":
      return [...common, "no such word", "", 1];
    default:
      return [...common, 5, true, ""];
  }
}
