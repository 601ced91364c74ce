// How columns and their values are named, in the console's language.

import { type Column, type TableName, type Value, columnOf } from "../../openapi/declared.ts";
import { has, inLanguage, translate as t } from "../i18n";

export const label = (table: TableName, name: string): string => inLanguage(columnOf(table, name).label);

export const hintOf = ({ hint }: Column): string => (hint ? inLanguage(hint) : "");

/** A value that is one of a few: in words where there are some (`ui.status.active`). */
export function wordOf({ name }: Column, value: Value): string {
  const key = `ui.${name}.${value}`;
  return has(key) ? t(key) : String(value);
}
