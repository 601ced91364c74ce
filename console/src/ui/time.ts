// Times are shown in the deployment's zone, as the user endpoints show them, whatever the browser's is.

import { i18n } from "../i18n";
import { session } from "../session";

const offset = () => (session.me?.utc_offset_minutes ?? 480) * 60;

/** `YYYY-MM-DD HH:MM:SS` */
export const clock = (unix: number): string => new Date((unix + offset()) * 1000).toISOString().slice(0, 19).replace("T", " ");

/** The same up to the minute. */
export const minute = (unix: number): string => clock(unix).slice(0, 16);

/** Unix seconds of `YYYY-MM-DD HH:MM:SS`. */
export const unix = (text: string): number => Date.parse(`${text.replace(" ", "T")}Z`) / 1000 - offset();

export const now = (): number => Math.floor(Date.now() / 1000);

export const DAY = 86_400;

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["day", DAY],
  ["hour", 3600],
  ["minute", 60],
];

/** "3 days ago", "in 2 hours". */
export function ago(time: number): string {
  const seconds = time - now();
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 60];
  // Within a minute it is "now".
  const format = new Intl.RelativeTimeFormat(i18n.global.locale.value, { numeric: unit === "second" ? "auto" : "always" });
  return format.format(Math.trunc(seconds / size), unit);
}

export const number = (n: number): string => new Intl.NumberFormat(i18n.global.locale.value).format(n);

/** A number with its sign: "+5". */
export const signed = (n: number): string => new Intl.NumberFormat(i18n.global.locale.value, { signDisplay: "exceptZero" }).format(n);

/** The deployment's zone: "UTC+8". */
export function zone(): string {
  const minutes = offset() / 60;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? "-" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}
