// Questions before things that cannot be taken back, and words after.

import { ElMessage, ElMessageBox } from "element-plus";
import "element-plus/es/components/message-box/style/css";
import "element-plus/es/components/message/style/css";
import { refusalOf } from "../api/client";
import { translate as t } from "../i18n";
import { explain, isAbort } from "./errors";

type Question = { title: string; text: string; action: string; /** To be typed before the action can be done. */ type?: string };

/** Asks; true when the answer is yes. */
export async function confirmed({ title, text, action, type }: Question): Promise<boolean> {
  const options = {
    customClass: "question",
    confirmButtonText: action,
    confirmButtonClass: "el-button--danger",
    cancelButtonText: t("ui.cancel"),
    closeOnClickModal: false,
    // "Back" changes the address before the question whether to go is answered.
    closeOnHashChange: false,
  };
  const answer =
    type === undefined
      ? ElMessageBox.confirm(text, title, options)
      : ElMessageBox.prompt(`${text}\n${t("ui.typeToConfirm", { text: type })}`, title, {
          ...options,
          inputPlaceholder: type,
          inputValidator: (typed) => typed?.trim() === type,
          inputErrorMessage: t("ui.typeToConfirm", { text: type }),
        });
  return answer.then(
    () => true,
    () => false,
  );
}

export const told = (message: string) => void ElMessage({ message, type: "success" });

/** A key that is refused leads to the sign-in page, which says why. */
export function complain(error: unknown): void {
  if (!isAbort(error) && refusalOf(error) === null) ElMessage({ message: explain(error), type: "error", duration: 6000, showClose: true });
}
