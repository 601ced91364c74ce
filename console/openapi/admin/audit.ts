// What an owner looks at to see what happened: the audit log, and how often an app's calls were refused.

import { integer, schemaOf, time } from "../columns.ts";
import { columnOf } from "../declared.ts";
import type { AdminCall, Parameter, Schema } from "../model.ts";
import { formats } from "../parameters.ts";
import { t } from "../text.ts";
import { paging } from "./lists.ts";
import { everywhere, problems } from "./problems.ts";
import { auditFields, exactly, exampleOf, MAX } from "./resources.ts";

const filters: Parameter[] = [
  { name: "appid", required: "optional", schema: formats.appid, text: t("只看此应用。", "Only of this app.") },
  { name: "event", required: "optional", schema: schemaOf(columnOf("audit", "event")), text: t("只看此操作。", "Only of this event.") },
];

const days: Parameter = {
  name: "days",
  required: "optional",
  schema: { ...integer(1, 30), default: 7 },
  text: t("最近多少天，1–30，默认 7。", "Of how many days, 1 to 30, 7 if not given."),
  example: 7,
};

const refusalFields: Parameter[] = [
  { name: "at", required: "always", schema: time, text: t("哪一小时：其开始的 Unix 秒。", "Which hour: its beginning, Unix seconds."), example: 1795262400 },
  {
    name: "reason",
    required: "always",
    schema: { type: "string", pattern: "^[a-z_]+$" },
    text: t("为什么拒绝。", "Why they were refused."),
    example: "wrong_credentials",
  },
  { name: "count", required: "always", schema: integer(1, MAX), text: t("多少次。", "How often."), example: 12 },
];

export const refusals: Schema = {
  type: "object",
  properties: {
    items: { type: "array", maxItems: 5000, items: exactly(refusalFields, t("一小时内被拒绝的次数。", "How often calls were refused in an hour.")) },
  },
  required: ["items"],
  additionalProperties: false,
};

const entry = { ...exampleOf(auditFields), event: "balance_changed" };

export const audit: AdminCall[] = [
  {
    id: "list_audit",
    tag: "audit",
    method: "get",
    path: "/api/admin/audit",
    title: t("操作记录", "The audit log"),
    about: t(
      "后台接口做过的每一次改动：谁、何时、做了什么，保留 30 天，新的在前；站长看到全部，开发者看到自己做的和对自己应用做的。不含密码、密钥和文字内容。",
      "Every change that was made by the admin API in the last 30 days: who, when and what; newest first. The owner sees all of it, a developer what was done with their key or to their apps. Without passwords, keys and texts.",
    ),
    query: [...filters, ...paging],
    status: 200,
    answer: "AuditPage",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { items: [entry], next_cursor: null } },
  },
  {
    id: "list_refusals",
    tag: "audit",
    method: "get",
    path: "/api/admin/apps/{appid}/refusals",
    title: t("被拒绝的请求", "How often calls were refused"),
    about: t(
      "用户接口的请求因何被拒绝，按小时计数，保留 30 天，新的在前，最多 5,000 行。计数约数：写入前最多晚 5 分钟，服务器进程结束时可能少计几分钟。",
      "Why calls of users were refused, counted by the hour for the last 30 days; newest first, 5,000 rows at most. About right: counts are written up to 5 minutes later, and a process of the server that ends may take some minutes of its own along.",
    ),
    query: [days],
    status: 200,
    answer: "Refusals",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { items: [exampleOf(refusalFields)] } },
  },
];
