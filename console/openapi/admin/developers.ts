// /api/admin/me and /api/admin/developers.

import { creatingOf, writableOf } from "../columns.ts";
import type { AdminCall } from "../model.ts";
import { t } from "../text.ts";
import { paging } from "./lists.ts";
import { everywhere, problems } from "./problems.ts";
import { developerFields, developerKey, exampleOf, optional } from "./resources.ts";

const developer = exampleOf(developerFields);
const withKey = { ...developer, key: developerKey.example };

export const me: AdminCall = {
  id: "me",
  tag: "me",
  method: "get",
  path: "/api/admin/me",
  title: t("当前密钥", "This key"),
  about: t("密钥是站长的还是某个开发者的，以及时间字符串所用的时区。", "Whose key this is, and the zone of the deployment's time strings."),
  status: 200,
  answer: "Me",
  problems: everywhere,
  example: { answer: { role: "developer", developer, utc_offset_minutes: 480 } },
};

export const developers: AdminCall[] = [
  {
    id: "list_developers",
    tag: "developers",
    method: "get",
    path: "/api/admin/developers",
    owner: true,
    title: t("开发者列表", "List developers"),
    about: t("新的在前。", "Newest first."),
    query: paging,
    status: 200,
    answer: "DeveloperPage",
    problems: [...everywhere, ...problems("owner_only", "invalid")],
    example: { answer: { items: [developer], next_cursor: null } },
  },
  {
    id: "create_developer",
    tag: "developers",
    method: "post",
    path: "/api/admin/developers",
    owner: true,
    title: t("新建开发者", "Create a developer"),
    about: t("回答中的 key 仅显示这一次。", "The key in the answer is shown this once."),
    body: creatingOf("developers").filter((it) => it.name !== "status"), // a new one is active
    status: 201,
    answer: "DeveloperWithKey",
    problems: [...everywhere, ...problems("owner_only", "invalid")],
    example: { body: { name: developer.name }, answer: withKey },
  },
  {
    id: "get_developer",
    tag: "developers",
    method: "get",
    path: "/api/admin/developers/{id}",
    owner: true,
    title: t("查看开发者", "Get a developer"),
    about: t("按编号。", "By number."),
    status: 200,
    answer: "Developer",
    problems: [...everywhere, ...problems("owner_only", "not_found")],
    example: { answer: developer },
  },
  {
    id: "update_developer",
    tag: "developers",
    method: "patch",
    path: "/api/admin/developers/{id}",
    owner: true,
    title: t("修改开发者", "Change a developer"),
    about: t("没有传的字段保持不变；expires_at 传 null 为永不到期。", "Fields not sent stay; expires_at null is never."),
    body: optional(writableOf("developers")),
    status: 200,
    answer: "Developer",
    problems: [...everywhere, ...problems("owner_only", "not_found", "invalid")],
    example: { body: { status: "disabled" }, answer: { ...developer, status: "disabled" } },
  },
  {
    id: "rotate_developer_key",
    tag: "developers",
    method: "post",
    path: "/api/admin/developers/{id}/key",
    owner: true,
    title: t("更换开发者密钥", "A new key for a developer"),
    about: t("旧密钥立即失效；新密钥仅显示这一次。不需要请求体。", "The old key dies at once; the new one is shown this once. No body."),
    status: 200,
    answer: "DeveloperWithKey",
    problems: [...everywhere, ...problems("owner_only", "not_found", "invalid")],
    example: { answer: withKey },
  },
];
