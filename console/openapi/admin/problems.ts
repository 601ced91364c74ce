// The errors of the admin API: when each is answered. Status, code and message are the server's (declared.json).

import { adminProblems } from "../declared.ts";
import type { Problem } from "../model.ts";
import { t } from "../text.ts";

/** By their names in declared.json. */
export const WHEN = {
  malformed: t("请求体不是 JSON 对象，或查询串不是 UTF-8", "The body is no JSON object, or the query not UTF-8"),
  unauthorized: t("没有密钥或密钥错误", "No key, or none that is known"),
  developer_disabled: t("密钥所属的开发者被禁用", "The key's developer is disabled"),
  owner_only: t("仅站长密钥可用", "Only the owner's key may do this"),
  owners_developer: t("开发者密钥不能指定 developer_id", "A developer's key may not set developer_id"),
  not_found: t("不存在，或不属于此密钥", "It is not there, or not this key's"),
  method_not_allowed: t("此路径不支持该方法", "The path takes other methods"),
  appid_taken: t("随机生成的 appid 恰好重复（几乎不会发生）", "The random appid exists already (next to never)"),
  account_taken: t("该账号已被本应用的其他用户使用", "Another user of the app has this account"),
  qq_taken: t("该 QQ 号已绑定本应用的其他用户", "Another user of the app has this QQ number"),
  no_sender: t("部署没有配置邮件服务（变量 MAIL 为 off）", "The deployment sends no mails (its variable MAIL is off)"),
  no_webhook: t("应用没有设置 webhook_url", "The app has no webhook_url"),
  too_large: t("请求体超过 64 KiB", "The body is over 64 KiB"),
  invalid: t("字段的值不合规则，或不认识此字段；field 为字段名", "A value breaks its rule, or the field is unknown; field names it"),
  too_many_requests: t("该地址用错误密钥尝试过多", "Too many wrong keys from this address"),
  internal: t("服务器故障，详情见其日志", "The server failed; its log says why"),
  not_configured: t("部署的 ADMIN_KEY 不足 32 个字符", "The deployment's ADMIN_KEY has fewer than 32 characters"),
};
type Name = keyof typeof WHEN;

/** The problems of these names. */
export const problems = (...names: Name[]): Problem[] =>
  names.flatMap((name) => {
    const declared = adminProblems[name];
    return declared ? [{ ...declared, when: WHEN[name] }] : [];
  });

/** What every call may answer. */
export const everywhere = problems(
  ...(["malformed", "unauthorized", "developer_disabled", "method_not_allowed", "too_large", "too_many_requests", "internal", "not_configured"] as const),
);
