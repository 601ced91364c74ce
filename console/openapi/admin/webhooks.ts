// /api/admin/apps/{appid}/webhook.

import type { AdminCall } from "../model.ts";
import { t } from "../text.ts";
import { paging } from "./lists.ts";
import { everywhere, problems } from "./problems.ts";
import { appFields, exampleOf, webhookFields } from "./resources.ts";

const path = "/api/admin/apps/{appid}/webhook";
const delivery = { ...exampleOf(webhookFields), event: "user.registered", state: "delivered", reason: null, next_at: null };

export const webhooks: AdminCall[] = [
  {
    id: "list_webhook_deliveries",
    tag: "webhooks",
    method: "get",
    path: `${path}/deliveries`,
    title: t("Webhook 发送记录", "Deliveries of an app's webhook"),
    about: t("最近 7 天的每次事件与送达结果，新的在前。", "Each event of the last 7 days and what became of it, newest first."),
    query: paging,
    status: 200,
    answer: "WebhookDeliveryPage",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { items: [delivery], next_cursor: null } },
  },
  {
    id: "test_webhook",
    tag: "webhooks",
    method: "post",
    path: `${path}/test`,
    title: t("测试 Webhook", "Test a webhook"),
    about: t(
      "立即发送一个 ping 事件，最多等 10 秒，返回结果。没有送达时，同其他事件一样会重试。不需要请求体。",
      "Sends an event ping at once, waits 10 seconds at most, and says what became of it. Not delivered, it is tried again as any other. No body.",
    ),
    status: 200,
    answer: "WebhookDelivery",
    problems: [...everywhere, ...problems("not_found", "no_webhook", "invalid")],
    example: { answer: { ...delivery, event: "ping", user: null } },
  },
  {
    id: "rotate_webhook_secret",
    tag: "webhooks",
    method: "post",
    path: `${path}/secret`,
    title: t("更换 Webhook 密钥", "A new secret for a webhook"),
    about: t("此后的请求只用新密钥签名。不需要请求体。", "What is sent from now on is signed by the new one alone. No body."),
    status: 200,
    answer: "App",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: exampleOf(appFields) },
  },
];
