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
  missing_one: t("没有传 token，user 与 pass 也只传了一个；或应用未启用“用户令牌校验”却传了 token", "There is no token and only one of user and pass; or a token where the app has token_required off"),
  no_sender: t("部署没有配置邮件服务（变量 MAIL 为 off）", "The deployment sends no mails (its variable MAIL is off)"),
  mail_send_not_allowed: t("应用没有打开 allow_mail_send（默认）", "The app has allow_mail_send off (the default)"),
  nothing_proven: t("token、user、pass 都没有传", "None of token, user and pass was sent"),
  new_pass_not_allowed: t("应用关闭了 allow_new_pass", "The app has allow_new_pass off"),
  money_add_not_allowed: t("应用没有打开 client_money_add（默认）", "The app has client_money_add off (the default)"),
  upload_not_allowed: t("应用没有打开 allow_upload（默认）", "The app has allow_upload off (the default)"),
  picture_type: t("文件开头的字节不是这些图片格式", "By its first bytes the file is none of these pictures"),
  picture_size: t("图片超过 5 MB", "The picture is larger than 5 MB"),
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
  new_password_format: t(
    "新密码不是 6–64 个字符；或 strict_format 开启，新密码含字母数字以外的字符",
    "The new password does not have 6 to 64 characters; or strict_format is on, and it has more than letters and digits",
  ),
  amount_format: t("num 不是 1–1000000000 的整数；msg 也与其他失败不同", "num is no whole number from 1 to 1,000,000,000; msg is another one, too"),
  request_id_format: t("request_id 过长或含其他字符", "request_id is too long or has another character"),
  title_format: t("标题过长或全为空白", "The title is too long or only white space"),
  content_format: t("内容过长或全为空白", "The content is too long or only white space"),
  contact_format: t("联系方式过长", "The contact is too long"),
  purpose_format: t("purpose 不是 reset 或 bind", "purpose is neither reset nor bind"),
  mail_title_format: t("标题过长、全为空白或不止一行", "The title is too long, only white space, or more than one line"),
  mail_content_format: t("内容过长或全为空白", "The content is too long or only white space"),
  wrong_code: t(
    "验证码不对、已过期、已用过或试错太多；账号不存在、邮箱不是该账号的，也是这个回答",
    "The code is wrong, too old, used, or was guessed at too often; also where there is no such account, or it has another address",
  ),
  mail_too_soon: t("发送太频繁；文字给出还要等几秒", "Mails were asked for too often; the text says how many seconds to wait"),
  mail_failed: t("邮件服务没有接收这封邮件", "The mail service did not take the mail"),
  wrong_token: t("令牌错误、已过期、已吊销或属于其他应用", "The token is wrong, expired, revoked or of another app"),
  wrong_credentials: t("账号不存在或密码错误（不区分两者）", "The account is unknown or the password wrong; nobody learns which"),
  throttled: t("尝试过于频繁；按 Retry-After 等待后再试", "Too many attempts; wait as Retry-After says"),
  user_disabled: t("用户被禁用", "The user is disabled"),
  account_taken: t("账号已存在", "The account exists"),
  qq_taken: t("该 QQ 号已绑定本应用的其他账号", "Another account of the app has this QQ number"),
  no_such_user: t("没有要查看的账号", "There is no such account to look at"),
  no_such_payee: t("应用内没有收款账号", "The app has no such account to be paid"),
  payee_is_payer: t("收款账号就是自己", "The account to be paid is the user's own"),
  balance_too_low: t("余额不够", "The balance is smaller than num"),
  balance_too_high: t("余额会超过 9007199254740991（2^53 − 1）", "The balance would go beyond 9007199254740991 (2^53 - 1)"),
  feedback_too_soon: t("距上次反馈不到 30 秒；文字给出还要等几秒", "The last feedback was less than 30 seconds ago; the text says how many to wait"),
  storage: t("服务器存储失败，可稍后重试", "Storage failed on the server; try again later"),
};

/** Steps 2 to 6 of the order of checks. */
const CALLER = ["missing", "unknown_app", "wrong_signature", "developer_disabled", "developer_overdue", "app_reviewing", "app_disabled"];
/** Step 7: the kind of proof. */
const PROOF = ["mixed_credentials", "missing_token", "missing_password"];
/** Step 8: account and password in the form that the documents narrow them to. */
const NARROWED = ["account_digits", "account_length", "password_alphanumeric"];
/** Steps 9 and 10. */
const HOLDER = ["wrong_token", "wrong_credentials", "throttled", "user_disabled"];

const BY_PASSWORD = HOLDER.filter((id) => id !== "wrong_token");
/** Step 7 where a password is taken also where the app wants tokens. */
const EITHER = ["mixed_credentials", "missing_token", "missing_one"];
/** Steps 8 to 11 of what takes a picture. */
const PICTURE = [...NARROWED, "picture_type", "picture_size", ...HOLDER, "storage"];
/** Steps 7 and 8 of what moves money. */
const AMOUNT = ["amount_format", "request_id_format"];

/** What a case means at one endpoint, where that is not what it means at others. */
const NOTHING: Record<string, Text> = {
  missing_token: t("应用启用了“用户令牌校验”，而 token、user、pass 都没有传", "The app has token_required on, and none of token, user and pass was sent"),
};
const WHEN_AT: Record<string, Record<string, Text>> = {
  new_avatar: NOTHING,
  upload_img: NOTHING,
  bind_mail: {
    missing_code: t("应用打开了 verify_mail，但没有传 code", "The app has verify_mail on, and there is no code"),
  },
  mail_send: {
    mail_too_soon: t("该用户 60 秒内发过，或应用当天的 mail_daily 已用完；文字给出还要等几秒", "The user sent one within 60 seconds, or the app's mail_daily of the day is used up; the text says how many seconds to wait"),
  },
  send_code: {
    mail_too_soon: t(
      "该邮箱 60 秒内要过验证码、一天内已要过 10 次，或同一网络地址要得太频繁；文字给出还要等几秒",
      "The address was sent for within 60 seconds or 10 times in a day, or the caller asks too often; the text says how many seconds to wait",
    ),
  },
  data: {
    mixed_credentials: t("同时传了 token 与 pass，或应用未启用“用户令牌校验”却传了 token", "token and pass were sent together, or a token where the app has token_required off"),
  },
};

/** What each endpoint may answer, in the order of its checks. */
export const order: Record<string, readonly string[]> = {
  register: [
    ...CALLER,
    ...["account_format", "account_length", "qq_format", "email_format", "nickname_format", "avatar_format", "password_short"],
    ...["throttled", "account_taken", "qq_taken", "storage"],
  ],
  login: [...CALLER, ...BY_PASSWORD, "storage"],
  new_pass: [
    ...[...CALLER, "new_pass_not_allowed", "mixed_credentials", "nothing_proven", "missing_one"],
    ...[...NARROWED, "new_password_format", ...HOLDER, "storage"],
  ],
  token_check: [...CALLER, "wrong_token", "storage"],
  logout: [...CALLER, "wrong_token", "storage"],
  logout_all: [...CALLER, ...PROOF, ...HOLDER, "storage"],
  delete_account: [...CALLER, ...BY_PASSWORD, "storage"],
  data: [...CALLER, "mixed_credentials", "missing_token", ...HOLDER, "no_such_user", "storage"],
  change_nickname: [...CALLER, ...PROOF, "nickname_format", ...HOLDER, "storage"],
  qq: [...CALLER, ...PROOF, "qq_format", ...HOLDER, "qq_taken", "storage"],
  send_code: [...CALLER, "no_sender", "purpose_format", ...PROOF, ...NARROWED, "email_format", ...HOLDER, "mail_too_soon", "storage"],
  reset_pass: [...CALLER, "no_sender", "email_format", "new_password_format", "wrong_code", "user_disabled", "storage"],
  bind_mail: [...CALLER, "missing_code", ...PROOF, ...NARROWED, "email_format", ...HOLDER, "wrong_code", "storage"],
  update_sign: [...CALLER, ...PROOF, ...NARROWED, "sign_format", ...HOLDER, "storage"],
  signin: [...CALLER, ...PROOF, ...HOLDER, "storage"],
  money_add: [...CALLER, "money_add_not_allowed", ...PROOF, ...NARROWED, ...AMOUNT, ...HOLDER, "balance_too_high", "storage"],
  money_reduce: [...CALLER, ...PROOF, ...NARROWED, ...AMOUNT, ...HOLDER, "balance_too_low", "storage"],
  transfer: [
    ...[...CALLER, ...PROOF, ...NARROWED, ...AMOUNT, ...HOLDER],
    ...["no_such_payee", "payee_is_payer", "balance_too_low", "balance_too_high", "storage"],
  ],
  new_avatar: [...CALLER, ...EITHER, ...PICTURE],
  upload_img: [...CALLER, "upload_not_allowed", ...EITHER, ...PICTURE],
  mail_send: [
    ...[...CALLER, "mail_send_not_allowed", ...PROOF, ...NARROWED, "email_format", "mail_title_format", "mail_content_format", ...HOLDER],
    ...["no_sender", "mail_too_soon", "mail_failed", "storage"],
  ],
  feedback: [...CALLER, ...PROOF, ...NARROWED, "title_format", "content_format", "contact_format", ...HOLDER, "feedback_too_soon", "storage"],
};

/** Texts with a part that varies: how it reads in declared.json, and the pattern of all that it may be. */
const VARYING: Record<string, [shown: string, pattern: string]> = {
  developer_overdue: ["已逾期(1月)", "已逾期\\([0-9]+(分钟|时|天|月)\\)"],
  account_length: ["4-32", "[0-9]+-[0-9]+"],
  feedback_too_soon: ["30秒", "[0-9]+秒"],
  mail_too_soon: ["60秒", "[0-9]+秒"],
};

type Declared = DeclaredEndpoint["parameters"][number];
/** Cases that are the absence of parameters: of which. */
const ABSENT: Record<string, (it: Declared) => boolean> = {
  missing: ({ required }) => required === "always" || required === "file",
  missing_code: ({ name, required }) => name === "code" && required === "optional",
  missing_token: ({ name }) => name === "token",
  missing_password: ({ required }) => required === "password",
  missing_one: ({ required }) => required === "password",
};

/** The code table of `endpoint`. */
export const casesOf = (endpoint: DeclaredEndpoint): Case[] =>
  (order[endpoint.name] ?? []).flatMap((id) => {
    const absent = ABSENT[id] && endpoint.parameters.filter(ABSENT[id]).map(({ name }) => endpoint.missing[name]);
    const answers = (absent ?? [endpoint.cases[id]]).filter((it) => it !== undefined);
    return answers.length > 0 ? [caseOf(id, answers, (WHEN_AT[endpoint.name]?.[id] ?? WHEN[id])!)] : [];
  });

function caseOf(id: string, answers: Answer[], when: Text): Case {
  const texts = answers.map(({ data, msg }) => data ?? msg ?? "");
  const { status, code, data, msg } = answers[0]!;
  const [shown, pattern] = VARYING[id] ?? [];
  return {
    id,
    ...(status !== undefined && { status }),
    code,
    texts,
    ...(shown && { pattern: `^${texts[0]!.split(shown).map(escaped).join(pattern)}$` }),
    ...(data === undefined ? { inMsg: true as const } : msg !== undefined && { msg }),
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
  upload_too_large: t("上传图片的请求体超过 5 MB 加 64 KiB", "The body with a picture in it is over 5 MB and 64 KiB"),
  storage: t("图片暂时读不到，可稍后重试", "The picture cannot be read now; try again later"),
  media_type: t("Content-Type 不是表单、multipart 或 JSON", "A Content-Type that is no form, multipart or JSON"),
  not_found: t("路径不存在", "There is no such path"),
};

export const refusals: Case[] = Object.entries(REFUSED).flatMap(([id, when]) => {
  const refusal = declaredRefusals[id];
  return refusal ? [caseOf(id, [refusal], when)] : [];
});
