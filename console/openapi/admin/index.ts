// The admin API: every call, what its path holds, and the schemas of its answers.

import { words } from "../columns.ts";
import type { AdminCall, Parameter, Schema } from "../model.ts";
import { formats, samples } from "../parameters.ts";
import { type Text, t } from "../text.ts";
import { apps } from "./apps.ts";
import { audit, refusals } from "./audit.ts";
import { developers, me } from "./developers.ts";
import { feedback } from "./feedback.ts";
import { imported, importing, report } from "./import.ts";
import { ledger } from "./ledger.ts";
import { pageOf, scanned } from "./lists.ts";
import { letter, mail, outbox, outcome, service } from "./mail.ts";
import { pictures } from "./pictures.ts";
import { appFields, auditFields, developerFields, deliveryFields, developerId, developerKey, exactly, feedbackFields, ledgerFields, pictureFields, userFields, webhookFields } from "./resources.ts";
import { begun, session } from "./session.ts";
import { appStats, stats, wideStats } from "./stats.ts";
import { users } from "./users.ts";
import { webhooks } from "./webhooks.ts";

export const adminCalls: AdminCall[] = [me, ...session, ...stats, ...apps, ...users, importing, ...ledger, ...pictures, ...feedback, ...mail, ...webhooks, ...audit, ...developers];

export const tags: Record<AdminCall["tag"], Text> = {
  me: t("当前密钥", "This key"),
  stats: t("统计", "Statistics"),
  apps: t("应用", "Apps"),
  users: t("应用的用户", "Users of an app"),
  feedback: t("反馈", "Feedback"),
  mail: t("邮件", "Mail"),
  webhooks: t("Webhook", "Webhooks"),
  audit: t("记录", "What happened"),
  developers: t("开发者", "Developers"),
};

/** The parameters in paths. */
const pathParameters: Record<string, Parameter> = {
  id: { name: "id", required: "always", schema: developerId, text: t("开发者编号。", "The developer's number."), example: 2 },
  appid: { name: "appid", required: "always", schema: formats.appid, text: t("应用 ID。", "The app's id."), example: samples.appid },
  user: { name: "user", required: "always", schema: formats.account, text: t("用户账号。", "The user's account."), example: samples.account },
  picture: { name: "picture", required: "always", schema: formats.picture_id, text: t("图片编号。", "The picture's number."), example: samples.picture_id },
  feedback: { name: "feedback", required: "always", schema: formats.feedback_id, text: t("反馈编号。", "The feedback's number."), example: samples.feedback_id },
};

/** The parameters that `path` holds. */
export const inPath = (path: string): Parameter[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => pathParameters[name!]!);

const single = (name: string, schema: Schema): Schema => ({
  type: "object",
  properties: { [name]: schema },
  required: [name],
  additionalProperties: false,
});

export const adminSchemas: Record<string, Schema> = {
  Me: {
    type: "object",
    properties: {
      role: words("owner", "developer"),
      developer: {
        anyOf: [{ $ref: "#/components/schemas/Developer" }, { type: "null" }],
        description: t("站长密钥为 null。", "null for the owner's key."),
      },
      utc_offset_minutes: {
        type: "integer",
        minimum: -1439,
        maximum: 1439,
        description: t("部署时区，东经分钟数，480 为 UTC+8。", "The deployment's zone, minutes east of UTC: 480 is UTC+8."),
      },
    },
    required: ["role", "developer", "utc_offset_minutes"],
    additionalProperties: false,
  },
  Session: begun,
  EndedSession: single("ended", { const: true }),
  Developer: exactly(developerFields, t("开发者。", "A developer.")),
  DeveloperWithKey: exactly([...developerFields, developerKey], t("开发者及其密钥。", "A developer and its key.")),
  DeveloperPage: pageOf("Developer"),
  App: exactly(appFields, t("应用及其设置。", "An app and its settings.")),
  AppPage: pageOf("App"),
  DeletedApp: single("deleted", formats.appid),
  User: exactly(userFields, t("用户。不含密码与令牌。", "A user, without password and tokens.")),
  UserPage: pageOf("User", { scanned }),
  ImportedUser: imported,
  ImportReport: report,
  DeletedUser: single("deleted", formats.account),
  Revoked: single("revoked", { type: "integer", minimum: 0 }),
  LedgerEntry: exactly(ledgerFields, t("余额的一次变动。", "A change of a balance.")),
  LedgerPage: pageOf("LedgerEntry"),
  Picture: exactly(pictureFields, t("用户上传的一张图片。", "A picture that a user uploaded.")),
  PicturePage: pageOf("Picture"),
  DeletedPicture: single("deleted", formats.picture_id),
  Feedback: exactly(feedbackFields, t("用户的一条反馈。", "What a user wrote.")),
  FeedbackPage: pageOf("Feedback", { scanned }),
  DeletedFeedback: single("deleted", formats.feedback_id),
  MailService: service,
  MailOutcome: outcome,
  Outbox: outbox,
  Letter: letter,
  Delivery: exactly(deliveryFields, t("一封邮件的结果，不含收件地址与内容。", "What became of a mail, without its address and text.")),
  DeliveryPage: pageOf("Delivery"),
  WebhookDelivery: exactly(webhookFields, t("一次事件的送达结果。", "What became of an event.")),
  WebhookDeliveryPage: pageOf("WebhookDelivery"),
  AuditEntry: exactly(auditFields, t("一次操作。", "Something that was done.")),
  AuditPage: pageOf("AuditEntry", { scanned }),
  Refusals: refusals,
  AppStats: appStats,
  Stats: wideStats,
};
