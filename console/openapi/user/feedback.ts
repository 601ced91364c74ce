// What users write to the app's developer.

import { narrowed } from "../parameters.ts";
import { t } from "../text.ts";
import { type Description, choice, https, narrow } from "./description.ts";

const says = (maxLength: number) => ({ type: "string", minLength: 1, maxLength, pattern: "\\S" });

export const feedback: Record<string, Description> = {
  feedback: {
    title: t("提交反馈", "Send feedback"),
    about: t("向应用的开发者反馈问题或建议，在后台查看。", "Writes to the app's developer, who reads it in the console."),
    done: [t("反馈已提交", "It is sent")],
    parameters: {
      title: { schema: says(100), text: t("标题，1–100 个字符，不能全为空白。", "The title, 1 to 100 characters, not only white space."), example: "无法登录" },
      content: {
        schema: says(2000),
        text: t("内容，1–2000 个字符，不能全为空白。", "The content, 1 to 2,000 characters, not only white space."),
        example: "登录后一直停在加载页。",
      },
      contact: {
        schema: { type: "string", minLength: 1, maxLength: 100 },
        text: t("联系方式，如 QQ 或邮箱，最多 100 个字符。", "How to reach the user, by QQ or e-mail, say; at most 100 characters."),
        example: "QQ 123456789",
      },
      ...narrowed(),
    },
    notes: [t("同一用户两次反馈至少间隔 30 秒。", "Between two of a user there are 30 seconds at least."), choice, narrow, https],
  },
};
