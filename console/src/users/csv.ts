// Users as CSV (RFC 4180), in the console's language.

import type { User } from "../api/types";
import { translate as t } from "../i18n";
import { clock } from "../ui/time";

/** With it Excel takes the file for UTF-8. */
export const BOM = "\ufeff";

const time = (unix: number | null) => (unix === null ? null : clock(unix));

/** The columns, each by the key of its name. */
const COLUMNS: [name: string, value: (user: User) => string | number | null][] = [
  ["users.account", (u) => u.user],
  ["users.fields.nickname", (u) => u.nickname],
  ["users.status", (u) => t(`ui.status.${u.status}`)],
  ["users.fields.qq", (u) => u.qq],
  ["users.fields.email", (u) => u.email],
  ["users.fields.icon", (u) => u.icon],
  ["users.fields.sign", (u) => u.sign],
  ["users.fields.title", (u) => u.title],
  ["users.fields.sex", (u) => t(u.sex === 2 ? "users.drawer.female" : "users.drawer.male")],
  ["users.fields.exp", (u) => u.exp],
  ["users.fields.grade", (u) => u.grade],
  ["users.fields.balance", (u) => u.balance],
  ["users.fields.likes", (u) => u.likes],
  ["users.fields.following", (u) => u.following],
  ["users.fields.fans", (u) => u.fans],
  ["users.fields.posts", (u) => u.posts],
  ["users.fields.checkin_streak", (u) => u.checkin_streak],
  ["users.drawer.streak", (u) => u.login_streak],
  ["users.fields.vip_until", (u) => time(u.vip_until)],
  ["users.registered", (u) => time(u.created_at)],
  ["users.lastLogin", (u) => time(u.login_at)],
];

export const header = (): string => line(COLUMNS.map(([name]) => t(name)));
export const row = (user: User): string => line(COLUMNS.map(([, value]) => value(user)));

const line = (cells: (string | number | null)[]): string => `${cells.map(cell).join(",")}\r\n`;

/** A text that a spreadsheet would take for a formula gets an apostrophe before it, so that it stays a text. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^\s*[=+\-@＝＋－＠\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
