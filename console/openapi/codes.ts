// The code tables: what each user endpoint answers when it does not do what it was asked. The order of its checks and
// what each case means stand here; codes and texts are the server's (declared.json).

import { type Answer, type DeclaredEndpoint, endpoints, refusals as declaredRefusals } from "./declared.ts";
import type { Case } from "./model.ts";
import { type Text, t } from "./text.ts";

/** When each case is answered. */
const WHEN: Record<string, Text> = {
  missing: t("缺少必填参数，或其值为空", "A required parameter is absent or empty"),
  unknown_app: t("没有这个应用", "There is no such app"),
  wrong_signature: t("签名与 appid 不匹配", "The signature is not the app's"),
  developer_disabled: t("应用所属的开发者被禁用", "The app's developer is disabled"),
  developer_overdue: t("应用所属的开发者已到期；括号内为逾期时长", "The app's developer has lapsed; the brackets say for how long"),
  app_reviewing: t("应用在审核中", "The app is under review"),
  app_disabled: t("应用已停用", "The app is stopped"),
  mixed_credentials: t("同时传了 token 与 user/pass", "token and user/pass were sent together"),
  missing_token: t("应用启用了“用户令牌校验”，但没有传 token", "The app has token_required on, and there is no token"),
  missing_password: t("应用未启用“用户令牌校验”，但没有传 user 或 pass", "The app has token_required off, and user or pass is absent"),
  account_format: t("账号含有其他字符，或为 . 与 ..", "The account has another character, or is . or .."),
  account_digits: t("strict_format 开启，账号不是纯数字", "strict_format is on, and the account is not all digits"),
  account_length: t("账号长度不在应用设置的范围内", "The account is shorter or longer than the app allows"),
  password_short: t("原始密码少于 6 个字符", "The raw password has fewer than 6 characters"),
  password_alphanumeric: t("strict_format 开启，密码含字母数字以外的字符", "strict_format is on, and the password has more than letters and digits"),
  qq_format: t("QQ 号不是 5–13 位数字", "The QQ number is not 5 to 13 digits"),
  email_format: t("邮箱格式不对", "That is no e-mail address"),
  nickname_format: t("昵称过长或含控制字符", "The nickname is too long or has control characters"),
  avatar_format: t("imag 不是 http(s) 链接或过长", "imag is no http(s) link, or too long"),
  sign_format: t("签名过长或全为空白", "The text is too long or only white space"),
  wrong_token: t("令牌错误、已过期、已吊销或属于其他应用", "The token is wrong, expired, revoked or of another app"),
  wrong_credentials: t("账号不存在或密码错误（不区分两者）", "The account is unknown or the password wrong; nobody learns which"),
  throttled: t("尝试过于频繁；按 Retry-After 等待后再试", "Too many attempts; wait as Retry-After says"),
  user_disabled: t("用户被禁用", "The user is disabled"),
  account_taken: t("账号已存在", "The account exists"),
  qq_taken: t("该 QQ 号已绑定本应用的其他账号", "Another account of the app has this QQ number"),
  storage: t("服务器存储失败，可稍后重试", "Storage failed on the server; try again later"),
};

/** Steps 2 to 6 of the order of checks. */
const CALLER = ["missing", "unknown_app", "wrong_signature", "developer_disabled", "developer_overdue", "app_reviewing", "app_disabled"];
/** Step 7: the kind of proof. */
const PROOF = ["mixed_credentials", "missing_token", "missing_password"];
const NARROWED = ["account_digits", "account_length", "password_alphanumeric"];
/** Steps 9 and 10. */
const HOLDER = ["wrong_token", "wrong_credentials", "throttled", "user_disabled"];

/** What each endpoint may answer, in the order of its checks. */
export const order: Record<string, readonly string[]> = {
  register: [
    ...CALLER,
    ...["account_format", "account_length", "qq_format", "email_format", "nickname_format", "avatar_format", "password_short"],
    ...["throttled", "account_taken", "qq_taken", "storage"],
  ],
  login: [...CALLER, "wrong_credentials", "throttled", "user_disabled", "storage"],
  qq: [...CALLER, ...PROOF, "qq_format", ...HOLDER, "qq_taken", "storage"],
  bind_mail: [...CALLER, ...PROOF, ...NARROWED, "email_format", ...HOLDER, "storage"],
  update_sign: [...CALLER, ...PROOF, ...NARROWED, "sign_format", ...HOLDER, "storage"],
};

/** Texts with a part that varies: how it reads in declared.json, and the pattern of all that it may be. */
const VARYING: Record<string, [shown: string, pattern: string]> = {
  developer_overdue: ["已逾期(1月)", "已逾期\\([0-9]+(分钟|时|天|月)\\)"],
  account_length: ["4-32", "[0-9]+-[0-9]+"],
};

/** The parameters whose absence is a case of its own. */
const ABSENT: Record<string, string> = { missing: "always", missing_token: "token", missing_password: "password" };

/** The code table of `endpoint`. */
export const casesOf = (endpoint: DeclaredEndpoint): Case[] =>
  (order[endpoint.name] ?? []).flatMap((id) => {
    const required = ABSENT[id];
    const absent = endpoint.parameters.filter((it) => it.required === required).map(({ name }) => endpoint.missing[name]);
    const answers = (required ? absent : [endpoint.cases[id]]).filter((it) => it !== undefined);
    return answers.length > 0 ? [caseOf(id, answers, WHEN[id]!)] : [];
  });

function caseOf(id: string, answers: Answer[], when: Text): Case {
  const texts = answers.map(({ data, msg }) => data ?? msg ?? "");
  const { status, code, data } = answers[0]!;
  const [shown, pattern] = VARYING[id] ?? [];
  return {
    id,
    ...(status !== undefined && { status }),
    code,
    texts,
    ...(shown && { pattern: `^${texts[0]!.split(shown).map(escaped).join(pattern)}$` }),
    ...(data === undefined && { inMsg: true }),
    when,
  };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The same at every endpoint. */
export const throttled = caseOf("throttled", [endpoints[0]!.cases.throttled!], WHEN.throttled!);

/** What any path answers before its parameters are looked at: the code is the HTTP status. */
const REFUSED: Record<string, Text> = {
  unreadable: t("请求体或查询串无法解析，或不是 UTF-8（例如 GBK）", "Body or query does not parse, or is not UTF-8 (GBK, say)"),
  method: t("方法不是 GET、POST、HEAD、OPTIONS；见 Allow 头", "Another method than GET, POST, HEAD, OPTIONS; see Allow"),
  too_large: t("请求体超过 64 KiB", "The body is over 64 KiB"),
  media_type: t("Content-Type 不是表单、multipart 或 JSON", "A Content-Type that is no form, multipart or JSON"),
  not_found: t("路径不存在", "There is no such path"),
};

export const refusals: Case[] = Object.entries(REFUSED).flatMap(([id, when]) => {
  const refusal = declaredRefusals[id];
  return refusal ? [caseOf(id, [refusal], when)] : [];
});
