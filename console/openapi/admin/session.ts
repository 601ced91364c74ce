// /api/admin/session: the console's way to stay signed in.

import { time } from "../columns.ts";
import type { AdminCall, Parameter } from "../model.ts";
import { t } from "../text.ts";
import { everywhere, problems } from "./problems.ts";
import { exactly, exampleOf } from "./resources.ts";

const begunFields: Parameter[] = [
  { name: "expires_at", required: "always", schema: time, text: t("会话何时结束（Unix 秒）。", "When the session ends (Unix seconds)."), example: 1795309074 },
];
export const begun = exactly(begunFields, t("开始的会话。", "The session that has begun."));

export const session: AdminCall[] = [
  {
    id: "begin_session",
    tag: "me",
    method: "post",
    path: "/api/admin/session",
    title: t("用密钥换取会话", "Exchange the key for a session"),
    about: t(
      "12 小时有效，放在脚本读不到的 Cookie 里（HttpOnly、SameSite=Strict）。之后的请求带 Cookie 和 X-Requested-With 头（任意非空值），不再带密钥。更换密钥即结束它的所有会话。不需要请求体。",
      "For 12 hours, in a cookie that no script can read (HttpOnly, SameSite=Strict). Calls then carry the cookie and a header X-Requested-With (any value) instead of the key. A new key ends the sessions of the old one. No body.",
    ),
    status: 201,
    answer: "Session",
    problems: [...everywhere, ...problems("invalid")],
    example: { answer: exampleOf(begunFields) },
  },
  {
    id: "end_session",
    tag: "me",
    method: "delete",
    path: "/api/admin/session",
    title: t("结束会话", "End the session"),
    about: t("结束这次请求所用的会话；用密钥请求时没有会话，回答 404。", "Ends the session that the call came by; a call with the key has none: 404."),
    status: 200,
    answer: "EndedSession",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { ended: true } },
  },
];
