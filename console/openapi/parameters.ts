// What the parameters of the user endpoints are: schema, explanation, example. Their names, and which of them are
// required, are the server's (declared.json); formats are those that it checks (src/domain/).

import type { DeclaredEndpoint } from "./declared.ts";
import type { Parameter, Schema } from "./model.ts";
import { t } from "./text.ts";

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
};

type Description = Omit<Parameter, "name" | "required">;

/** What every endpoint needs, and the token that most of them take. */
const shared: Record<string, Description> = {
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
  token: {
    schema: formats.token,
    text: t(
      "用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。",
      "The user's token from login, where the app has token_required on; then user and pass must not be sent.",
    ),
    example: samples.token,
  },
};

/** Account and password in qq, bind_mail and update_sign; `strict`: in the form that their documents narrow them to. */
function credentials(strict: boolean): Record<string, Description> {
  const narrowed = strict
    ? {
        user: t("默认仅限纯数字（应用设置 strict_format）。", "Digits only by default (the app's strict_format)."),
        pass: t("默认仅限字母和数字（应用设置 strict_format）。", "Letters and digits only by default (the app's strict_format)."),
      }
    : { user: t("", ""), pass: t("", "") };
  return {
    user: {
      schema: { type: "string", minLength: 1 },
      text: t(
        `用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。${narrowed.user.zh}`,
        `The account, where the app has token_required off; case does not matter. ${narrowed.user.en}`.trim(),
      ),
      example: samples.account,
    },
    pass: {
      schema: { type: "string", minLength: 1 },
      text: t(
        `原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。${narrowed.pass.zh}`,
        `The raw password (no MD5), where the app has token_required off. ${narrowed.pass.en}`.trim(),
      ),
      example: samples.password,
    },
  };
}

const register: Record<string, Description> = {
  user: {
    schema: formats.account,
    text: t(
      "用户账号，应用内唯一，不区分大小写。字母、数字和 _ - . @ +，长度由应用设置（默认 4–32）。",
      "The account, unique in the app without regard to case. Letters, digits and _ - . @ +; its length is the app's setting (4 to 32 by default).",
    ),
    example: samples.account,
  },
  pass: {
    schema: formats.password,
    text: t(
      "密码：32 位十六进制视为原始密码的 MD5（大小写均可），其他值视为原始密码（至少 6 个字符）。",
      "The password: 32 hex digits are taken as the MD5 of the raw password (either case), anything else as the raw password (at least 6 characters).",
    ),
    example: samples.password,
  },
  nickname: {
    schema: formats.nickname,
    text: t("昵称，1–50 个字符，不含控制字符。", "The nickname, 1 to 50 characters without control characters."),
    example: samples.nickname,
  },
  qq: {
    schema: formats.qq,
    text: t("QQ 号，5–13 位数字，一个号在应用内只能绑定一个账号。", "A QQ number, 5 to 13 digits; one account per number in an app."),
    example: samples.qq,
  },
  email: {
    schema: formats.email,
    text: t("邮箱，最多 254 个字符，允许多个账号使用同一邮箱。", "An e-mail address, at most 254 characters; several accounts may share one."),
    example: samples.email,
  },
  imag: {
    schema: formats.avatar,
    text: t(
      "头像链接，http 或 https，最多 2048 个字符；不传则使用默认头像。",
      "Link to a picture, http or https, at most 2,048 characters; without it there is a default avatar.",
    ),
    example: samples.avatar,
  },
};

const login: Record<string, Description> = {
  user: {
    schema: { type: "string", minLength: 1 },
    text: t("注册时的账号，不区分大小写。", "The account; case does not matter."),
    example: samples.account,
  },
  pass: {
    schema: { type: "string", minLength: 1 },
    text: t("原始密码，直接传递，不做 MD5。", "The raw password as it is, no MD5."),
    example: samples.password,
  },
};

const qq: Description = {
  schema: formats.qq,
  text: t("要绑定的 QQ 号，5–13 位数字。", "The QQ number to bind, 5 to 13 digits."),
  example: samples.qq,
};

const mail: Description = {
  schema: formats.email,
  text: t("要绑定的邮箱，最多 254 个字符；已有邮箱则替换。", "The address to bind, at most 254 characters; it replaces the one before."),
  example: samples.email,
};

const newsign: Description = {
  schema: formats.sign,
  text: t("新的个性签名，1–1000 个字符，不能全为空白。", "The new personal signature, 1 to 1,000 characters, not only white space."),
  example: samples.sign,
};

/** By endpoint and name. */
const own: Record<string, Record<string, Description>> = {
  register,
  login,
  qq: { qq, ...credentials(false) },
  bind_mail: { mail, ...credentials(true) },
  update_sign: { newsign, ...credentials(true) },
};

/** The parameters of `endpoint` that are described here. */
export const parametersOf = (endpoint: DeclaredEndpoint): Parameter[] =>
  endpoint.parameters.flatMap(({ name, required }) => {
    const description = own[endpoint.name]?.[name] ?? shared[name];
    return description ? [{ name, required, ...description }] : [];
  });
