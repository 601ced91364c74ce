// Who is signed in. The key is in sessionStorage, or in localStorage when it is to be remembered; never in a URL.

import { reactive } from "vue";
import type { Me } from "./api/types";

const STORE = "nobase-edge.key";

/** Why the server takes a key no more: it is another one now, or its developer is disabled. */
type Reason = "expired" | "disabled";

export const session = reactive<{
  key: string;
  me: Me | null;
  /** Why the sign-in page is shown, where that needs saying. */
  notice: Reason | "signedOut" | null;
}>({
  key: sessionStorage.getItem(STORE) ?? localStorage.getItem(STORE) ?? "",
  me: null,
  notice: null,
});

export const isOwner = () => session.me?.role === "owner";

export function signIn(key: string, me: Me, remember: boolean): void {
  forget();
  (remember ? localStorage : sessionStorage).setItem(STORE, key);
  Object.assign(session, { key, me, notice: null });
}

export const signOut = (): void => end("signedOut");

/** The server does not take the key any more. */
export function expire(reason: Reason): void {
  if (session.key !== "") end(reason);
}

function end(notice: typeof session.notice): void {
  forget();
  Object.assign(session, { key: "", me: null, notice });
}

function forget(): void {
  sessionStorage.removeItem(STORE);
  localStorage.removeItem(STORE);
}

// A remembered key is every tab's: signing out in one of them signs out the others.
window.addEventListener("storage", ({ key, oldValue }) => {
  const kept = sessionStorage.getItem(STORE) ?? localStorage.getItem(STORE);
  if (key === STORE && oldValue === session.key && kept === null) signOut();
});
