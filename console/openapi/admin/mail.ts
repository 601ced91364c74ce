// /api/admin/mail, and an app's deliveries and letter.

import { nullable, time, words, writableOf } from "../columns.ts";
import type { AdminCall, Parameter, Schema } from "../model.ts";
import { formats, samples } from "../parameters.ts";
import { type Text, t } from "../text.ts";
import { paging } from "./lists.ts";
import { everywhere, problems } from "./problems.ts";
import { deliveryFields, exactly, exampleOf, optional } from "./resources.ts";

const text: Schema = { type: "string" };
const field = (name: string, schema: Schema, text: Text, example: Parameter["example"]): Parameter => ({ name, required: "always", schema, text, example });

const serviceFields = [
  field("sender", words("off", "smtp", "http", "binding", "log"), t("发信方式，即变量 MAIL。", "What sends mails: the variable MAIL."), "smtp"),
  field("from", nullable(text), t("发件人；off 时为 null。", "Who sends them; null where it is off."), "我的应用 <me@qq.com>"),
  field("problem", nullable(text), t("配置有什么问题；没有则为 null。", "What is wrong with the configuration; null where nothing is."), null),
];
export const service = exactly(serviceFields, t("邮件服务的配置，不含密码与密钥。", "How mails are sent, without passwords and keys."));

const outcomeFields = [
  field("outcome", words("sent", "failed"), t("邮件服务器是否接收。", "Whether the mail server took it."), "sent"),
  field("reason", nullable(formats.mail_reason), t("失败的原因，同发送记录的 reason；成功为 null。", "Why not, as reason in the log of deliveries; null where it did."), null),
];
export const outcome = exactly(outcomeFields, t("一封测试邮件的结果。", "What became of a test mail."));

const keptFields = [
  field("at", time, t("时间（Unix 秒）。", "When (Unix seconds)."), 1795265874),
  field("to", text, t("收件地址。", "To whom."), samples.email),
  field("subject", text, t("主题。", "The subject."), "My app 验证码"),
  field("text", text, t("纯文本内容。", "The plain text."), "10001，您好！\n\n您正在重置密码，验证码是：\n\n012345"),
];
export const outbox: Schema = {
  type: "object",
  properties: { items: { type: "array", items: exactly(keptFields, t("一封没有真正发出的邮件。", "A mail that was not really sent.")) } },
  required: ["items"],
  additionalProperties: false,
};

const letterFields = [
  field("subject", text, t("主题。", "The subject."), "My app 验证码"),
  field("text", text, t("纯文本内容。", "The plain text."), "alice，您好！\n\n您正在重置密码，验证码是：\n\n012345"),
  field("html", text, t("HTML 内容。", "The HTML."), "<p>alice，您好！</p>"),
];
export const letter = exactly(letterFields, t("一封验证码邮件。", "A mail with a code."));

const item = exampleOf(deliveryFields);
const purpose: Parameter = {
  name: "purpose",
  required: "optional",
  schema: words("reset", "bind"),
  text: t("哪种验证码，默认 reset。", "Which code it is, reset if not given."),
  example: "reset",
};
const to: Parameter = {
  name: "to",
  required: "always",
  schema: formats.email,
  text: t("测试邮件发给谁。", "To whom the test goes."),
  example: samples.email,
};

export const mail: AdminCall[] = [
  {
    id: "get_mail",
    tag: "mail",
    method: "get",
    path: "/api/admin/mail",
    title: t("邮件服务", "The mail service"),
    about: t("部署用什么发邮件、由谁发。", "What the deployment sends mails by, and who sends them."),
    status: 200,
    answer: "MailService",
    problems: everywhere,
    example: { answer: exampleOf(serviceFields) },
  },
  {
    id: "test_mail",
    tag: "mail",
    method: "post",
    path: "/api/admin/mail/test",
    owner: true,
    title: t("发送测试邮件", "Send a test mail"),
    about: t("立即发送，最多等 10 秒，返回结果。", "Sends it at once, waits 10 seconds at most, and says what became of it."),
    body: [to],
    status: 200,
    answer: "MailOutcome",
    problems: [...everywhere, ...problems("owner_only", "no_sender", "invalid")],
    example: { body: { to: samples.email }, answer: exampleOf(outcomeFields) },
  },
  {
    id: "list_outbox",
    tag: "mail",
    method: "get",
    path: "/api/admin/mail/outbox",
    owner: true,
    title: t("未发出的邮件", "Mails that were kept"),
    about: t(
      "变量 MAIL 为 log 时，邮件不发出而保存在这里，最多 50 封，新的在前；其他方式时为空。",
      "Where the variable MAIL is log, mails are kept here instead of being sent: the newest 50, newest first. Empty otherwise.",
    ),
    status: 200,
    answer: "Outbox",
    problems: [...everywhere, ...problems("owner_only")],
    example: { answer: { items: [exampleOf(keptFields)] } },
  },
  {
    id: "list_deliveries",
    tag: "mail",
    method: "get",
    path: "/api/admin/apps/{appid}/deliveries",
    title: t("发送记录", "An app's deliveries"),
    about: t("应用发出的邮件与结果，保留 30 天，新的在前。", "What became of the app's mails in the last 30 days, newest first."),
    query: paging,
    status: 200,
    answer: "DeliveryPage",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { items: [item], next_cursor: null } },
  },
  {
    id: "preview_letter",
    tag: "mail",
    method: "post",
    path: "/api/admin/apps/{appid}/letter",
    title: t("预览验证码邮件", "Preview the mail with a code"),
    about: t(
      "按应用现在的设置，或按请求体中的设置生成一封；不发送，也不改动任何数据。",
      "The mail as the app's settings make it, or those in the body. Nothing is sent or changed.",
    ),
    body: [purpose, ...optional(writableOf("apps"))],
    status: 200,
    answer: "Letter",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { body: { purpose: "reset", mail_subject: "{app} 验证码" }, answer: exampleOf(letterFields) },
  },
];
