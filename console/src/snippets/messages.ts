import { messages } from "../i18n/messages";

export default messages(
  { copy: "复制", copied: "已复制", failed: "请手动复制", languages: "示例语言", example: "{language} 示例", wechat: "微信小程序" },
  { copy: "Copy", copied: "Copied", failed: "Copy it by hand", languages: "Language of the example", example: "{language} example", wechat: "WeChat" },
);
