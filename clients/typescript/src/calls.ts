// Written by clients/generate.mjs from the description of the API: change that, and run it.

import type { Upload } from "./transport.js";

/** Why a call failed; "unknown" where this client is older than the server. */
export type Reason = "account_digits" | "account_format" | "account_length" | "account_taken" | "amount_format" | "app_disabled" | "app_reviewing" | "avatar_format" | "balance_too_high" | "balance_too_low" | "contact_format" | "content_format" | "developer_disabled" | "developer_overdue" | "email_format" | "feedback_too_soon" | "mail_content_format" | "mail_failed" | "mail_send_not_allowed" | "mail_title_format" | "mail_too_soon" | "missing" | "mixed_credentials" | "money_add_not_allowed" | "new_pass_not_allowed" | "new_password_format" | "nickname_format" | "no_sender" | "no_such_payee" | "no_such_user" | "nothing_proven" | "password_alphanumeric" | "password_short" | "payee_is_payer" | "picture_size" | "picture_type" | "purpose_format" | "qq_format" | "qq_taken" | "request_id_format" | "sign_format" | "storage" | "throttled" | "title_format" | "unknown_app" | "upload_not_allowed" | "user_disabled" | "wrong_code" | "wrong_credentials" | "wrong_signature" | "wrong_token" | "unknown";

export const REASONS: readonly (readonly [pattern: RegExp, reason: Reason])[] = [
  [new RegExp("^参数缺失:appid$"), "missing"],
  [new RegExp("^参数缺失:signature$"), "missing"],
  [new RegExp("^参数缺失:user$"), "missing"],
  [new RegExp("^参数缺失:pass$"), "missing"],
  [new RegExp("^参数缺失:nickname$"), "missing"],
  [new RegExp("^应用不存在$"), "unknown_app"],
  [new RegExp("^签名验证失败$"), "wrong_signature"],
  [new RegExp("^开发者账号已被禁用!$"), "developer_disabled"],
  [new RegExp("^开发者账号已逾期\\([0-9]+(分钟|时|天|月)\\),请缴费后重试!$"), "developer_overdue"],
  [new RegExp("^应用审核中!$"), "app_reviewing"],
  [new RegExp("^应用已停用!$"), "app_disabled"],
  [new RegExp("^账号格式错误!仅支持字母,数字和_-\\.@\\+$"), "account_format"],
  [new RegExp("^账号长度需在[0-9]+-[0-9]+字符之间$"), "account_length"],
  [new RegExp("^QQ号格式错误$"), "qq_format"],
  [new RegExp("^邮箱格式错误!$"), "email_format"],
  [new RegExp("^昵称格式错误!长度需在1-50字符之间且不含控制字符$"), "nickname_format"],
  [new RegExp("^头像链接格式错误!仅支持http\\(s\\)链接且不超过2048字符$"), "avatar_format"],
  [new RegExp("^密码格式错误!至少6个字符$"), "password_short"],
  [new RegExp("^请求过于频繁,请稍后再试!$"), "throttled"],
  [new RegExp("^该账号已被注册!$"), "account_taken"],
  [new RegExp("^QQ号已绑定其他账号$"), "qq_taken"],
  [new RegExp("^系统错误$"), "storage"],
  [new RegExp("^应用ID无效$"), "unknown_app"],
  [new RegExp("^签名错误$"), "wrong_signature"],
  [new RegExp("^账号密码错误$"), "wrong_credentials"],
  [new RegExp("^用户账号已被禁用!$"), "user_disabled"],
  [new RegExp("^接口参数错误:缺少appid!$"), "missing"],
  [new RegExp("^接口参数错误:缺少signature!$"), "missing"],
  [new RegExp("^接口参数错误:缺少token\\(用户令牌启用时需提供\\)!$"), "missing"],
  [new RegExp("^应用不存在!$"), "unknown_app"],
  [new RegExp("^签名错误!$"), "wrong_signature"],
  [new RegExp("^token无效或已过期!$"), "wrong_token"],
  [new RegExp("^更新失败:数据库操作异常$"), "storage"],
  [new RegExp("^接口参数错误:缺少newpass!$"), "missing"],
  [new RegExp("^当前管理员不允许用户修改密码$"), "new_pass_not_allowed"],
  [new RegExp("^接口参数错误:token与user/pass不可同时传递!$"), "mixed_credentials"],
  [new RegExp("^接口参数错误:user和pass为必填项$"), "nothing_proven"],
  [new RegExp("^接口参数错误:缺少user!$"), "missing"],
  [new RegExp("^接口参数错误:缺少pass!$"), "missing"],
  [new RegExp("^接口参数错误:账号格式错误!仅支持数字账号!$"), "account_digits"],
  [new RegExp("^接口参数错误:密码格式错误!仅支持字母数字组合!$"), "password_alphanumeric"],
  [new RegExp("^新密码格式错误!$"), "new_password_format"],
  [new RegExp("^用户账号密码错误!$"), "wrong_credentials"],
  [new RegExp("^参数冲突:token与user/pass不可同时传递$"), "mixed_credentials"],
  [new RegExp("^参数缺失:token$"), "missing"],
  [new RegExp("^令牌无效$"), "wrong_token"],
  [new RegExp("^用户不存在$"), "no_such_user"],
  [new RegExp("^接口参数错误:缺少newsign!$"), "missing"],
  [new RegExp("^接口参数错误:newsign长度需在1-1000字符之间且不能全为空白!$"), "sign_format"],
  [new RegExp("^参数缺失:qq$"), "missing"],
  [new RegExp("^接口参数错误:缺少mail!$"), "missing"],
  [new RegExp("^接口参数错误:缺少purpose!$"), "missing"],
  [new RegExp("^当前应用未配置邮件服务!$"), "no_sender"],
  [new RegExp("^接口参数错误:purpose仅支持reset或bind!$"), "purpose_format"],
  [new RegExp("^发送频繁:请于[0-9]+秒后再试!$"), "mail_too_soon"],
  [new RegExp("^接口参数错误:缺少code!$"), "missing"],
  [new RegExp("^验证码错误或已过期!$"), "wrong_code"],
  [new RegExp("^接口参数错误:缺少title!$"), "missing"],
  [new RegExp("^接口参数错误:缺少content!$"), "missing"],
  [new RegExp("^当前应用未开启邮件发送!$"), "mail_send_not_allowed"],
  [new RegExp("^接口参数错误:title长度需在1-100字符之间,不能全为空白,不能含控制字符!$"), "mail_title_format"],
  [new RegExp("^接口参数错误:content长度需在1-50000字符之间且不能全为空白!$"), "mail_content_format"],
  [new RegExp("^邮件发送失败!$"), "mail_failed"],
  [new RegExp("^接口参数错误:缺少num!$"), "missing"],
  [new RegExp("^当前应用不允许用户自行增加余额!$"), "money_add_not_allowed"],
  [new RegExp("^增加数量必须为正整数$"), "amount_format"],
  [new RegExp("^接口参数错误:request_id仅支持1-64个字母,数字和_-!$"), "request_id_format"],
  [new RegExp("^用户令牌无效,请重新登录$"), "wrong_token"],
  [new RegExp("^余额已达上限$"), "balance_too_high"],
  [new RegExp("^减少数量必须为正整数$"), "amount_format"],
  [new RegExp("^余额不足$"), "balance_too_low"],
  [new RegExp("^接口参数错误:缺少newuser!$"), "missing"],
  [new RegExp("^转账数量必须为正整数$"), "amount_format"],
  [new RegExp("^token无效或已过期$"), "wrong_token"],
  [new RegExp("^收款账号未注册!$"), "no_such_payee"],
  [new RegExp("^不能转账给自己!$"), "payee_is_payer"],
  [new RegExp("^接口参数错误:缺少file_upload!$"), "missing"],
  [new RegExp("^仅支持JPG、PNG、GIF、WebP格式的图片$"), "picture_type"],
  [new RegExp("^图片大小不能超过5MB$"), "picture_size"],
  [new RegExp("^当前应用未开启图片上传!$"), "upload_not_allowed"],
  [new RegExp("^接口参数错误:title长度需在1-100字符之间且不能全为空白!$"), "title_format"],
  [new RegExp("^接口参数错误:content长度需在1-2000字符之间且不能全为空白!$"), "content_format"],
  [new RegExp("^接口参数错误:contact不可超过100字符!$"), "contact_format"],
  [new RegExp("^反馈频繁:请于[0-9]+秒后再提交!$"), "feedback_too_soon"],
];

/** What the client has to know of a call. */
export interface CallFacts {
  name: string;
  path: string;
  /** It takes the user's token. */
  token?: boolean;
  /** It takes a request_id, by which it acts once however often it is sent. */
  requestId?: boolean;
  /** The parameter that is a file. */
  file?: string;
  /** Sent again it does and answers the same. */
  repeatable?: boolean;
  /** After it the token is dead. */
  ends?: boolean;
}

export const CALLS = {
  register: {"name":"register","path":"/api/user/register"},
  login: {"name":"login","path":"/api/user/login"},
  token_check: {"name":"token_check","path":"/api/user/token_check","token":true,"repeatable":true},
  new_pass: {"name":"new_pass","path":"/api/user/new_pass","token":true,"ends":true},
  logout: {"name":"logout","path":"/api/user/logout","token":true,"ends":true},
  logout_all: {"name":"logout_all","path":"/api/user/logout_all","token":true,"ends":true},
  delete_account: {"name":"delete_account","path":"/api/user/delete_account","ends":true},
  data: {"name":"data","path":"/api/user/data","token":true,"repeatable":true},
  change_nickname: {"name":"change_nickname","path":"/api/user/change_nickname","token":true,"repeatable":true},
  update_sign: {"name":"update_sign","path":"/api/user/update_sign","token":true,"repeatable":true},
  qq: {"name":"qq","path":"/api/user/qq","token":true,"repeatable":true},
  send_code: {"name":"send_code","path":"/api/user/send_code","token":true},
  reset_pass: {"name":"reset_pass","path":"/api/user/reset_pass"},
  bind_mail: {"name":"bind_mail","path":"/api/user/bind_mail","token":true},
  mail_send: {"name":"mail_send","path":"/api/mail/send","token":true},
  signin: {"name":"signin","path":"/api/user/signin","token":true},
  money_add: {"name":"money_add","path":"/api/user/money_add","token":true,"requestId":true},
  money_reduce: {"name":"money_reduce","path":"/api/user/money_reduce","token":true,"requestId":true},
  transfer: {"name":"transfer","path":"/api/user/transfer","token":true,"requestId":true},
  new_avatar: {"name":"new_avatar","path":"/api/user/new_avatar","token":true,"file":"file_upload"},
  upload_img: {"name":"upload_img","path":"/api/user/upload_img","token":true,"file":"file_upload"},
  feedback: {"name":"feedback","path":"/api/user/feedback","token":true},
} satisfies Record<string, CallFacts>;

export interface Profile {
  /**
   * 账号
   * The account
   */
  username: string;
  /**
   * 昵称
   * The nickname
   */
  nickname: string;
  /**
   * QQ 号，未绑定则为“未绑定”
   * The QQ number, or 未绑定 (none bound)
   */
  qq: "未绑定" | string;
  /**
   * 邮箱，未绑定则为“未绑定”
   * The e-mail address, or 未绑定 (none bound)
   */
  useremail: "未绑定" | string;
  /**
   * 经验值
   * Experience points
   */
  exp: number;
  /**
   * 等级
   * Level
   */
  grade: number;
  /**
   * 头衔，没有则为“未佩戴”
   * The title, or 未佩戴 (none worn)
   */
  title: string;
  /**
   * 注册时间
   * When the account was made
   */
  createtime: string;
  /**
   * 本次登录时间
   * The time of this login
   */
  logintime: string;
  /**
   * VIP 到期时间；到期后为“已逾期(N分钟/时/天/月)”
   * The end of VIP; after it 已逾期(…), for how long it is over
   */
  viptime: string;
  /**
   * 连续签到天数
   * Days of check-in in a row
   */
  "Continuous(连续签到)": number;
  /**
   * 余额
   * Balance
   */
  "piastrenum(余额货币)": number;
  /**
   * 获赞数
   * Likes received
   */
  likes: number;
  /**
   * 此前连续登录的天数，首日为 0
   * Days in a row before today with a login; 0 on the first day
   */
  "Continuouslogin(连续登录)": number;
  /**
   * 个性签名，未设置则为默认文字（不是应用签名）
   * The personal signature or a stock phrase (not the app's signature)
   */
  signature: string;
  /**
   * 头像链接；没有设置则为本服务器的默认头像（SVG）
   * The picture's link; without one this server's default avatar (SVG)
   */
  icon: string;
  /**
   * 关注数
   * How many the user follows
   */
  "foll(关注数量)": number;
  /**
   * 粉丝数
   * Followers
   */
  "fans(粉丝数量)": number;
  /**
   * 帖子数
   * Posts
   */
  "forum(帖子数量)": number;
  /**
   * 性别，1 男 2 女
   * 1 male, 2 female
   */
  "sex(性别1是男2是女)": 1 | 2;
  /**
   * 用户令牌，后续接口使用
   * The token for the calls that follow
   */
  "token (用户令牌)": string;
  /**
   * 令牌失效时间，Unix 秒
   * When the token dies, Unix seconds
   */
  "token_dead(令牌失效时间)": number;
  /**
   * 与 Continuous(连续签到) 相同
   * The same as Continuous(连续签到)
   */
  Continuous: number;
  /**
   * 与 piastrenum(余额货币) 相同
   * The same as piastrenum(余额货币)
   */
  piastrenum: number;
  /**
   * 与 Continuouslogin(连续登录) 相同
   * The same as Continuouslogin(连续登录)
   */
  Continuouslogin: number;
  /**
   * 与 foll(关注数量) 相同
   * The same as foll(关注数量)
   */
  foll: number;
  /**
   * 与 fans(粉丝数量) 相同
   * The same as fans(粉丝数量)
   */
  fans: number;
  /**
   * 与 forum(帖子数量) 相同
   * The same as forum(帖子数量)
   */
  forum: number;
  /**
   * 与 sex(性别1是男2是女) 相同
   * The same as sex(性别1是男2是女)
   */
  sex: 1 | 2;
  /**
   * 与 token (用户令牌) 相同
   * The same as token (用户令牌)
   */
  token: string;
  /**
   * 与 token_dead(令牌失效时间) 相同
   * The same as token_dead(令牌失效时间)
   */
  token_dead: number;
}

export interface PlainProfile {
  /**
   * 账号
   * The account
   */
  username: string;
  /**
   * 昵称
   * The nickname
   */
  nickname: string;
  /**
   * QQ 号，未绑定则为“未绑定”，不给看则为“未公开”
   * The QQ number, 未绑定 (none bound) or 未公开 (not shown to you)
   */
  qq: "未公开" | "未绑定" | string;
  /**
   * 邮箱，未绑定则为“未绑定”，不给看则为“未公开”
   * The e-mail address, 未绑定 (none bound) or 未公开 (not shown to you)
   */
  useremail: "未公开" | "未绑定" | string;
  /**
   * 经验值
   * Experience points
   */
  exp: number;
  /**
   * 等级
   * Level
   */
  grade: number;
  /**
   * 头衔，没有则为“未佩戴”
   * The title, or 未佩戴 (none worn)
   */
  title: string;
  /**
   * 注册时间
   * When the account was made
   */
  createtime: string;
  /**
   * 最近登录时间，没有登录过则为“从未登录”
   * The time of the last login, or 从未登录 (never)
   */
  logintime: "从未登录" | string;
  /**
   * VIP 到期时间；到期后为“已逾期(N分钟/时/天/月)”
   * The end of VIP; after it 已逾期(…), for how long it is over
   */
  viptime: string;
  /**
   * 连续签到天数
   * Days of check-in in a row
   */
  Continuous: number;
  /**
   * 余额
   * Balance
   */
  piastrenum: number;
  /**
   * 获赞数
   * Likes received
   */
  likes: number;
  /**
   * 此前连续登录的天数，首日为 0
   * Days in a row before today with a login; 0 on the first day
   */
  Continuouslogin: number;
  /**
   * 个性签名，未设置则为默认文字（不是应用签名）
   * The personal signature or a stock phrase (not the app's signature)
   */
  signature: string;
  /**
   * 头像链接；没有设置则为本服务器的默认头像（SVG）
   * The picture's link; without one this server's default avatar (SVG)
   */
  icon: string;
  /**
   * 关注数
   * How many the user follows
   */
  foll: number;
  /**
   * 粉丝数
   * Followers
   */
  fans: number;
  /**
   * 帖子数
   * Posts
   */
  forum: number;
  /**
   * 性别，1 男 2 女
   * 1 male, 2 female
   */
  sex: 1 | 2;
  /**
   * 邮箱是否用验证码验证过；不给看则为 null
   * Whether a code has proved the e-mail address; null where that is not shown to you
   */
  email_verified: boolean | null;
}

export interface TokenHolder {
  /**
   * 账号
   * The account
   */
  username: string;
  /**
   * 令牌失效时间，Unix 秒
   * When the token dies, Unix seconds
   */
  token_dead: number;
}

export interface RegisterParameters {
  /**
   * 用户账号，应用内唯一，不区分大小写。字母、数字和 _ - . @ +，长度由应用设置（默认 4–32）。
   * The account, unique in the app without regard to case. Letters, digits and _ - . @ +; its length is the app's setting (4 to 32 by default).
   */
  user: string;
  /**
   * 密码：32 位十六进制视为原始密码的 MD5（大小写均可），其他值视为原始密码（至少 6 个字符）。
   * The password: 32 hex digits are taken as the MD5 of the raw password (either case), anything else as the raw password (at least 6 characters).
   */
  pass: string;
  /**
   * 昵称，1–50 个字符，不含控制字符。
   * The nickname, 1 to 50 characters without control characters.
   */
  nickname: string;
  /**
   * QQ 号，5–13 位数字，一个号在应用内只能绑定一个账号。
   * A QQ number, 5 to 13 digits; one account per number in an app.
   */
  qq?: string;
  /**
   * 邮箱，最多 254 个字符，允许多个账号使用同一邮箱。
   * An e-mail address, at most 254 characters; several accounts may share one.
   */
  email?: string;
  /**
   * 头像链接，http 或 https，最多 2048 个字符；不传则使用默认头像。
   * Link to a picture, http or https, at most 2,048 characters; without it there is a default avatar.
   */
  imag?: string;
}

export interface LoginParameters {
  /**
   * 注册时的账号，不区分大小写。
   * The account; case does not matter.
   */
  user: string;
  /**
   * 原始密码，直接传递，不做 MD5。
   * The raw password as it is, no MD5.
   */
  pass: string;
}

export interface TokenCheckParameters {
  /**
   * 客户端交给服务器的令牌（login 返回）。
   * The token that a client gave your server, from login.
   */
  token?: string;
  /**
   * 传 1 时直接查询数据库，刚失效的令牌也能立即发现。
   * With 1 the database is asked, which knows at once of a token that has just ended.
   */
  fresh?: "1";
}

export interface NewPassParameters {
  /**
   * 新密码，原始密码（不做 MD5），6–64 个字符；默认仅限字母和数字（应用设置 strict_format）。
   * The new password, raw (no MD5), 6 to 64 characters; letters and digits only by default (the app's strict_format).
   */
  newpass: string;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时可传；传了就不能再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，没有传 token 时必传，不区分大小写。默认仅限纯数字（应用设置 strict_format）。
   * The account, needed without a token; case does not matter. Digits only by default (the app's strict_format).
   */
  user?: string;
  /**
   * 现在的原始密码（不做 MD5），没有传 token 时必传。默认仅限字母和数字（应用设置 strict_format）。
   * The raw password as it is now (no MD5), needed without a token. Letters and digits only by default (the app's strict_format).
   */
  pass?: string;
}

export interface LogoutParameters {
  /**
   * 要失效的令牌（login 返回）。
   * The token to end, from login.
   */
  token?: string;
}

export interface LogoutAllParameters {
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。
   * The account, where the app has token_required off; case does not matter.
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。
   * The raw password (no MD5), where the app has token_required off.
   */
  pass?: string;
}

export interface DeleteAccountParameters {
  /**
   * 要注销的账号，不区分大小写。
   * The account to delete; case does not matter.
   */
  user: string;
  /**
   * 该账号的原始密码（不做 MD5）。
   * Its raw password (no MD5).
   */
  pass: string;
}

export interface DataParameters {
  /**
   * 要查看的账号，不区分大小写。
   * The account to look at; case does not matter.
   */
  user: string;
  /**
   * 应用启用“用户令牌校验”时必传，本应用任一用户的令牌都可以；未启用时不能传。
   * Needed where the app has token_required on, and any user's of the app will do; where it is off, it must not be sent.
   */
  token?: string;
  /**
   * user 的原始密码（不做 MD5），证明是本人，可以不传；仅当应用未启用“用户令牌校验”时传递。
   * The raw password of user (no MD5), which proves that it is oneself. Only where the app has token_required off, and never needed.
   */
  pass?: string;
}

export interface ChangeNicknameParameters {
  /**
   * 新的昵称，1–50 个字符，不含控制字符。
   * The new nickname, 1 to 50 characters without control characters.
   */
  nickname: string;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。
   * The account, where the app has token_required off; case does not matter.
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。
   * The raw password (no MD5), where the app has token_required off.
   */
  pass?: string;
}

export interface UpdateSignParameters {
  /**
   * 新的个性签名，1–1000 个字符，不能全为空白。
   * The new personal signature, 1 to 1,000 characters, not only white space.
   */
  newsign: string;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。默认仅限纯数字（应用设置 strict_format）。
   * The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。默认仅限字母和数字（应用设置 strict_format）。
   * The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
   */
  pass?: string;
}

export interface QqParameters {
  /**
   * 要绑定的 QQ 号，5–13 位数字。
   * The QQ number to bind, 5 to 13 digits.
   */
  qq: string;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。
   * The account, where the app has token_required off; case does not matter.
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。
   * The raw password (no MD5), where the app has token_required off.
   */
  pass?: string;
}

export interface SendCodeParameters {
  /**
   * 收验证码的邮箱：reset 时是账号绑定的邮箱，bind 时是要绑定的邮箱。
   * Where it goes: for reset the account's address, for bind the one to be bound.
   */
  mail: string;
  /**
   * reset 找回密码，bind 绑定邮箱。
   * reset for a forgotten password, bind for binding the address.
   */
  purpose: "reset" | "bind";
  /**
   * 仅 purpose 为 bind 且应用启用“用户令牌校验”时传递。
   * For bind alone, where the app has token_required on.
   */
  token?: string;
  /**
   * 用户账号，仅 purpose 为 bind 且应用未启用“用户令牌校验”时传递。默认仅限纯数字（应用设置 strict_format）。
   * The account, for bind alone, where the app has token_required off. Digits only by default (the app's strict_format).
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅 purpose 为 bind 且应用未启用“用户令牌校验”时传递。默认仅限字母和数字（应用设置 strict_format）。
   * The raw password (no MD5), for bind alone, where the app has token_required off. Letters and digits only by default (the app's strict_format).
   */
  pass?: string;
}

export interface ResetPassParameters {
  /**
   * 要找回的账号，不区分大小写。
   * The account; case does not matter.
   */
  user: string;
  /**
   * 该账号绑定的邮箱，即验证码发到的邮箱。
   * The account's address, to which the code was sent.
   */
  mail: string;
  /**
   * 邮件中的验证码，6 位数字。
   * The code from the mail, 6 digits.
   */
  code: string;
  /**
   * 新密码，原始密码（不做 MD5），6–64 个字符；默认仅限字母和数字（应用设置 strict_format）。
   * The new password, raw (no MD5), 6 to 64 characters; letters and digits only by default (the app's strict_format).
   */
  newpass: string;
}

export interface BindMailParameters {
  /**
   * 要绑定的邮箱，最多 254 个字符；已有邮箱则替换。
   * The address to bind, at most 254 characters; it replaces the one before.
   */
  mail: string;
  /**
   * send_code（purpose=bind）发到该邮箱的验证码，6 位数字。应用打开 verify_mail 时必传。
   * The code that send_code with purpose=bind sent to the address, 6 digits. Needed where the app has verify_mail on.
   */
  code?: string;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。默认仅限纯数字（应用设置 strict_format）。
   * The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。默认仅限字母和数字（应用设置 strict_format）。
   * The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
   */
  pass?: string;
}

export interface MailSendParameters {
  /**
   * 收件邮箱。
   * To whom.
   */
  mail: string;
  /**
   * 标题，1–100 个字符，一行。
   * The title, 1 to 100 characters, one line.
   */
  title: string;
  /**
   * 内容，HTML，最多 50000 个字符。
   * What it says, HTML, at most 50,000 characters.
   */
  content: string;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。默认仅限纯数字（应用设置 strict_format）。
   * The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。默认仅限字母和数字（应用设置 strict_format）。
   * The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
   */
  pass?: string;
}

export interface SigninParameters {
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。
   * The account, where the app has token_required off; case does not matter.
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。
   * The raw password (no MD5), where the app has token_required off.
   */
  pass?: string;
}

export interface MoneyAddParameters {
  /**
   * 增加的数量，1–1000000000 的整数。
   * How much, a whole number from 1 to 1,000,000,000.
   */
  num: number;
  /**
   * 请求编号，由客户端生成，1–64 个字母、数字和 _ -。带同一个编号重发只执行一次。
   * The client's own name of the request, 1 to 64 letters, digits and _ -. Sent again with the same one, it acts once.
   */
  request_id?: string;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。默认仅限纯数字（应用设置 strict_format）。
   * The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。默认仅限字母和数字（应用设置 strict_format）。
   * The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
   */
  pass?: string;
}

export interface MoneyReduceParameters {
  /**
   * 减少的数量，1–1000000000 的整数。
   * How much, a whole number from 1 to 1,000,000,000.
   */
  num: number;
  /**
   * 请求编号，由客户端生成，1–64 个字母、数字和 _ -。带同一个编号重发只执行一次。
   * The client's own name of the request, 1 to 64 letters, digits and _ -. Sent again with the same one, it acts once.
   */
  request_id?: string;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。默认仅限纯数字（应用设置 strict_format）。
   * The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。默认仅限字母和数字（应用设置 strict_format）。
   * The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
   */
  pass?: string;
}

export interface TransferParameters {
  /**
   * 收款账号，不区分大小写。
   * The account to be paid; case does not matter.
   */
  newuser: string;
  /**
   * 转账的数量，1–1000000000 的整数。
   * How much, a whole number from 1 to 1,000,000,000.
   */
  num: number;
  /**
   * 请求编号，由客户端生成，1–64 个字母、数字和 _ -。带同一个编号重发只执行一次。
   * The client's own name of the request, 1 to 64 letters, digits and _ -. Sent again with the same one, it acts once.
   */
  request_id?: string;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。默认仅限纯数字（应用设置 strict_format）。
   * The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。默认仅限字母和数字（应用设置 strict_format）。
   * The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
   */
  pass?: string;
}

export interface NewAvatarParameters {
  /**
   * 图片文件：JPG、PNG、GIF 或 WebP，最大 5 MB。类型由文件开头的字节判断，文件名不起作用。
   * The picture: JPG, PNG, GIF or WebP, 5 MB at most. Its first bytes tell the type; the file's name does not count.
   */
  file_upload: Upload;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。默认仅限纯数字（应用设置 strict_format）。
   * The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。默认仅限字母和数字（应用设置 strict_format）。
   * The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
   */
  pass?: string;
}

export interface UploadImgParameters {
  /**
   * 图片文件：JPG、PNG、GIF 或 WebP，最大 5 MB。类型由文件开头的字节判断，文件名不起作用。
   * The picture: JPG, PNG, GIF or WebP, 5 MB at most. Its first bytes tell the type; the file's name does not count.
   */
  file_upload: Upload;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。默认仅限纯数字（应用设置 strict_format）。
   * The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。默认仅限字母和数字（应用设置 strict_format）。
   * The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
   */
  pass?: string;
}

export interface FeedbackParameters {
  /**
   * 标题，1–100 个字符，不能全为空白。
   * The title, 1 to 100 characters, not only white space.
   */
  title: string;
  /**
   * 内容，1–2000 个字符，不能全为空白。
   * The content, 1 to 2,000 characters, not only white space.
   */
  content: string;
  /**
   * 联系方式，如 QQ 或邮箱，最多 100 个字符。
   * How to reach the user, by QQ or e-mail, say; at most 100 characters.
   */
  contact?: string;
  /**
   * 用户令牌（login 返回），仅当应用启用“用户令牌校验”时传递；启用后不可再传 user、pass。
   * The user's token from login, where the app has token_required on; then user and pass must not be sent.
   */
  token?: string;
  /**
   * 用户账号，仅当应用未启用“用户令牌校验”时传递，不区分大小写。默认仅限纯数字（应用设置 strict_format）。
   * The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
   */
  user?: string;
  /**
   * 原始密码（不做 MD5），仅当应用未启用“用户令牌校验”时传递。默认仅限字母和数字（应用设置 strict_format）。
   * The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
   */
  pass?: string;
}

/** A method for each call. */
export abstract class Calls {
  protected abstract call(facts: CallFacts, parameters: object): Promise<unknown>;

  /**
   * 用户注册：在应用内创建账号。
   * Register. Creates an account in an app.
   */
  register(parameters: RegisterParameters): Promise<string> {
    return this.call(CALLS.register, parameters) as Promise<string>;
  }

  /**
   * 用户登录：校验密码，返回用户信息和新的令牌。
   * Log in. Checks the password; answers the profile and a new token.
   */
  login(parameters: LoginParameters): Promise<Profile> {
    return this.call(CALLS.login, parameters) as Promise<Profile>;
  }

  /**
   * 校验令牌：供应用自己的服务器使用：令牌是否有效，属于谁。
   * Check a token. For the app's own server: whether a token is good, and whose it is.
   */
  tokenCheck(parameters: TokenCheckParameters = {}): Promise<TokenHolder> {
    return this.call(CALLS.token_check, parameters) as Promise<TokenHolder>;
  }

  /**
   * 修改密码：把密码改为 newpass，该用户的所有令牌立即失效。
   * Change the password. Sets the password to newpass; every token of the user ends at once.
   */
  newPass(parameters: NewPassParameters): Promise<string> {
    return this.call(CALLS.new_pass, parameters) as Promise<string>;
  }

  /**
   * 退出登录：让这个令牌立即失效，其他设备的登录不受影响。
   * Log out. Ends this token at once; the logins of other devices stay.
   */
  logout(parameters: LogoutParameters = {}): Promise<string> {
    return this.call(CALLS.logout, parameters) as Promise<string>;
  }

  /**
   * 退出所有设备：让该用户的所有令牌立即失效。
   * Log out everywhere. Ends every token of the user at once.
   */
  logoutAll(parameters: LogoutAllParameters = {}): Promise<string> {
    return this.call(CALLS.logout_all, parameters) as Promise<string>;
  }

  /**
   * 注销账号：删除用户自己的账号，不可恢复。
   * Delete the account. Deletes the user's own account. It cannot be undone.
   */
  deleteAccount(parameters: DeleteAccountParameters): Promise<string> {
    return this.call(CALLS.delete_account, parameters) as Promise<string>;
  }

  /**
   * 查看用户信息：查看应用内任一用户的信息，也可以查看自己的。
   * Look at a profile. Answers the profile of any user of the app, oneself included.
   */
  data(parameters: DataParameters): Promise<PlainProfile> {
    return this.call(CALLS.data, parameters) as Promise<PlainProfile>;
  }

  /**
   * 修改昵称：修改用户的昵称。
   * Change the nickname. Replaces the user's nickname.
   */
  changeNickname(parameters: ChangeNicknameParameters): Promise<string> {
    return this.call(CALLS.change_nickname, parameters) as Promise<string>;
  }

  /**
   * 修改个性签名：修改用户的个性签名（不是应用签名）。
   * Change the personal signature. Replaces the user's personal signature (not the app's signature).
   */
  updateSign(parameters: UpdateSignParameters): Promise<string> {
    return this.call(CALLS.update_sign, parameters) as Promise<string>;
  }

  /**
   * 绑定 QQ：绑定或更换 QQ 号。
   * Bind a QQ number. Binds or replaces the QQ number.
   */
  qq(parameters: QqParameters): Promise<string> {
    return this.call(CALLS.qq, parameters) as Promise<string>;
  }

  /**
   * 发送验证码：把验证码发到邮箱，用于找回密码或绑定邮箱。
   * Send a code. Mails a code, for a forgotten password or for binding an address.
   */
  sendCode(parameters: SendCodeParameters): Promise<string> {
    return this.call(CALLS.send_code, parameters) as Promise<string>;
  }

  /**
   * 找回密码：用验证码设置新密码，该用户的所有令牌立即失效。
   * Reset a forgotten password. Sets a new password by a code; every token of the user ends at once.
   */
  resetPass(parameters: ResetPassParameters): Promise<string> {
    return this.call(CALLS.reset_pass, parameters) as Promise<string>;
  }

  /**
   * 绑定邮箱：绑定或更换邮箱。
   * Bind an e-mail address. Binds or replaces the e-mail address.
   */
  bindMail(parameters: BindMailParameters): Promise<string> {
    return this.call(CALLS.bind_mail, parameters) as Promise<string>;
  }

  /**
   * 发送邮件：以应用的名义给任意邮箱发一封邮件。默认关闭。
   * Send a mail. Sends a mail to any address in the app's name. Off by default.
   */
  mailSend(parameters: MailSendParameters): Promise<string> {
    return this.call(CALLS.mail_send, parameters) as Promise<string>;
  }

  /**
   * 每日签到：签到，每天算一次。
   * Sign in for the day. Signs the user in for the day; once a day counts.
   */
  signin(parameters: SigninParameters = {}): Promise<string> {
    return this.call(CALLS.signin, parameters) as Promise<string>;
  }

  /**
   * 增加余额：增加用户自己的余额。默认关闭。
   * Add to the balance. Adds to the user's own balance. Off by default.
   */
  moneyAdd(parameters: MoneyAddParameters): Promise<string> {
    return this.call(CALLS.money_add, parameters) as Promise<string>;
  }

  /**
   * 减少余额：减少用户自己的余额，例如在应用内消费。
   * Take from the balance. Takes from the user's own balance, for something bought in the app, say.
   */
  moneyReduce(parameters: MoneyReduceParameters): Promise<string> {
    return this.call(CALLS.money_reduce, parameters) as Promise<string>;
  }

  /**
   * 转账：把自己的余额转给同一应用的另一用户。
   * Pay another user. Moves money from the user's balance to another user of the app.
   */
  transfer(parameters: TransferParameters): Promise<string> {
    return this.call(CALLS.transfer, parameters) as Promise<string>;
  }

  /**
   * 上传头像：上传用户自己的头像，替换之前上传的。
   * Upload an avatar. Uploads the user's own avatar, in the place of the one before.
   */
  newAvatar(parameters: NewAvatarParameters): Promise<string> {
    return this.call(CALLS.new_avatar, parameters) as Promise<string>;
  }

  /**
   * 上传图片：上传一张图片，得到它的网址。默认关闭。
   * Upload a picture. Uploads a picture and answers its address. Off by default.
   */
  uploadImg(parameters: UploadImgParameters): Promise<string> {
    return this.call(CALLS.upload_img, parameters) as Promise<string>;
  }

  /**
   * 提交反馈：向应用的开发者反馈问题或建议，在后台查看。
   * Send feedback. Writes to the app's developer, who reads it in the console.
   */
  feedback(parameters: FeedbackParameters): Promise<string> {
    return this.call(CALLS.feedback, parameters) as Promise<string>;
  }
}
