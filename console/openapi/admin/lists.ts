// Pages: how lists are asked for and answered.

import type { Parameter, Schema } from "../model.ts";
import { t } from "../text.ts";

/** A positive number, as text. */
const NUMBER = "([1-9][0-9]{0,17})";

export const paging: Parameter[] = [
  {
    name: "limit",
    required: "optional",
    schema: { type: "integer", minimum: 1, maximum: 500, default: 50 },
    text: t("每页条数，1–500，默认 50。", "Items on a page, 1 to 500, 50 if not given."),
    example: 50,
  },
  {
    name: "cursor",
    required: "optional",
    schema: { type: "string", pattern: `^${NUMBER}?$` }, // empty counts as absent
    text: t("上一页的 next_cursor；第一页不传。", "next_cursor of the page before; absent for the first."),
  },
];

export const pageOf = (item: string): Schema => ({
  type: "object",
  properties: {
    items: { type: "array", maxItems: 500, items: { $ref: `#/components/schemas/${item}` } },
    next_cursor: {
      anyOf: [{ type: "string", pattern: `^${NUMBER}$` }, { type: "null" }],
      description: t("下一页的 cursor，没有下一页则为 null。", "The cursor of the next page, null after the last."),
    },
  },
  required: ["items", "next_cursor"],
  additionalProperties: false,
});
