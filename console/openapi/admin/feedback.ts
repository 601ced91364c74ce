// /api/admin/apps/{appid}/feedback.

import { schemaOf, writableOf } from "../columns.ts";
import { columnOf } from "../declared.ts";
import type { AdminCall, Parameter } from "../model.ts";
import { t } from "../text.ts";
import { paging } from "./lists.ts";
import { everywhere, problems } from "./problems.ts";
import { exampleOf, feedbackFields, optional } from "./resources.ts";

const item = exampleOf(feedbackFields);
const path = "/api/admin/apps/{appid}/feedback";

const filters: Parameter[] = [
  {
    name: "search",
    required: "optional",
    schema: { type: "string" },
    text: t("标题、内容或联系方式中的文字，英文不区分大小写。", "Text within title, text or contact, without regard to ASCII case."),
  },
  {
    name: "status",
    required: "optional",
    schema: schemaOf(columnOf("feedback", "status")),
    text: t("只看此状态的反馈。", "Only feedback in this state."),
  },
];

export const feedback: AdminCall[] = [
  {
    id: "list_feedback",
    tag: "feedback",
    method: "get",
    path,
    title: t("反馈列表", "List feedback"),
    about: t(
      "新的在前。带 search 或 status 时，每页从新到旧查找的条数有上限，一页可能少于 limit 条甚至为空，只要 next_cursor 不为 null 就还有；因到达上限而结束的页带有 scanned。",
      "Newest first. With search or status each page looks through a bounded number of them and may have fewer than limit, even none: there is more while next_cursor is not null. A page that ends at that bound carries scanned.",
    ),
    query: [...filters, ...paging],
    status: 200,
    answer: "FeedbackPage",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { items: [item], next_cursor: null } },
  },
  {
    id: "update_feedback",
    tag: "feedback",
    method: "patch",
    path: `${path}/{feedback}`,
    title: t("标记反馈", "Mark a feedback"),
    about: t("标记为已处理，或重新打开。", "As dealt with, or as open again."),
    body: optional(writableOf("feedback")),
    status: 200,
    answer: "Feedback",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { body: { status: "done" }, answer: { ...item, status: "done" } },
  },
  {
    id: "delete_feedback",
    tag: "feedback",
    method: "delete",
    path: `${path}/{feedback}`,
    title: t("删除反馈", "Delete a feedback"),
    about: t("无法撤销。", "Cannot be undone."),
    status: 200,
    answer: "DeletedFeedback",
    problems: [...everywhere, ...problems("not_found")],
    example: { answer: { deleted: item.id } },
  },
];
