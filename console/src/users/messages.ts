import { messages } from "../i18n/messages";

export default messages({ title: "用户" }, { title: "Users" });
