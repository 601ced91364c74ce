// What a failed call is told as.

import { ApiError, refusalOf } from "../api/client";
import { has, translate as t } from "../i18n";

/** A field of a form, and what is wrong with it. */
export type Problem = { field: string; message: string };

export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  const { status, message } = error;
  if (status === 0) return t("ui.errors.network");
  if (status === 401) return t("shell.signIn.expired");
  if (refusalOf(error) === "disabled") return t("shell.signIn.disabled");
  if (status === 403) return t("ui.errors.forbidden");
  if (status === 404) return t("ui.errors.notFound");
  if (status === 429) return t("ui.errors.throttled", { seconds: error.retryAfter ?? 60 });
  if (status >= 500) return t("ui.errors.server", { status });
  return problemOf(error)?.message ?? t("ui.errors.other", { status, message });
}

/** What the server found fault with, if it is a field: told in the page's language, where the field is one that is known. */
export function problemOf(error: unknown): Problem | null {
  if (!(error instanceof ApiError) || !error.field) return null;
  const { field, message } = error;
  const known = `ui.invalid.${COUNTS.includes(field) ? "count" : field}`;
  return { field, message: has(known) ? t(known) : t("ui.errors.field", { field, message }) };
}
const COUNTS = ["exp", "grade", "likes", "following", "fans", "posts", "checkin_streak"];

/** Whether a call was given up by ourselves, which nobody needs to be told. */
export const isAbort = (error: unknown) => error instanceof DOMException && error.name === "AbortError";
