// What a failed call is told as.

import { ApiError } from "../api/client";
import { translate as t } from "../i18n";

export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  const { status, message, field } = error;
  if (status === 0) return t("ui.errors.network");
  if (status === 401) return t("shell.signIn.expired");
  if (status === 403) return t("ui.errors.forbidden");
  if (status === 404) return t("ui.errors.notFound");
  if (status === 429) return t("ui.errors.throttled", { seconds: error.retryAfter ?? 60 });
  if (status >= 500) return t("ui.errors.server", { status });
  return field ? t("ui.errors.field", { field, message }) : t("ui.errors.other", { status, message });
}

/** Whether a call was given up by ourselves, which nobody needs to be told. */
export const isAbort = (error: unknown) => error instanceof DOMException && error.name === "AbortError";
