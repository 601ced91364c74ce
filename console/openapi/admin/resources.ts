// What the admin API answers: developers, apps, users and their statistics. Field by field, with what may be written.

import type { Parameter, Schema } from "../model.ts";
import { CONTROL, formats } from "../parameters.ts";
import { type Text, t } from "../text.ts";

const MAX = 9_007_199_254_740_991;

export const time: Schema = { type: "integer", minimum: 0, maximum: 253_402_300_799 };
export const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });
export const words = (...names: string[]): Schema => ({ type: "string", enum: names });
const name = (maxLength: number): Schema => ({
  type: "string",
  minLength: 1,
  maxLength,
  pattern: `^[^${CONTROL}]*[^\\s${CONTROL}][^${CONTROL}]*$`,
});
const integer = (minimum: number, maximum: number): Schema => ({ type: "integer", minimum, maximum });
export const count = integer(0, MAX);
export const developerId = integer(1, MAX);

/** An object that has these fields and no others. */
export const exactly = (fields: readonly Parameter[], about: Text): Schema => ({
  type: "object",
  description: about,
  properties: Object.fromEntries(fields.map((field) => [field.name, { ...field.schema, description: field.text }])),
  required: fields.map((field) => field.name),
  additionalProperties: false,
});

const field = (name: string, schema: Schema, text: Text, example?: Parameter["example"]): Parameter => ({
  name,
  required: "always",
  schema,
  text,
  example,
});

/** The same fields, as a body in which each may be left out. */
export const optional = (fields: readonly Parameter[]): Parameter[] => fields.map((it) => ({ ...it, required: "optional" }));
const pick = <N extends string[]>(fields: readonly Parameter[], ...names: N) =>
  names.map((name) => fields.find((it) => it.name === name)) as { [K in keyof N]: Parameter };

export const developerFields = [
  field("id", developerId, t("编号；1 为内置开发者 owner。", "Its number; 1 is the built-in owner."), 2),
  field("name", name(100), t("名称，1–100 个字符。", "Its name, 1 to 100 characters."), "小明工作室"),
  field("status", words("active", "disabled"), t("状态；disabled 时其密钥与全部应用停用。", "Its state; disabled stops its key and all its apps."), "active"),
  field(
    "expires_at",
    nullable(time),
    t("到期时间（Unix 秒），null 为永不到期；到期后其应用停止服务。", "When it lapses (Unix seconds), null for never; then its apps are not served."),
    null,
  ),
  field("created_at", time, t("创建时间（Unix 秒）。", "When it was made (Unix seconds)."), 1795265874),
];
export const developerWritable = pick(developerFields, "name", "status", "expires_at");

export const developerKey = field(
  "key",
  { type: "string", pattern: "^nbk_[0-9a-f]{64}$" },
  t("开发者密钥，仅显示这一次。", "The developer's key, shown this once."),
  `nbk_${"0123456789abcdef".repeat(4)}`,
);

export const appFields = [
  field("appid", formats.appid, t("应用 ID。", "The app's id."), "9870700171"),
  field("name", name(100), t("应用名称，1–100 个字符。", "The app's name, 1 to 100 characters."), "My app"),
  field("developer_id", developerId, t("所属开发者的编号。", "The developer it belongs to."), 1),
  field("signature", formats.signature, t("应用签名。", "The app's signature."), "1234755ef7d63ca381abd5a97e832e59"),
  field("status", words("active", "reviewing", "disabled"), t("状态：active 正常，reviewing 审核中，disabled 停用。", "Its state: active, reviewing (under review) or disabled (stopped)."), "active"),
  field(
    "token_required",
    { type: "boolean" },
    t("用户令牌校验：true 时 qq、bind_mail、update_sign 使用 token，false 时使用 user 和 pass。", "Whether qq, bind_mail and update_sign want a token (true) or user and pass (false)."),
    true,
  ),
  field("token_ttl", integer(60, 31_536_000), t("令牌有效期（秒），60–31536000。", "How long a token lives, 60 to 31,536,000 seconds."), 86400),
  field("account_min", integer(1, 64), t("账号最短长度，1–64，不大于 account_max。", "Shortest account, 1 to 64, not over account_max."), 4),
  field("account_max", integer(1, 64), t("账号最长长度，1–64。", "Longest account, 1 to 64."), 32),
  field(
    "strict_format",
    { type: "boolean" },
    t("bind_mail、update_sign 不用令牌时，是否只接受纯数字账号与字母数字密码。", "Whether bind_mail and update_sign without a token take digits-only accounts and letters-and-digits passwords alone."),
    true,
  ),
  field("created_at", time, t("创建时间（Unix 秒）。", "When it was made (Unix seconds)."), 1795265874),
];
export const appWritable = pick(appFields, "name", "status", "token_required", "token_ttl", "account_min", "account_max", "strict_format");

const number = (schema: Schema, text: Text, fieldName: string, example = 0) => field(fieldName, schema, text, example);

export const userFields = [
  field("user", formats.account, t("账号。", "The account."), "10001"),
  field("status", words("active", "disabled"), t("状态；disabled 后不能登录，令牌立即失效。", "Its state; disabled cannot log in, and its tokens die at once."), "active"),
  field("nickname", formats.nickname, t("昵称，1–50 个字符。", "The nickname, 1 to 50 characters."), "Alice"),
  field("qq", nullable(formats.qq), t("QQ 号，5–13 位数字。", "The QQ number, 5 to 13 digits."), null),
  field("email", nullable(formats.email), t("邮箱。", "The e-mail address."), "user@example.com"),
  field("icon", nullable(formats.avatar), t("头像链接，null 为默认头像。", "The picture's link, null for the default avatar."), null),
  field("sign", nullable(formats.sign), t("个性签名，1–1000 个字符。", "The personal signature, 1 to 1,000 characters."), null),
  number(count, t("经验值。", "Experience points."), "exp"),
  number(count, t("等级。", "Level."), "grade"),
  field("title", nullable(name(50)), t("头衔，1–50 个字符。", "The title, 1 to 50 characters."), "管理员"),
  field("sex", { type: "integer", enum: [1, 2] }, t("性别，1 男 2 女。", "1 male, 2 female."), 1),
  number(integer(-MAX, MAX), t("余额，可为负。", "The balance, may be negative."), "balance", 100),
  number(count, t("获赞数。", "Likes received."), "likes"),
  number(count, t("关注数。", "How many the user follows."), "following"),
  number(count, t("粉丝数。", "Followers."), "fans"),
  number(count, t("帖子数。", "Posts."), "posts"),
  number(count, t("连续签到天数。", "Days of check-in in a row."), "checkin_streak"),
  number(count, t("连续登录天数。", "Days in a row with a login."), "login_streak"),
  field("vip_until", nullable(time), t("VIP 到期时间（Unix 秒）。", "When VIP ends (Unix seconds)."), 1798732800),
  field("created_at", time, t("注册时间（Unix 秒）。", "When the account was made (Unix seconds)."), 1795265874),
  field("login_at", nullable(time), t("最近登录时间（Unix 秒），null 为从未登录。", "The last login (Unix seconds), null for none yet."), 1795265874),
];
const READ_ONLY = ["user", "login_streak", "created_at", "login_at"];
/** null puts a number back to what a new user has, and clears the rest; these two cannot be null. */
const NOT_NULL = ["status", "nickname"];
export const userWritable: Parameter[] = [
  ...userFields
    .filter((it) => !READ_ONLY.includes(it.name))
    .map((it) => (NOT_NULL.includes(it.name) || "anyOf" in it.schema ? it : { ...it, schema: nullable(it.schema) })),
  field("password", formats.password, t("新密码（原始密码，至少 6 个字符）；用户的令牌立即失效。", "A new password (raw, at least 6 characters); the user's tokens die at once.")),
];

/** The example object of `fields`. */
export const exampleOf = (fields: readonly Parameter[]) => Object.fromEntries(fields.map((it) => [it.name, it.example ?? null]));
