// /api/admin/apps/{appid}/users/{user}/ledger and …/balance.

import { integer, schemaOf } from "../columns.ts";
import { columnOf } from "../declared.ts";
import type { AdminCall, Parameter } from "../model.ts";
import { t } from "../text.ts";
import { paging } from "./lists.ts";
import { everywhere, problems } from "./problems.ts";
import { exampleOf, ledgerFields, MAX, userFields } from "./resources.ts";

const user = exampleOf(userFields);
const entry = exampleOf(ledgerFields);
const path = "/api/admin/apps/{appid}/users/{user}";

const change: Parameter[] = [
  {
    name: "amount",
    required: "always",
    schema: { ...integer(-MAX, MAX), not: { const: 0 } },
    text: t("增加多少，负数为减少，不能为 0。", "How much is added; negative: taken. Not 0."),
    example: 100,
  },
  {
    name: "note",
    required: "optional",
    schema: schemaOf(columnOf("ledger", "note")),
    text: t("备注，记在流水里。", "A note, kept with the change."),
    example: entry.note as string,
  },
  {
    name: "request_id",
    required: "optional",
    schema: { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$" },
    text: t(
      "请求编号：24 小时内对同一用户重复提交只生效一次，用于失败后重试。与客户端接口的 request_id 互不影响。",
      "A name for this request: repeated for the same user within 24 hours it acts once, so that it can be tried again. Clients' own do not get in its way.",
    ),
    example: "order-20261121-1",
  },
];

export const ledger: AdminCall[] = [
  {
    id: "list_ledger",
    tag: "users",
    method: "get",
    path: `${path}/ledger`,
    title: t("余额流水", "List the changes of a balance"),
    about: t("该用户余额的每次变动，新的在前。", "Every change of the user's balance, newest first."),
    query: paging,
    status: 200,
    answer: "LedgerPage",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { items: [entry], next_cursor: null } },
  },
  {
    id: "change_balance",
    tag: "users",
    method: "post",
    path: `${path}/balance`,
    title: t("增减余额", "Add to a balance"),
    about: t(
      "在现有余额上增减，与其他变动同时进行也不会算错；余额可以减到负数，但不能超出 ±(2^53 - 1)。",
      "Adds to the balance as it is, exactly, whatever else changes it at the same time. It may go below zero, but not beyond ±(2^53 - 1).",
    ),
    body: change,
    status: 200,
    answer: "User",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { body: { amount: entry.amount, note: entry.note }, answer: user },
  },
];
