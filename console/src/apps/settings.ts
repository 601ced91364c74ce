// The settings of an app: the columns that can be written, and what is wrong with their values.

import { columnOf, written } from "../../openapi/declared.ts";
import type { Row } from "../api/types";
import { hintOf } from "../columns/labels";
import { missingOf } from "../columns/row";
import { translate as t } from "../i18n";
import { confirmed } from "../ui/ask";
import type { Problem } from "../ui/errors";

export const SETTINGS = written("apps");

/** What is wrong with settings before the server has seen them. */
export function flawOf(form: Row): Problem | null {
  const { account_min, account_max } = form;
  const crossed = Number(account_min) > Number(account_max);
  return missingOf(SETTINGS, form) ?? (crossed ? { field: "account_min", message: t("apps.lengths") } : null);
}

/** What is dangerous to turn on: money could be printed, and anybody be written to. */
const DANGERS = ["client_money_add", "allow_mail_send"];

/** Asks before any of it is turned on. */
export async function agreedToDangers(changes: Row): Promise<boolean> {
  for (const name of DANGERS.filter((it) => changes[it] === true)) {
    const ask = { title: t(`apps.ask.${name}.title`), text: hintOf(columnOf("apps", name)), action: t(`apps.ask.${name}.action`) };
    if (!(await confirmed(ask))) return false;
  }
  return true;
}
