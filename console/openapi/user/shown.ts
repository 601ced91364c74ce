// What an `<img>` shows: pictures under addresses of their own, which take no signature.

import type { Parameter } from "../model.ts";
import { formats, samples } from "../parameters.ts";
import { type Text, t } from "../text.ts";

export interface Shown {
  id: string;
  path: string;
  title: Text;
  about: Text;
  place: "path" | "query";
  parameters: readonly Parameter[];
  /** The types of what is shown. */
  types: readonly string[];
  /** Where it may lead elsewhere. */
  link?: Text;
  /** What is said in `msg`, without `data`, at HTTP 200. */
  failures: readonly { code: number; msg: string }[];
}

const UPLOADED = ["image/jpeg", "image/png", "image/gif", "image/webp"];
const always = (name: string, schema: Parameter["schema"], text: Text, example: string): Parameter => ({ name, required: "always", schema, text, example });

export const shown: Shown[] = [
  {
    id: "get_avatar",
    path: "/api/user/get_avatar",
    title: t("查看头像", "A user's avatar"),
    about: t(
      "用户上传的头像；没有上传则 302 转到 icon 的链接；都没有则是默认头像。只需 appid 与账号，可以直接写进 <img src>。失败时是 JSON，文字在 msg 中：204 参数不全，404 没有这个用户，或应用不可用。",
      "The avatar that the user uploaded; else 302 to the link that icon is; else the default one. It takes appid and account alone, and can stand in <img src>. A failure is JSON with its text in msg: 204 where a parameter is missing, 404 where there is no such user, or the app is not served.",
    ),
    place: "query",
    parameters: [
      always("appid", formats.appid, t("应用 ID。", "The app's id."), samples.appid),
      always("user", formats.account, t("用户账号，不区分大小写。", "The account; case does not matter."), samples.account),
    ],
    types: [...UPLOADED, "image/svg+xml"],
    link: t("用户设置的头像链接", "The link that the user has"),
    failures: [
      { code: 204, msg: "接口参数错误" },
      { code: 404, msg: "用户不存在" },
      { code: 500, msg: "系统错误" },
    ],
  },
  {
    id: "picture",
    path: "/api/user/picture/{name}",
    title: t("上传的图片", "An uploaded picture"),
    about: t(
      "上传的头像和图片，地址由 icon 和 upload_img 给出，可永久缓存。",
      "An uploaded avatar or picture; icon and upload_img give its address. It may be cached for ever.",
    ),
    place: "path",
    parameters: [always("name", { type: "string", pattern: "^[0-9a-f]{32}\\.(jpg|png|gif|webp)$" }, t("32 位十六进制和后缀。", "32 hex digits and an ending."), "1e72bbb47f5622273228febbb34502ad.png")],
    types: UPLOADED,
    failures: [],
  },
  {
    id: "avatar",
    path: "/api/user/avatar/{file}",
    title: t("默认头像", "Default avatar"),
    about: t(
      "没有设置头像的用户由此得到一张 SVG 图片；login 和 data 的 icon 给出地址，可永久缓存。",
      "The picture of a user who has set none, an SVG; the icon of login and data is its address. It may be cached for ever.",
    ),
    place: "path",
    parameters: [always("file", { type: "string", pattern: "^[0-9a-f]{32}\\.svg$" }, t("32 位十六进制加 .svg，由 icon 给出。", "32 hex digits and .svg, as icon says."), "1e72bbb47f5622273228febbb34502ad.svg")],
    types: ["image/svg+xml"],
    failures: [],
  },
];

/** An address of it on `origin`, with the example values. */
export function addressOf({ path, place, parameters }: Shown, origin: string): string {
  const pairs = parameters.map(({ name, example }) => [name, String(example)]);
  if (place === "query") return `${origin}${path}?${new URLSearchParams(pairs)}`;
  return origin + pairs.reduce((at, [name, value]) => at.replace(`{${name}}`, value!), path);
}
