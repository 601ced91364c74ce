// How an endpoint is described, and what several of them have to say.

import type { Done, UserEndpoint } from "../model.ts";
import type { Descriptions } from "../parameters.ts";
import { type Text, t } from "../text.ts";

export interface Description {
  title: Text;
  about: Text;
  /** What a success means: one text for each that the server has, or the one for an object. */
  done: readonly Text[];
  /** `data` of a success, where it is an object. */
  data?: Pick<Done, "schema" | "keys"> & { example: unknown };
  /** Its own parameters, and shared ones that mean something else here. */
  parameters?: Descriptions;
  passwordToo?: true;
  proofless?: UserEndpoint["proofless"];
  notes: readonly Text[];
}

export const updated = t("已更新", "It is done");

export const choice = t(
  "应用启用“用户令牌校验”（token_required，默认）时只传 token；未启用时只传 user 和 pass。两者都传会被拒绝。",
  "Where the app has token_required on (the default), send token alone; where it is off, user and pass. Both together are refused.",
);
export const either = t(
  "传 token，或传 user 和 pass（应用启用“用户令牌校验”时也可以）；应用未启用时只能传 user 和 pass。两者都传会被拒绝。",
  "Send token, or user and pass, which are taken also where the app has token_required on; where it is off, user and pass. Both together are refused.",
);
export const https = t(
  "pass 是明文，生产环境请使用 HTTPS 与 POST：GET 的地址常被记入日志。",
  "pass is the raw password: use HTTPS and POST, because the addresses of GET requests end up in logs.",
);
export const narrow = t(
  "不用令牌时，账号默认须为纯数字、密码须为字母数字组合；关闭应用设置 strict_format 可解除。",
  "Without a token, accounts must be digits and passwords letters and digits; turn the app's strict_format off to lift that.",
);
