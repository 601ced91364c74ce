// The profile objects: what login answers (the documented keys in their order, then their plain twins), and what data
// does (the plain keys alone).

import type { Schema } from "./model.ts";
import { formats } from "./parameters.ts";
import { type Text, t } from "./text.ts";

export interface ProfileKey {
  name: string;
  schema: Schema;
  text: Text;
  example: string | number | boolean;
}

const TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$";
const integer: Schema = { type: "integer" };
const count: Schema = { type: "integer", minimum: 0 };
const token = "ef47eee1c6b7dac5e900f548e7eba312d361d40bd91ed0ad9f6bb27b86ce49d6";

const key = (name: string, schema: Schema, example: string | number | boolean, text: Text): ProfileKey => ({ name, schema, example, text });
const either = (word: string, schema: Schema): Schema => ({ anyOf: [{ const: word }, schema] });

/** Documented key, plain twin, and the rest: both carry the same value. */
const twins: [string, string, Schema, string | number, Text][] = [
  ["Continuous(连续签到)", "Continuous", count, 0, t("连续签到天数", "Days of check-in in a row")],
  ["piastrenum(余额货币)", "piastrenum", integer, 0, t("余额", "Balance")],
  ["Continuouslogin(连续登录)", "Continuouslogin", count, 0, t("此前连续登录的天数，首日为 0", "Days in a row before today with a login; 0 on the first day")],
  ["foll(关注数量)", "foll", count, 0, t("关注数", "How many the user follows")],
  ["fans(粉丝数量)", "fans", count, 0, t("粉丝数", "Followers")],
  ["forum(帖子数量)", "forum", count, 0, t("帖子数", "Posts")],
  ["sex(性别1是男2是女)", "sex", { enum: [1, 2] }, 1, t("性别，1 男 2 女", "1 male, 2 female")],
  ["token (用户令牌)", "token", formats.token, token, t("用户令牌，后续接口使用", "The token for the calls that follow")],
  ["token_dead(令牌失效时间)", "token_dead", count, 1795352274, t("令牌失效时间，Unix 秒", "When the token dies, Unix seconds")],
];
const documented = (name: string): ProfileKey => {
  const [long, , schema, example, text] = twins.find(([, plain]) => plain === name)!;
  return key(long, schema, example, text);
};

const documentedKeys: ProfileKey[] = [
  key("username", formats.account, "10001", t("账号", "The account")),
  key("nickname", formats.nickname, "Alice", t("昵称", "The nickname")),
  key("qq", either("未绑定", formats.qq), "未绑定", t("QQ 号，未绑定则为“未绑定”", "The QQ number, or 未绑定 (none bound)")),
  key("useremail", either("未绑定", formats.email), "未绑定", t("邮箱，未绑定则为“未绑定”", "The e-mail address, or 未绑定 (none bound)")),
  key("exp", count, 0, t("经验值", "Experience points")),
  key("grade", count, 0, t("等级", "Level")),
  key("title", { type: "string", minLength: 1, maxLength: 50 }, "未佩戴", t("头衔，没有则为“未佩戴”", "The title, or 未佩戴 (none worn)")),
  key("createtime", { type: "string", pattern: TIME }, "2026-11-21 20:57:54", t("注册时间", "When the account was made")),
  key("logintime", { type: "string", pattern: TIME }, "2026-11-21 20:57:54", t("本次登录时间", "The time of this login")),
  key(
    "viptime",
    { type: "string", pattern: `${TIME}|^已逾期\\([0-9]+(分钟|时|天|月)\\)$` },
    "已逾期(1分钟)",
    t("VIP 到期时间；到期后为“已逾期(N分钟/时/天/月)”", "The end of VIP; after it 已逾期(…), for how long it is over"),
  ),
  documented("Continuous"),
  documented("piastrenum"),
  key("likes", count, 0, t("获赞数", "Likes received")),
  documented("Continuouslogin"),
  key(
    "signature",
    { type: "string", minLength: 1, maxLength: 1000 },
    "此用户很懒,连签名都没有留下",
    t("个性签名，未设置则为默认文字（不是应用签名）", "The personal signature or a stock phrase (not the app's signature)"),
  ),
  key(
    "icon",
    formats.avatar,
    "https://api.example.com/api/user/avatar/1e72bbb47f5622273228febbb34502ad.svg",
    t("头像链接；没有设置则为本服务器的默认头像（SVG）", "The picture's link; without one this server's default avatar (SVG)"),
  ),
  ...["foll", "fans", "forum", "sex", "token", "token_dead"].map(documented),
];

export const profileKeys: ProfileKey[] = [
  ...documentedKeys,
  ...twins.map(([long, name, schema, example]) => key(name, schema, example, t(`与 ${long} 相同`, `The same as ${long}`))),
];

const HIDDEN = "未公开";
const NEVER = "从未登录";
/** What reads otherwise where a user is looked at. */
const LOOKED_AT: Record<string, Pick<ProfileKey, "schema" | "text">> = {
  qq: {
    schema: either(HIDDEN, either("未绑定", formats.qq)),
    text: t("QQ 号，未绑定则为“未绑定”，不给看则为“未公开”", "The QQ number, 未绑定 (none bound) or 未公开 (not shown to you)"),
  },
  useremail: {
    schema: either(HIDDEN, either("未绑定", formats.email)),
    text: t("邮箱，未绑定则为“未绑定”，不给看则为“未公开”", "The e-mail address, 未绑定 (none bound) or 未公开 (not shown to you)"),
  },
  logintime: {
    schema: either(NEVER, { type: "string", pattern: TIME }),
    text: t("最近登录时间，没有登录过则为“从未登录”", "The time of the last login, or 从未登录 (never)"),
  },
};
const plainNames = new Map(twins.map(([long, plain]) => [long, plain]));

export const plainKeys: ProfileKey[] = [
  ...documentedKeys
    .map((it) => ({ ...it, name: plainNames.get(it.name) ?? it.name, ...LOOKED_AT[it.name] }))
    .filter((it) => !it.name.startsWith("token")),
  key(
    "email_verified",
    { type: ["boolean", "null"] },
    false,
    t("邮箱是否用验证码验证过；不给看则为 null", "Whether a code has proved the e-mail address; null where that is not shown to you"),
  ),
];

/** What token_check answers: whose token it is. */
export const holderKeys: ProfileKey[] = [
  documentedKeys.find((it) => it.name === "username")!,
  { ...documented("token_dead"), name: "token_dead" },
];

const objectOf = (keys: readonly ProfileKey[], description: Text): Schema => ({
  type: "object",
  description,
  properties: Object.fromEntries(keys.map(({ name, schema, text }) => [name, { ...schema, description: text }])),
  required: keys.map(({ name }) => name),
  additionalProperties: false,
});
const exampleOf = (keys: readonly ProfileKey[]) => Object.fromEntries(keys.map(({ name, example }) => [name, example]));

export const profile = objectOf(
  profileKeys,
  t(
    "用户信息。前 22 个键与托管服务的文档逐字一致；之后是去掉备注的同值键，新客户端用这些更方便。",
    "The profile. The first 22 keys are the hosted service's, to the letter; after them the same values under plain names.",
  ),
);
export const plainProfile = objectOf(plainKeys, t("用户信息，只有不带备注的键。", "The profile by its plain names alone."));

export const holder = objectOf(holderKeys, t("令牌的主人。", "Whose token it is."));

export const profileExample = exampleOf(profileKeys);
export const plainProfileExample = { ...exampleOf(plainKeys), qq: HIDDEN, useremail: HIDDEN, email_verified: null };
export const holderExample = exampleOf(holderKeys);
