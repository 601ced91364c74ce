// /api/admin/apps.

import { creatingOf, writableOf } from "../columns.ts";
import { written } from "../declared.ts";
import type { AdminCall, Parameter } from "../model.ts";
import { formats, samples } from "../parameters.ts";
import { t } from "../text.ts";
import { paging } from "./lists.ts";
import { everywhere, problems } from "./problems.ts";
import { appFields, developerId, exampleOf, optional } from "./resources.ts";

const app = exampleOf(appFields);
const defaults = written("apps")
  .filter((it) => it.default !== null)
  .map((it) => `\`${it.name}\` ${it.default}`);

const search: Parameter = {
  name: "search",
  required: "optional",
  schema: { type: "string" },
  text: t("名称中的文字，或 appid。", "Text within the name, or an appid."),
};

const developer: Parameter = {
  name: "developer_id",
  required: "optional",
  schema: developerId,
  text: t("所属开发者（仅站长可传）；不传则属于内置开发者 owner。", "Whose it is (the owner may say); without it, the built-in developer owner's."),
};

const confirm: Parameter = {
  name: "confirm",
  required: "always",
  schema: formats.appid,
  text: t("必须与路径中的 appid 相同。", "Must repeat the appid of the path."),
  example: samples.appid,
};

export const apps: AdminCall[] = [
  {
    id: "list_apps",
    tag: "apps",
    method: "get",
    path: "/api/admin/apps",
    title: t("应用列表", "List apps"),
    about: t("新的在前；开发者密钥只看到自己的应用。", "Newest first; a developer's key sees its own."),
    query: [search, ...paging],
    status: 200,
    answer: "AppPage",
    problems: [...everywhere, ...problems("invalid")],
    example: { answer: { items: [app], next_cursor: null } },
  },
  {
    id: "create_app",
    tag: "apps",
    method: "post",
    path: "/api/admin/apps",
    title: t("新建应用", "Create an app"),
    about: t(
      `appid 与 signature 由服务器生成。默认：${defaults.join("，")}。`,
      `The server makes appid and signature. Defaults: ${defaults.join(", ")}.`,
    ),
    body: [...creatingOf("apps"), developer],
    status: 201,
    answer: "App",
    problems: [...everywhere, ...problems("owners_developer", "appid_taken", "invalid")],
    example: { body: { name: "My app" }, answer: app },
  },
  {
    id: "get_app",
    tag: "apps",
    method: "get",
    path: "/api/admin/apps/{appid}",
    title: t("查看应用", "Get an app"),
    about: t("全部设置。", "All its settings."),
    status: 200,
    answer: "App",
    problems: [...everywhere, ...problems("not_found")],
    example: { answer: app },
  },
  {
    id: "update_app",
    tag: "apps",
    method: "patch",
    path: "/api/admin/apps/{appid}",
    title: t("修改应用设置", "Change an app's settings"),
    about: t("没有传的字段保持不变；立即生效。", "Fields not sent stay; the change takes effect at once."),
    body: optional(writableOf("apps")),
    status: 200,
    answer: "App",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { body: { token_required: false }, answer: { ...app, token_required: false } },
  },
  {
    id: "delete_app",
    tag: "apps",
    method: "delete",
    path: "/api/admin/apps/{appid}",
    title: t("删除应用", "Delete an app"),
    about: t("连同其用户与令牌一并删除，无法撤销。", "Takes its users and tokens along; cannot be undone."),
    query: [confirm],
    status: 200,
    answer: "DeletedApp",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { deleted: app.appid } },
  },
  {
    id: "rotate_signature",
    tag: "apps",
    method: "post",
    path: "/api/admin/apps/{appid}/signature",
    title: t("更换应用签名", "A new signature for an app"),
    about: t(
      "旧签名立即失效：写有旧签名的客户端在更新之前都无法使用。不需要请求体。",
      "The old signature stops working at once, and with it every client that holds it, until it is updated. No body.",
    ),
    status: 200,
    answer: "App",
    problems: [...everywhere, ...problems("not_found", "invalid")],
    example: { answer: { ...app, signature: "0f9b5c7e1d2a4b6c8e0f1a2b3c4d5e6f" } },
  },
];
