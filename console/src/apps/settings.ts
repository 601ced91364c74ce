// The settings of an app: the columns that can be written, and what is wrong with their values.

import { written } from "../../openapi/declared.ts";
import type { Row } from "../api/types";
import { missingOf } from "../columns/row";
import { translate as t } from "../i18n";
import type { Problem } from "../ui/errors";

export const SETTINGS = written("apps");

/** What is wrong with settings before the server has seen them. */
export function flawOf(form: Row): Problem | null {
  const { account_min, account_max } = form;
  const crossed = Number(account_min) > Number(account_max);
  return missingOf(SETTINGS, form) ?? (crossed ? { field: "account_min", message: t("apps.lengths") } : null);
}
