// Why a mail was not sent, in words.

import { has, translate as t } from "../i18n";

export const reasonOf = (reason: string | null): string => {
  const key = `mail.reasons.${reason}`;
  return has(key) ? t(key) : (reason ?? "");
};
