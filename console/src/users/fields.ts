// The columns of a user as the form shows them.

import { type Column, tables, written } from "../../openapi/declared.ts";
import { longest } from "../columns/row";

/** Columns in the order of `first`, all others behind them in the table's. */
export function inOrder(columns: readonly Column[], first: readonly string[]): Column[] {
  const place = ({ name }: Column) => (first.includes(name) ? first.indexOf(name) : first.length);
  return [...columns].sort((a, b) => place(a) - place(b));
}

/** What the form can change: all but the status, which has an action of its own. */
export const FIELDS = written("users").filter((it) => it.name !== "status");

const FIRST = ["nickname", "title", "qq", "email", "icon", "sex", "sign", "vip_until"];
const isNumber = (column: Column) => column.kind === "integer" && !FIRST.includes(column.name);
export const PROFILE = inOrder(FIELDS.filter((it) => !isNumber(it)), FIRST);
export const NUMBERS = FIELDS.filter(isNumber);

/** What takes a whole line of the form. */
export const isWide = (column: Column): boolean => column.name === "vip_until" || (longest(column) ?? 0) > 500;

/** What an export has. */
export const EXPORTED = inOrder(tables.users, ["user", "nickname", "status", "qq", "email", "icon", "sign", "title", "sex"]);
