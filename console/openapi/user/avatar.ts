// The picture of a user without one.

import { t } from "../text.ts";

export const avatar = {
  path: "/api/user/avatar/{file}",
  title: t("默认头像", "Default avatar"),
  about: t(
    "没有设置头像的用户由此得到一张 SVG 图片；login 和 data 的 icon 给出地址，可永久缓存。",
    "The picture of a user who has set none, an SVG; the icon of login and data is its address. It may be cached for ever.",
  ),
  parameter: {
    name: "file",
    required: "always" as const,
    schema: { type: "string", pattern: "^[0-9a-f]{32}\\.svg$" },
    text: t("32 位十六进制加 .svg，由 icon 给出。", "32 hex digits and .svg, as icon says."),
    example: "1e72bbb47f5622273228febbb34502ad.svg",
  },
};
