// The refused lines of an import: why, in the page's language, and all of them as a file.

import type { Refused } from "../../../scripts/import/send.mjs";
import { ApiError } from "../api/client";
import { translate as t } from "../i18n";
import { problemOf } from "../ui/errors";
import { BOM, line } from "../ui/csv";
import { save } from "../ui/export";

/** What the server and the file's reader say, and the name of its translation in `imports.reasons`. */
const REASONS: [field: RegExp, message: RegExp, name: string][] = [
  [/^$/, /./, "unreadable"],
  [/^(user|qq)$/, /^is on line (?<line>\d+)/, "duplicate"],
  [/^user$/, /^is needed/, "noAccount"],
  [/^user$/, /^must be letters/, "account"],
  [/^user$/, /^must be (?<min>\d+) to (?<max>\d+) characters/, "accountLength"],
  [/^qq$/, /^belongs to another/, "qqTaken"],
  [/_at$/, /^must not be in the future/, "future"],
  [/^password/, /./, "password"],
];

export function reasonOf({ field, message }: Refused): string {
  for (const [fields, messages, name] of REASONS) {
    const match = fields.test(field) ? message.match(messages) : null;
    if (match) return t(`imports.reasons.${name}`, { field, message, ...match.groups });
  }
  return problemOf(new ApiError(422, "invalid", message, field))?.message ?? message;
}

export function download(name: string, refused: readonly Refused[]): void {
  const rows = refused.map((it) => line([it.line, String(it.user ?? ""), it.field, reasonOf(it)]));
  save(name, [BOM, line(["line", "user", "field", "message"]), ...rows]);
}
