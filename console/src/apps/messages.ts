import { messages } from "../i18n/messages";

export default messages({ title: "应用", tabs: { overview: "概览", settings: "设置" } }, { title: "Apps", tabs: { overview: "Overview", settings: "Settings" } });
