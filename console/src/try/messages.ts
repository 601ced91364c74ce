import { messages } from "../i18n/messages";

export default messages({ title: "在线调试" }, { title: "Try it" });
