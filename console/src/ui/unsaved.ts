// What has been typed and not saved is lost only after a question: by another page, by "back", by closing the window.

import { onScopeDispose } from "vue";
import { onBeforeRouteLeave, onBeforeRouteUpdate, type RouteLocationNormalized } from "vue-router";
import { translate as t } from "../i18n";
import { session } from "../session";
import { confirmed } from "./ask";

/** `kept` says of an address whether what has been typed is still there under it. */
export function useUnsaved(dirty: () => boolean, title: () => string, kept: (to: RouteLocationNormalized) => boolean = () => false): void {
  const mayGo = (to: RouteLocationNormalized) =>
    !dirty() || !session.me || kept(to) || confirmed({ title: title(), text: t("ui.unsaved"), action: t("ui.leave") });
  onBeforeRouteUpdate(mayGo);
  onBeforeRouteLeave(mayGo);

  const mayClose = (event: BeforeUnloadEvent) => {
    if (dirty()) event.preventDefault();
  };
  window.addEventListener("beforeunload", mayClose);
  onScopeDispose(() => window.removeEventListener("beforeunload", mayClose));
}
