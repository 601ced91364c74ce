// Users as CSV (RFC 4180).

import type { User } from "../api/types";
import { clock } from "../ui/time";

/** With it Excel takes the file for UTF-8. */
export const BOM = "\ufeff";

const time = (unix: number | null) => (unix === null ? null : clock(unix));

const COLUMNS: [name: string, value: (user: User) => string | number | null][] = [
  ["user", (u) => u.user],
  ["nickname", (u) => u.nickname],
  ["status", (u) => u.status],
  ["qq", (u) => u.qq],
  ["email", (u) => u.email],
  ["icon", (u) => u.icon],
  ["sign", (u) => u.sign],
  ["title", (u) => u.title],
  ["sex", (u) => u.sex],
  ["exp", (u) => u.exp],
  ["grade", (u) => u.grade],
  ["balance", (u) => u.balance],
  ["likes", (u) => u.likes],
  ["following", (u) => u.following],
  ["fans", (u) => u.fans],
  ["posts", (u) => u.posts],
  ["checkin_streak", (u) => u.checkin_streak],
  ["login_streak", (u) => u.login_streak],
  ["vip_until", (u) => time(u.vip_until)],
  ["created_at", (u) => time(u.created_at)],
  ["login_at", (u) => time(u.login_at)],
];

export const header = (): string => line(COLUMNS.map(([name]) => name));
export const row = (user: User): string => line(COLUMNS.map(([, value]) => value(user)));

const line = (cells: (string | number | null)[]): string => `${cells.map(cell).join(",")}\r\n`;

/** A text that a spreadsheet would take for a formula gets an apostrophe before it, so that it stays a text. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
