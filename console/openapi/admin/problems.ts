// The errors of the admin API (src/handlers/admin/error.rs).

import type { Problem } from "../model.ts";
import { t } from "../text.ts";

const problem = (status: number, code: string, message: string | undefined, when: Problem["when"]): Problem => ({ status, code, message, when });

export const disabled = problem(403, "forbidden", "this developer is disabled", t("密钥所属的开发者被禁用", "The key's developer is disabled"));
export const ownerOnly = problem(403, "forbidden", "only the owner may do this", t("仅站长密钥可用", "Only the owner's key may do this"));
export const ownersDeveloper = problem(
  403,
  "forbidden",
  "only the owner may set developer_id",
  t("开发者密钥不能指定 developer_id", "A developer's key may not set developer_id"),
);
export const notFound = problem(
  404,
  "not_found",
  "there is nothing here for this key",
  t("不存在，或不属于此密钥", "It is not there, or not this key's"),
);
export const appidTaken = problem(409, "appid_taken", "try again", t("随机生成的 appid 恰好重复（几乎不会发生）", "The random appid exists already (next to never)"));
export const qqTaken = problem(
  409,
  "qq_taken",
  "another user of this app has this QQ number",
  t("该 QQ 号已绑定本应用的其他用户", "Another user of the app has this QQ number"),
);
export const invalid = problem(
  422,
  "invalid",
  undefined,
  t("字段的值不合规则，或不认识此字段；field 为字段名", "A value breaks its rule, or the field is unknown; field names it"),
);

/** What every call may answer. */
export const everywhere: Problem[] = [
  problem(
    400,
    "malformed",
    "the body must be a JSON object, the query UTF-8",
    t("请求体不是 JSON 对象，或查询串不是 UTF-8", "The body is no JSON object, or the query not UTF-8"),
  ),
  problem(
    401,
    "unauthorized",
    "a valid key is needed: Authorization: Bearer KEY",
    t("没有密钥或密钥错误", "No key, or none that is known"),
  ),
  disabled,
  problem(405, "method_not_allowed", "see the Allow header", t("此路径不支持该方法", "The path takes other methods")),
  problem(413, "too_large", "the body may have 64 KiB", t("请求体超过 64 KiB", "The body is over 64 KiB")),
  problem(429, "too_many_requests", "try again later", t("该地址用错误密钥尝试过多", "Too many wrong keys from this address")),
  problem(500, "internal", "the server failed; see its log", t("服务器故障，详情见其日志", "The server failed; its log says why")),
];
