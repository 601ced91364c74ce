// The user endpoints: what client apps call. What each is for stands here; paths, methods, parameters and texts are the
// server's (declared.json).

import { casesOf } from "./codes.ts";
import { endpoints } from "./declared.ts";
import type { UserEndpoint } from "./model.ts";
import { parametersOf } from "./parameters.ts";
import { profileExample } from "./profile.ts";
import { type Text, t } from "./text.ts";

interface Description {
  title: Text;
  about: Text;
  /** What a success means. */
  done: Text;
  /** The data of a success, where it is an object. */
  data?: Pick<UserEndpoint["done"], "schema" | "example">;
  notes: readonly Text[];
}

const updated = t("已更新", "It is done");

const choice = t(
  "应用启用“用户令牌校验”（token_required，默认）时只传 token；未启用时只传 user 和 pass。两者都传会被拒绝。",
  "Where the app has token_required on (the default), send token alone; where it is off, user and pass. Both together are refused.",
);
const https = t(
  "pass 是明文，生产环境请使用 HTTPS 与 POST：GET 的地址常被记入日志。",
  "pass is the raw password: use HTTPS and POST, because the addresses of GET requests end up in logs.",
);
const narrow = t(
  "不用令牌时，账号默认须为纯数字、密码须为字母数字组合；关闭应用设置 strict_format 可解除。",
  "Without a token, accounts must be digits and passwords letters and digits; turn the app's strict_format off to lift that.",
);

export const descriptions: Record<string, Description> = {
  register: {
    title: t("用户注册", "Register"),
    about: t("在应用内创建账号。", "Creates an account in an app."),
    done: t("账号已创建", "The account is made"),
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
  },
  login: {
    title: t("用户登录", "Log in"),
    about: t("校验密码，返回用户信息和新的令牌。", "Checks the password; answers the profile and a new token."),
    done: t("登录成功，data 为用户信息", "Logged in; data is the profile"),
    data: { schema: { $ref: "#/components/schemas/Profile" }, example: profileExample },
    notes: [
      t(
        "令牌在 token_dead（Unix 秒）失效，届时重新登录；有效期由应用设置 token_ttl（默认一天）。同一账号多次登录的令牌同时有效。",
        "The token dies at token_dead (Unix seconds): log in again. How long it lives is the app's token_ttl (a day by default). Tokens of several logins are valid side by side.",
      ),
      t("禁用用户、修改密码、吊销令牌或删除用户会让其令牌立即失效。", "Disabling a user, a new password, a revocation and deleting the user end the user's tokens at once."),
      https,
    ],
  },
  qq: {
    title: t("绑定 QQ", "Bind a QQ number"),
    about: t("绑定或更换 QQ 号。", "Binds or replaces the QQ number."),
    done: updated,
    notes: [choice, t("再次绑定自己已有的号码也算成功。", "Binding the number one already has succeeds."), https],
  },
  bind_mail: {
    title: t("绑定邮箱", "Bind an e-mail address"),
    about: t("绑定或更换邮箱，不发送验证邮件。", "Binds or replaces the e-mail address; no mail is sent."),
    done: updated,
    notes: [choice, narrow, https],
  },
  update_sign: {
    title: t("修改个性签名", "Change the personal signature"),
    about: t("修改用户的个性签名（不是应用签名）。", "Replaces the user's personal signature (not the app's signature)."),
    done: updated,
    notes: [choice, narrow, https],
  },
};

export const userEndpoints: UserEndpoint[] = endpoints.flatMap((declared) => {
  const description = descriptions[declared.name];
  if (!description) return [];
  const { title, about, done: when, data, notes } = description;
  const { name: id, path, methods, done } = declared;
  const said = { schema: done.length === 1 ? { const: done[0] } : { enum: done }, example: done[0] };
  return [{ id, path, methods, title, about, parameters: parametersOf(declared), done: { when, ...(data ?? said) }, cases: casesOf(declared), notes }];
});

/** The picture of a user without one. */
export const avatar = {
  path: "/api/user/avatar/{file}",
  title: t("默认头像", "Default avatar"),
  about: t(
    "没有设置头像的用户由此得到一张 SVG 图片；login 的 icon 给出地址，可永久缓存。",
    "The picture of a user who has set none, an SVG; login's icon is its address. It may be cached for ever.",
  ),
  parameter: {
    name: "file",
    required: "always" as const,
    schema: { type: "string", pattern: "^[0-9a-f]{32}\\.svg$" },
    text: t("32 位十六进制加 .svg，由 icon 给出。", "32 hex digits and .svg, as icon says."),
    example: "1e72bbb47f5622273228febbb34502ad.svg",
  },
};
