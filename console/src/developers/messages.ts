import { messages } from "../i18n/messages";

export default messages({ title: "开发者" }, { title: "Developers" });
