// What parameters are: schema, explanation, example. Those that several user endpoints share are described here, the
// others with their endpoint (user/). Names, and which are required, are the server's (declared.json); formats are those
// that it checks (src/domain/).

import type { DeclaredEndpoint } from "./declared.ts";
import type { Parameter, Proof, Schema } from "./model.ts";
import { type Text, t } from "./text.ts";

/** Control characters, for character classes of patterns. */
export const CONTROL = "\\u0000-\\u001f\\u007f-\\u009f";

export const formats = {
  appid: { type: "string", pattern: "^[1-9][0-9]{9}$" },
  signature: { type: "string", pattern: "^[0-9a-f]{32}$" },
  account: { type: "string", maxLength: 64, pattern: "^[A-Za-z0-9_.@+-]{1,64}$" },
  nickname: { type: "string", minLength: 1, maxLength: 50, pattern: `^[^${CONTROL}]+$` },
  qq: { type: "string", maxLength: 13, pattern: "^[0-9]{5,13}$" },
  email: { type: "string", maxLength: 254, pattern: "^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\\.[a-zA-Z]{2,}$" },
  avatar: {
    type: "string",
    maxLength: 2048,
    pattern: `^[Hh][Tt][Tt][Pp][Ss]?://[^\\s${CONTROL}"'<>\\\\\`/?#][^\\s${CONTROL}"'<>\\\\\`]*$`,
  },
  sign: { type: "string", minLength: 1, maxLength: 1000, pattern: "\\S" },
  password: { type: "string", minLength: 6 },
  token: { type: "string", pattern: "^[0-9a-f]{64}$" },
  feedback_id: { type: "string", pattern: "^[1-9][0-9]{0,15}$" },
  feedback_title: { type: "string", minLength: 1, maxLength: 100, pattern: "\\S" },
  feedback_content: { type: "string", minLength: 1, maxLength: 2000, pattern: "\\S" },
  feedback_contact: { type: "string", minLength: 1, maxLength: 100 },
  mail_subject: { type: "string", minLength: 1, maxLength: 100, pattern: `^[^${CONTROL}]*[^\\s${CONTROL}][^${CONTROL}]*$` },
  mail_text: { type: "string", minLength: 6, maxLength: 2000, pattern: "\\{code\\}" },
  mail_domain: { type: "string" },
  mail_reason: { type: "string", pattern: "^[a-z_]+$" },
  delivery_id: { type: "string", pattern: "^[1-9][0-9]{0,15}$" },
  webhook_url: { type: "string", maxLength: 500, pattern: "^(https://[A-Za-z0-9._-]+|http://(localhost|127\\.0\\.0\\.1))(:[1-9][0-9]{0,4})?([/?][!-\"$-~]*)?$" },
  webhook_secret: { type: "string", pattern: "^whsec_[0-9a-f]{48}$" },
  webhook_id: { type: "string", pattern: "^[1-9][0-9]{0,15}$" },
  webhook_user: { type: "string" },
  webhook_reason: { type: "string", pattern: "^[a-z_]+$" },
  audit_id: { type: "string", pattern: "^[1-9][0-9]{0,15}$" },
  audit_subject: { type: "string" },
  audit_detail: { type: "string" },
  picture_id: { type: "string", pattern: "^[1-9][0-9]{0,15}$" },
  picture_url: { type: "string", pattern: "^https?://[^/]+/api/user/picture/[0-9a-f]{32}\\.(jpg|png|gif|webp)$" },
} satisfies Record<string, Schema>;

/** An example of each. */
export const samples: Record<keyof typeof formats, string> = {
  appid: "9870700171",
  signature: "1234755ef7d63ca381abd5a97e832e59",
  account: "10001",
  nickname: "Alice",
  qq: "123456789",
  email: "user@example.com",
  avatar: "https://example.com/avatar.jpg",
  sign: "今天也要加油",
  password: "secret1",
  token: "ef47eee1c6b7dac5e900f548e7eba312d361d40bd91ed0ad9f6bb27b86ce49d6",
  feedback_id: "1795265874000000",
  feedback_title: "登录后闪退",
  feedback_content: "从昨天更新以后，一登录就闪退。",
  feedback_contact: "QQ 123456789",
  mail_subject: "{app} 验证码",
  mail_text: "{user}，您好！\n\n您正在{action}，验证码是：\n\n{code}\n\n{minutes} 分钟内有效。",
  mail_domain: "qq.com",
  mail_reason: "address_refused",
  delivery_id: "1795265874000000",
  webhook_url: "https://example.com/hooks/users",
  webhook_secret: `whsec_${"0123456789ab".repeat(4)}`,
  webhook_id: "1795265874000000",
  webhook_user: "10001",
  webhook_reason: "timeout",
  audit_id: "1795265874000000",
  audit_subject: "10001",
  audit_detail: "+100",
  picture_id: "1795265874000000",
  picture_url: "https://example.com/api/user/picture/1e72bbb47f5622273228febbb34502ad.png",
};

export type Description = Omit<Parameter, "name" | "required">;
export type Descriptions = Record<string, Description>;

/** What every endpoint needs, and how users prove who they are. */
const shared: Descriptions = {
  appid: {
    schema: formats.appid,
    text: t("应用 ID，10 位数字，在后台的应用页复制。", "The app's id, 10 digits; copy it from the console."),
    example: samples.appid,
  },
  signature: {
    schema: formats.signature,
    text: t(
      "应用签名，与 appid 绑定，在后台直接复制，无需自己计算。",
      "The app's signature, bound to appid; copy it from the console, nothing is computed.",
    ),
    example: samples.signature,
  },
  token: token(
    t(
      "用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。",
      "The user's token from login, where the app has token_required on; then user and pass must not be sent.",
    ),
  ),
  user: account(
    t("用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。", "The account, where the app has token_required off; case does not matter."),
  ),
  pass: password(t("原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。", "The raw password (no MD5), where the app has token_required off.")),
};

export function token(text: Text): Description {
  return { schema: formats.token, text, example: samples.token };
}
export function account(text: Text, example = samples.account): Description {
  return { schema: { type: "string", minLength: 1 }, text, example };
}
export function password(text: Text): Description {
  return { schema: { type: "string", minLength: 1 }, text, example: samples.password };
}

const added = (one: Text, other: Text): Text => t(`${one.zh}${other.zh}`, `${one.en} ${other.en}`);
const DIGITS = t("默认仅限纯数字（应用设置 strict_format）。", "Digits only by default (the app's strict_format).");
const ALPHANUMERIC = t("默认仅限字母和数字（应用设置 strict_format）。", "Letters and digits only by default (the app's strict_format).");

/** Account and password in the form that the documents narrow them to; `user` and `pass` say what they are for. */
export const narrowed = (user: Text = shared.user!.text, pass: Text = shared.pass!.text): Descriptions => ({
  user: account(added(user, DIGITS)),
  pass: password(added(pass, ALPHANUMERIC)),
});

const isProof = (required: Parameter["required"]): required is Proof => required === "token" || required === "password";

/** The parameters of `endpoint` that are described: its own, or those that are shared. */
export const parametersOf = (endpoint: DeclaredEndpoint, own: Descriptions): Parameter[] =>
  endpoint.parameters.flatMap(({ name, required }) => {
    const description = own[name] ?? shared[name];
    return description ? [{ name, required, ...(isProof(required) && { proof: required }), ...description }] : [];
  });
