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

/** That clients may add to balances is asked first: money could be printed. */
export const agreedToMoney = async ({ client_money_add }: Row): Promise<boolean> =>
  client_money_add !== true ||
  confirmed({ title: t("apps.ask.money.title"), text: hintOf(columnOf("apps", "client_money_add")), action: t("apps.ask.money.action") });
