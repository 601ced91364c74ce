// /api/admin/apps/{appid}/users/{user}/pictures.

import type { AdminCall } from "../model.ts";
import { t } from "../text.ts";
import { paging } from "./lists.ts";
import { everywhere, problems } from "./problems.ts";
import { exampleOf, pictureFields } from "./resources.ts";

const item = exampleOf(pictureFields);
const path = "/api/admin/apps/{appid}/users/{user}/pictures";

export const pictures: AdminCall[] = [
  {
    id: "list_pictures",
    tag: "users",
    method: "get",
    path,
    title: t("用户上传的图片", "A user's pictures"),
    about: t("新的在前。", "Newest first."),
    query: paging,
    status: 200,
    answer: "PicturePage",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { items: [item], next_cursor: null } },
  },
  {
    id: "delete_picture",
    tag: "users",
    method: "delete",
    path: `${path}/{picture}`,
    title: t("删除图片", "Delete a picture"),
    about: t("无法撤销。删除的是头像时，用户恢复为默认头像或头像网址。", "Cannot be undone. Without an avatar the user has the link or the default one again."),
    status: 200,
    answer: "DeletedPicture",
    problems: [...everywhere, ...problems("not_found")],
    example: { answer: { deleted: item.id } },
  },
];
