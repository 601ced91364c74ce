// Pages: how lists are asked for and answered.

import type { Parameter, Schema } from "../model.ts";
import { t } from "../text.ts";

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
    schema: { type: "string" },
    text: t("上一页的 next_cursor，原样传回；第一页不传。", "next_cursor of the page before, as it came; absent for the first."),
  },
];

/** A page of `item`; `more` are properties that it may have besides. */
export const pageOf = (item: string, more: Record<string, Schema> = {}): Schema => ({
  type: "object",
  properties: {
    items: { type: "array", maxItems: 500, items: { $ref: `#/components/schemas/${item}` } },
    next_cursor: {
      anyOf: [{ type: "string", minLength: 1 }, { type: "null" }],
      description: t("下一页的 cursor，没有下一页则为 null。", "The cursor of the next page, null after the last."),
    },
    ...more,
  },
  required: ["items", "next_cursor"],
  additionalProperties: false,
});

/** Of a page that is searched for. */
export const scanned: Schema = {
  type: "integer",
  minimum: 1,
  description: t(
    "仅当这一页因为查找数量到达上限而结束时出现：这一页逐个查找了多少个。",
    "Only where the page ended because as many as one page may look through had been: how many it looked through.",
  ),
};
