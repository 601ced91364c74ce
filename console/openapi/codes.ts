// The code tables: what each user endpoint answers when it does not do what it was asked, in the order of its checks.
// The texts are the server's (src/wording.rs), character by character.

import type { Case } from "./model.ts";
import { t } from "./text.ts";

/** What the endpoints of one family have in common. */
interface Family {
  /** The code of parameter errors. */
  wrong: number;
  missing: (name: string) => string;
  unknownApp: Pick<Case, "code" | "texts" | "inMsg">;
  wrongSignature: Pick<Case, "code" | "texts">;
  /** The code of most business failures. */
  usual: number;
}

const usual = { wrong: 400, missing: (name: string) => `参数缺失:${name}`, usual: 400 };
const REGISTER: Family = {
  ...usual,
  unknownApp: { code: 404, texts: ["应用不存在"], inMsg: true },
  wrongSignature: { code: 400, texts: ["签名验证失败"] },
};
const LOGIN: Family = {
  ...usual,
  unknownApp: { code: 400, texts: ["应用ID无效"] },
  wrongSignature: { code: 400, texts: ["签名错误"] },
};
const UPDATE: Family = {
  wrong: 204,
  missing: (name) => `接口参数错误:缺少${name}!`,
  unknownApp: { code: 404, texts: ["应用不存在!"] },
  wrongSignature: { code: 404, texts: ["签名错误!"] },
  usual: 404,
};

/** Steps 2 to 6 of the order of checks. */
function caller(family: Family, names: readonly string[]): Case[] {
  const code = family.usual;
  return [
    {
      id: "missing",
      code: family.wrong,
      texts: ["appid", "signature", ...names].map(family.missing),
      when: t("缺少必填参数，或其值为空", "A required parameter is absent or empty"),
    },
    { id: "unknown_app", ...family.unknownApp, when: t("没有这个应用", "There is no such app") },
    { id: "wrong_signature", ...family.wrongSignature, when: t("签名与 appid 不匹配", "The signature is not the app's") },
    {
      id: "developer_disabled",
      code,
      texts: ["开发者账号已被禁用!"],
      when: t("应用所属的开发者被禁用", "The app's developer is disabled"),
    },
    {
      id: "developer_overdue",
      code,
      texts: ["开发者账号已逾期(1月),请缴费后重试!"],
      pattern: "^开发者账号已逾期\\([0-9]+(分钟|时|天|月)\\),请缴费后重试!$",
      when: t("应用所属的开发者已到期；括号内为逾期时长", "The app's developer has lapsed; the brackets say for how long"),
    },
    { id: "app_reviewing", code, texts: ["应用审核中!"], when: t("应用在审核中", "The app is under review") },
    { id: "app_disabled", code, texts: ["应用已停用!"], when: t("应用已停用", "The app is stopped") },
  ];
}

export const throttled: Case = {
  id: "throttled",
  status: 429,
  code: 429,
  texts: ["请求过于频繁,请稍后再试!"],
  when: t("尝试过于频繁；按 Retry-After 等待后再试", "Too many attempts; wait as Retry-After says"),
};

const storage = (code: number, text: string): Case => ({
  id: "storage",
  code,
  texts: [text],
  when: t("服务器存储失败，可稍后重试", "Storage failed on the server; try again later"),
});

const userDisabled = (code: number): Case => ({
  id: "user_disabled",
  code,
  texts: ["用户账号已被禁用!"],
  when: t("用户被禁用", "The user is disabled"),
});

const accountLength = (code: number): Case => ({
  id: "account_length",
  code,
  texts: ["账号长度需在4-32字符之间"],
  pattern: "^账号长度需在[0-9]+-[0-9]+字符之间$",
  when: t("账号长度不在应用设置的范围内", "The account is shorter or longer than the app allows"),
});

const qqFormat: Case = { id: "qq_format", code: 400, texts: ["QQ号格式错误"], when: t("QQ 号不是 5–13 位数字", "The QQ number is not 5 to 13 digits") };
const qqTaken: Case = {
  id: "qq_taken",
  code: 400,
  texts: ["QQ号已绑定其他账号"],
  when: t("该 QQ 号已绑定本应用的其他账号", "Another account of the app has this QQ number"),
};
const wrongCredentials = (code: number, text: string): Case => ({
  id: "wrong_credentials",
  code,
  texts: [text],
  when: t("账号不存在或密码错误（不区分两者）", "The account is unknown or the password wrong; nobody learns which"),
});

export const register: Case[] = [
  ...caller(REGISTER, ["user", "pass", "nickname"]),
  {
    id: "account_format",
    code: 400,
    texts: ["账号格式错误!仅支持字母,数字和_-.@+"],
    when: t("账号含有其他字符，或为 . 与 ..", "The account has another character, or is . or .."),
  },
  accountLength(400),
  qqFormat,
  { id: "email_format", code: 400, texts: ["邮箱格式错误!"], when: t("邮箱格式不对", "That is no e-mail address") },
  {
    id: "nickname_format",
    code: 400,
    texts: ["昵称格式错误!长度需在1-50字符之间且不含控制字符"],
    when: t("昵称过长或含控制字符", "The nickname is too long or has control characters"),
  },
  {
    id: "avatar_format",
    code: 400,
    texts: ["头像链接格式错误!仅支持http(s)链接且不超过2048字符"],
    when: t("imag 不是 http(s) 链接或过长", "imag is no http(s) link, or too long"),
  },
  { id: "password_format", code: 400, texts: ["密码格式错误!至少6个字符"], when: t("原始密码少于 6 个字符", "The raw password has fewer than 6 characters") },
  throttled,
  { id: "account_taken", code: 404, texts: ["该账号已被注册!"], when: t("账号已存在", "The account exists") },
  qqTaken,
  storage(500, "系统错误"),
];

export const login: Case[] = [
  ...caller(LOGIN, ["user", "pass"]),
  wrongCredentials(400, "账号密码错误"),
  throttled,
  userDisabled(400),
  storage(500, "系统错误"),
];

const needsToken = t("应用启用了“用户令牌校验”，但没有传 token", "The app has token_required on, and there is no token");
const needsPassword = t("应用未启用“用户令牌校验”，但没有传 user 或 pass", "The app has token_required off, and user or pass is absent");
const bothKinds = t("同时传了 token 与 user/pass", "token and user/pass were sent together");
const badToken = t("令牌错误、已过期、已吊销或属于其他应用", "The token is wrong, expired, revoked or of another app");

/** Step 7: the kind of proof. */
const proof = (family: Family, tokenText: string, mixed: string): Case[] => [
  { id: "mixed_credentials", code: family.wrong, texts: [mixed], when: bothKinds },
  { id: "missing_token", code: family.wrong, texts: [tokenText], when: needsToken },
  { id: "missing_password", code: family.wrong, texts: ["user", "pass"].map(family.missing), when: needsPassword },
];

export const qq: Case[] = [
  ...caller(LOGIN, ["qq"]),
  ...proof(LOGIN, "参数缺失:token", "参数冲突:token与user/pass不可同时传递"),
  qqFormat,
  { id: "wrong_token", code: 400, texts: ["令牌无效"], when: badToken },
  wrongCredentials(400, "账号密码错误"),
  throttled,
  userDisabled(400),
  qqTaken,
  storage(500, "系统错误"),
];

const update = (own: string, format: Case): Case[] => [
  ...caller(UPDATE, [own]),
  ...proof(UPDATE, "接口参数错误:缺少token(用户令牌启用时需提供)!", "接口参数错误:token与user/pass不可同时传递!"),
  {
    id: "account_format",
    code: 204,
    texts: ["接口参数错误:账号格式错误!仅支持数字账号!"],
    when: t("strict_format 开启，账号不是纯数字", "strict_format is on, and the account is not all digits"),
  },
  accountLength(405),
  {
    id: "password_format",
    code: 204,
    texts: ["接口参数错误:密码格式错误!仅支持字母数字组合!"],
    when: t("strict_format 开启，密码含字母数字以外的字符", "strict_format is on, and the password has more than letters and digits"),
  },
  format,
  { id: "wrong_token", code: 401, texts: ["token无效或已过期!"], when: badToken },
  wrongCredentials(404, "用户账号密码错误!"),
  throttled,
  userDisabled(404),
  storage(405, "更新失败:数据库操作异常"),
];

export const bindMail = update("mail", {
  id: "email_format",
  code: 404,
  texts: ["邮箱格式错误!"],
  when: t("邮箱格式不对", "That is no e-mail address"),
});

export const updateSign = update("newsign", {
  id: "sign_format",
  code: 204,
  texts: ["接口参数错误:newsign长度需在1-1000字符之间且不能全为空白!"],
  when: t("签名过长或全为空白", "The text is too long or only white space"),
});

/** What any user endpoint answers before it looks at its parameters: the code is the HTTP status. */
export const refusals: Case[] = [
  {
    id: "unreadable",
    status: 400,
    code: 400,
    texts: ["请求解析失败,请检查格式与UTF-8编码!"],
    when: t("请求体或查询串无法解析，或不是 UTF-8（例如 GBK）", "Body or query does not parse, or is not UTF-8 (GBK, say)"),
  },
  {
    id: "method",
    status: 405,
    code: 405,
    texts: ["请求方法不支持!"],
    when: t("方法不是 GET、POST、HEAD、OPTIONS；见 Allow 头", "Another method than GET, POST, HEAD, OPTIONS; see Allow"),
  },
  {
    id: "too_large",
    status: 413,
    code: 413,
    texts: ["请求体过大,最多64KB!"],
    when: t("请求体超过 64 KiB", "The body is over 64 KiB"),
  },
  {
    id: "media_type",
    status: 415,
    code: 415,
    texts: ["请求体类型不支持!"],
    when: t("Content-Type 不是表单、multipart 或 JSON", "A Content-Type that is no form, multipart or JSON"),
  },
];

/** An unknown path. */
export const notFound: Case = {
  id: "not_found",
  status: 404,
  code: 404,
  texts: ["接口不存在!"],
  when: t("路径不存在", "There is no such path"),
};
