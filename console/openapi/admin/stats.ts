// /api/admin/stats and /api/admin/apps/{appid}/stats.

import { time } from "../columns.ts";
import type { AdminCall, Parameter, Schema } from "../model.ts";
import { formats } from "../parameters.ts";
import { type Text, t } from "../text.ts";
import { everywhere, problems } from "./problems.ts";
import { appFields, count, exactly, exampleOf, userFields } from "./resources.ts";

const days: Parameter = {
  name: "days",
  required: "optional",
  schema: { type: "integer", minimum: 1, maximum: 90, default: 30 },
  text: t("统计多少天的注册，1–90，默认 30。", "For how many days registrations are counted, 1 to 90, 30 if not given."),
  example: 30,
};

const registrations: Schema = {
  type: "array",
  minItems: 1,
  maxItems: 90,
  items: {
    type: "object",
    properties: { day: { type: "string", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }, count },
    required: ["day", "count"],
    additionalProperties: false,
  },
};
const userOfApp = exactly(
  [...userFields, { name: "appid", required: "always", schema: formats.appid, text: t("所属应用。", "Its app.") }],
  t("用户及其应用。", "A user and its app."),
);

const field = (name: string, schema: Schema, text: Text, example?: Parameter["example"]): Parameter => ({
  name,
  required: "always",
  schema,
  text,
  example,
});
const computedAt = field("computed_at", time, t("统计时间（Unix 秒）。", "When this was counted (Unix seconds)."), 1795265874);
const apps = field("apps", count, t("应用数。", "Apps."), 1);
const numbers = [
  field("days", { type: "integer", minimum: 1, maximum: 90 }, t("注册统计的天数。", "For how many days registrations are counted."), 2),
  field("users", count, t("用户总数。", "Users in all."), 1),
  field("disabled", count, t("被禁用的用户。", "Users disabled."), 0),
  field("with_qq", count, t("绑定了 QQ 的用户。", "Users with a QQ number."), 0),
  field("with_email", count, t("绑定了邮箱的用户。", "Users with an e-mail address."), 1),
  field("active_1d", count, t("最近 24 小时内登录过的用户。", "Users whose last login is within 24 hours."), 1),
  field("active_7d", count, t("最近 7×24 小时内登录过的用户。", "… within 7 × 24 hours."), 1),
  field("active_30d", count, t("最近 30×24 小时内登录过的用户。", "… within 30 × 24 hours."), 1),
  field(
    "registrations",
    registrations,
    t("每天的注册数，旧的在前，今天在最后，按部署时区分日，为零的日子也在内。", "Registrations per day, oldest first, today last, in the deployment's zone, days with none included."),
  ),
];
const newest = (items: Schema) =>
  field("newest", { type: "array", maxItems: 10, items }, t("最新的用户，最多 10 个。", "The newest users, at most 10."));

export const appStats = exactly(
  [computedAt, ...numbers, newest({ $ref: "#/components/schemas/User" })],
  t("一个应用的统计。", "Statistics of an app."),
);
export const wideStats = exactly([computedAt, apps, ...numbers, newest(userOfApp)], t("全部应用的统计。", "Statistics of all apps."));

const user = exampleOf(userFields);
const registered = { registrations: [{ day: "2026-11-20", count: 0 }, { day: "2026-11-21", count: 1 }] };
const figures = exampleOf([computedAt, ...numbers]);

export const stats: AdminCall[] = [
  {
    id: "app_stats",
    tag: "stats",
    method: "get",
    path: "/api/admin/apps/{appid}/stats",
    title: t("应用统计", "An app's statistics"),
    about: t(
      "用户数、活跃、绑定、每日注册与最新用户。数字会缓存至少一分钟（用户越多越久），computed_at 是统计的时间；newest 总是最新。",
      "Users, active users, bindings, registrations per day, newest users. The figures are kept for a minute, longer the more users there are; computed_at says when they were counted. newest is always new.",
    ),
    query: [days],
    status: 200,
    answer: "AppStats",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { ...figures, ...registered, newest: [user] } },
  },
  {
    id: "stats",
    tag: "stats",
    method: "get",
    path: "/api/admin/stats",
    title: t("总统计", "Statistics of all apps"),
    about: t("此密钥可见的全部应用合计。", "All apps that the key sees, taken together."),
    query: [days],
    status: 200,
    answer: "Stats",
    problems: [...everywhere, ...problems("invalid")],
    example: { answer: { ...figures, apps: 1, ...registered, newest: [{ ...user, appid: exampleOf(appFields).appid }] } },
  },
];
