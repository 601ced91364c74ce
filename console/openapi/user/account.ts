// Accounts, their passwords and tokens.

import { account, formats, narrowed, password, samples, token } from "../parameters.ts";
import { holderExample, holderKeys, profileExample, profileKeys } from "../profile.ts";
import { t } from "../text.ts";
import { type Description, choice, https, narrow } from "./description.ts";

const register: Description = {
  title: t("用户注册", "Register"),
  about: t("在应用内创建账号。", "Creates an account in an app."),
  done: [t("账号已创建", "The account is made")],
  parameters: {
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
  },
  notes: [
    t(
      "pass 可传原始密码，也可传其 MD5；其他接口一律传原始密码，两种方式注册的账号都能登录。",
      "pass may be the raw password or its MD5; every other endpoint takes the raw one, and both open the account.",
    ),
    t(
      "没有这个应用时的回答是唯一没有 data 的，文字在 msg 中，与托管服务的文档一致。",
      "The answer where there is no such app is the one without data: its text stands in msg, as the hosted service documents it.",
    ),
    t("可选参数没有值就不要传；空字符串视为没有传。", "Leave out what you have no value for; an empty string counts as absent."),
  ],
};

const login: Description = {
  title: t("用户登录", "Log in"),
  about: t("校验密码，返回用户信息和新的令牌。", "Checks the password; answers the profile and a new token."),
  done: [t("登录成功，data 为用户信息", "Logged in; data is the profile")],
  data: { schema: { $ref: "#/components/schemas/Profile" }, keys: profileKeys, example: profileExample },
  parameters: {
    user: account(t("注册时的账号，不区分大小写。", "The account; case does not matter.")),
    pass: password(t("原始密码，直接传递，不做 MD5。", "The raw password as it is, no MD5.")),
  },
  notes: [
    t(
      "令牌在 token_dead（Unix 秒）失效，届时重新登录；有效期由应用设置 token_ttl（默认一天）。同一账号多次登录的令牌同时有效。",
      "The token dies at token_dead (Unix seconds): log in again. How long it lives is the app's token_ttl (a day by default). Tokens of several logins are valid side by side.",
    ),
    t(
      "退出登录、修改密码、注销账号，以及后台的禁用用户、重设密码、吊销令牌、删除用户，都会让令牌立即失效。",
      "Logging out, a new password and deleting the account end tokens at once; so do disabling, a new password, a revocation and deleting in the console.",
    ),
    https,
  ],
};

const tokenCheck: Description = {
  title: t("校验令牌", "Check a token"),
  about: t("供应用自己的服务器使用：令牌是否有效，属于谁。", "For the app's own server: whether a token is good, and whose it is."),
  done: [t("令牌有效，data 为账号与失效时间", "The token is good; data is the account, and when the token dies")],
  data: { schema: { $ref: "#/components/schemas/TokenHolder" }, keys: holderKeys, example: holderExample },
  parameters: {
    token: token(t("客户端交给服务器的令牌（login 返回）。", "The token that a client gave your server, from login.")),
    fresh: {
      schema: { type: "string", enum: ["1"] },
      text: t("传 1 时直接查询数据库，刚失效的令牌也能立即发现。", "With 1 the database is asked, which knows at once of a token that has just ended."),
      example: "1",
    },
  },
  notes: [
    t(
      "客户端把令牌交给应用自己的服务器，服务器在每次请求时用这个接口确认对方是谁，不必保存密码。",
      "A client hands its token to the app's own server, which asks here at each request who is calling, and needs no passwords.",
    ),
    t(
      "不传 fresh 时在就近节点回答，通常不查数据库；令牌失效、应用停用或更换签名最多晚 60 秒得知。付款等重要操作请传 fresh=1。",
      "Without fresh it is answered near the caller, usually without the database, and learns up to 60 seconds late that a token has ended, an app stopped or its signature changed. Send fresh=1 before what matters, a payment, say.",
    ),
    t("只看 token，与应用是否启用“用户令牌校验”无关。", "The token alone counts, whatever the app's token_required says."),
  ],
};

const newPass: Description = {
  title: t("修改密码", "Change the password"),
  about: t("把密码改为 newpass，该用户的所有令牌立即失效。", "Sets the password to newpass; every token of the user ends at once."),
  done: [t("密码已修改，所有令牌已失效", "The password is another one, and every token has ended")],
  parameters: {
    newpass: {
      schema: { type: "string", minLength: 6, maxLength: 64 },
      text: t(
        "新密码，原始密码（不做 MD5），6–64 个字符；默认仅限字母和数字（应用设置 strict_format）。",
        "The new password, raw (no MD5), 6 to 64 characters; letters and digits only by default (the app's strict_format).",
      ),
      example: "secret2",
    },
    token: token(
      t(
        "用户令牌（login 返回），仅当应用启用“用户令牌校验”时可传；传了就不能再传 user、pass。",
        "The user's token from login, where the app has token_required on; then user and pass must not be sent.",
      ),
    ),
    ...narrowed(
      t("用户账号，没有传 token 时必传，不区分大小写。", "The account, needed without a token; case does not matter."),
      t("现在的原始密码（不做 MD5），没有传 token 时必传。", "The raw password as it is now (no MD5), needed without a token."),
    ),
  },
  passwordToo: true,
  notes: [
    t("改完后所有设备都要重新登录，包括发起修改的这一台。", "Every device has to log in again, the one that asked included."),
    t(
      "应用启用“用户令牌校验”时，传 token 或传 user 和 pass 都可以；未启用时只能传 user 和 pass。token 与 user、pass 不能同时传。",
      "Where the app has token_required on, send token, or user and pass; where it is off, user and pass. Never token together with them.",
    ),
    t(
      "应用设置 allow_new_pass（默认打开）关闭后，用户不能自己修改，只能在后台重设。",
      "Where the app's allow_new_pass (on by default) is off, users cannot change passwords; they are reset in the console.",
    ),
    narrow,
    t("密码是明文，生产环境请使用 HTTPS 与 POST：GET 的地址常被记入日志。", "Passwords are sent raw: use HTTPS and POST, because the addresses of GET requests end up in logs."),
  ],
};

const logout: Description = {
  title: t("退出登录", "Log out"),
  about: t("让这个令牌立即失效，其他设备的登录不受影响。", "Ends this token at once; the logins of other devices stay."),
  done: [t("令牌已失效", "The token has ended")],
  parameters: { token: token(t("要失效的令牌（login 返回）。", "The token to end, from login.")) },
  notes: [
    t("只看 token，与应用是否启用“用户令牌校验”无关。", "The token alone counts, whatever the app's token_required says."),
    t("令牌已经失效时返回 401，客户端可以当作已经退出。", "A token that has ended already is 401: clients may take that for logged out."),
  ],
};

const logoutAll: Description = {
  title: t("退出所有设备", "Log out everywhere"),
  about: t("让该用户的所有令牌立即失效。", "Ends every token of the user at once."),
  done: [t("所有令牌已失效", "Every token has ended")],
  notes: [t("发起请求所用的令牌也会失效，之后要重新登录。", "The token that asked ends as well: log in again."), choice, https],
};

const deleteAccount: Description = {
  title: t("注销账号", "Delete the account"),
  about: t("删除用户自己的账号，不可恢复。", "Deletes the user's own account. It cannot be undone."),
  done: [t("账号已删除", "The account is gone")],
  parameters: {
    user: account(t("要注销的账号，不区分大小写。", "The account to delete; case does not matter.")),
    pass: password(t("该账号的原始密码（不做 MD5）。", "Its raw password (no MD5).")),
  },
  notes: [
    t(
      "账号、资料、余额、反馈和所有令牌一起删除，无法恢复，账号名之后可被他人注册。请先让用户再次确认。",
      "Account, profile, balance, feedback and every token go, and nothing brings them back; anybody may register the name again. Have the user confirm it first.",
    ),
    t("始终要求 user 和 pass，与应用是否启用“用户令牌校验”无关。", "It takes user and pass, whatever the app's token_required says."),
    https,
  ],
};

export const accounts: Record<string, Description> = {
  register,
  login,
  token_check: tokenCheck,
  new_pass: newPass,
  logout,
  logout_all: logoutAll,
  delete_account: deleteAccount,
};
