// What a failed call is told as.

import { ApiError, refusalOf } from "../api/client";
import { tables } from "../../openapi/declared.ts";
import { has, inLanguage, translate as t } from "../i18n";

/** A field of a form, and what is wrong with it. */
export type Problem = { field: string; message: string };

export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  const { status, code, message } = error;
  if (status === 0) return t("ui.errors.network");
  if (status === 401) return t("shell.signIn.expired");
  if (refusalOf(error) === "disabled") return t("shell.signIn.disabled");
  if (status === 403) return t("ui.errors.forbidden");
  if (status === 404) return t("ui.errors.notFound");
  if (status === 429) return t("ui.errors.throttled", { seconds: error.retryAfter ?? 60 });
  if (code === "not_configured") return t("ui.errors.notConfigured");
  if (status >= 500) return t("ui.errors.server", { status });
  return problemOf(error)?.message ?? t("ui.errors.other", { status, message });
}

/** What the server found fault with, if it is a field: told in the page's language, where the field is one that is known. */
export function problemOf(error: unknown): Problem | null {
  if (!(error instanceof ApiError) || !error.field) return null;
  const { field, message } = error;
  const column = Object.values(tables).flat().find((it) => it.name === field && it.written);
  const values = column && { ...column, label: inLanguage(column.label) };
  const rules = [`fields.${field}`, `values.${column?.kind === "text" ? column.format : column?.kind}`];
  const rule = rules.map((it) => `ui.invalid.${it}`).find(has);
  return { field, message: rule ? t(rule, values) : t("ui.errors.field", { field, message }) };
}

/** Whether a call was given up by ourselves, which nobody needs to be told. */
export const isAbort = (error: unknown) => error instanceof DOMException && error.name === "AbortError";
