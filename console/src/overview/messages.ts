import { messages } from "../i18n/messages";

export default messages({ title: "概览" }, { title: "Overview" });
