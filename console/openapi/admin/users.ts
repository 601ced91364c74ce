// /api/admin/apps/{appid}/users.

import { schemaOf } from "../columns.ts";
import { columnOf } from "../declared.ts";
import type { AdminCall, Parameter } from "../model.ts";
import { t } from "../text.ts";
import { paging } from "./lists.ts";
import { everywhere, problems } from "./problems.ts";
import { exampleOf, optional, userCreating, userFields, userWritable } from "./resources.ts";

const user = exampleOf(userFields);
const path = "/api/admin/apps/{appid}/users";

const filters: Parameter[] = [
  {
    name: "search",
    required: "optional",
    schema: { type: "string" },
    text: t("账号、昵称、QQ 或邮箱中的文字，英文不区分大小写。", "Text within account, nickname, QQ number or e-mail address, without regard to ASCII case."),
  },
  {
    name: "status",
    required: "optional",
    schema: schemaOf(columnOf("users", "status")),
    text: t("只看此状态的用户。", "Only users in this state."),
  },
  {
    name: "email_verified",
    required: "optional",
    schema: { type: "string", enum: ["true", "false"] },
    text: t("只看邮箱已验证（true）或未验证（false，包括没有邮箱）的用户。", "Only users whose e-mail address is verified (true) or is not (false, those without one included)."),
  },
];

export const users: AdminCall[] = [
  {
    id: "list_users",
    tag: "users",
    method: "get",
    path,
    title: t("用户列表", "List users"),
    about: t(
      "新的在前。搜索先给出账号或 QQ 号与之相同的用户，再给出账号、QQ 号或邮箱以其开头的用户（由索引查找），然后从最新的用户起逐个查找，每页查找的人数有上限。带 search、status 或 email_verified 时一页可能少于 limit 条甚至为空，只要 next_cursor 不为 null 就还有；因到达上限而结束的页带有 scanned，即查找了多少个用户。",
      "Newest first. A search answers first the user whose account or QQ number it is, then those whose account, QQ number or e-mail address begins with it, found by an index; then it looks through the users from the newest on, a bounded number of them for each page. With search, status or email_verified a page may have fewer items than limit, even none: there is more while next_cursor is not null. A page that ends at that bound carries scanned, the number of users that it looked through.",
    ),
    query: [...filters, ...paging],
    status: 200,
    answer: "UserPage",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { items: [user], next_cursor: null } },
  },
  {
    id: "create_user",
    tag: "users",
    method: "post",
    path,
    title: t("新建用户", "Add a user"),
    about: t(
      "代用户注册，账号规则与注册相同。没有传的字段与新注册的用户相同；null 同修改用户。",
      "Registers a user by hand; accounts follow the same rules. Fields not sent are a new user's; null is as in a change.",
    ),
    body: userCreating,
    status: 201,
    answer: "User",
    problems: [...everywhere, ...problems("not_found", "account_taken", "qq_taken", "invalid")],
    example: { body: { user: "10002", password: "secret1", nickname: "Alice" }, answer: { ...user, user: "10002" } },
  },
  {
    id: "get_user",
    tag: "users",
    method: "get",
    path: `${path}/{user}`,
    title: t("查看用户", "Get a user"),
    about: t("账号不区分大小写。", "The account's case does not matter."),
    status: 200,
    answer: "User",
    problems: [...everywhere, ...problems("not_found")],
    example: { answer: user },
  },
  {
    id: "update_user",
    tag: "users",
    method: "patch",
    path: `${path}/{user}`,
    title: t("修改用户", "Change a user"),
    about: t(
      "没有传的字段保持不变；null 清空，数字恢复为新用户的值。禁用或改密码会让其令牌立即失效。",
      "Fields not sent stay; null clears, and puts a number back to a new user's. Disabling and a new password end the user's tokens at once.",
    ),
    body: optional(userWritable),
    status: 200,
    answer: "User",
    problems: [...everywhere, ...problems("not_found", "qq_taken", "invalid")],
    example: { body: { balance: 100, title: "管理员", vip_until: 1798732800 }, answer: user },
  },
  {
    id: "delete_user",
    tag: "users",
    method: "delete",
    path: `${path}/{user}`,
    title: t("删除用户", "Delete a user"),
    about: t("连同其令牌一并删除，无法撤销；账号可再次注册。", "Takes its tokens along; cannot be undone. The account may be registered again."),
    status: 200,
    answer: "DeletedUser",
    problems: [...everywhere, ...problems("not_found")],
    example: { answer: { deleted: "10001" } },
  },
  {
    id: "revoke_tokens",
    tag: "users",
    method: "delete",
    path: `${path}/{user}/tokens`,
    title: t("吊销用户令牌", "Revoke a user's tokens"),
    about: t("该用户的所有令牌立即失效，需要重新登录。", "Every token of the user stops working at once; a new login is needed."),
    status: 200,
    answer: "Revoked",
    problems: [...everywhere, ...problems("not_found")],
    example: { answer: { revoked: 1 } },
  },
];
