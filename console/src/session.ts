// Who is signed in. The key is in sessionStorage, or in localStorage when it is to be remembered; never in a URL.

import { reactive } from "vue";
import type { Me } from "./api/types";

const STORE = "nobase-edge.key";

export const session = reactive<{
  key: string;
  me: Me | null;
  /** Why the sign-in page is shown, where that needs saying. */
  notice: "expired" | "signedOut" | null;
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

export function signOut(): void {
  forget();
  Object.assign(session, { key: "", me: null, notice: "signedOut" });
}

/** The server does not take the key any more. */
export function expire(): void {
  if (session.key === "") return;
  forget();
  Object.assign(session, { key: "", me: null, notice: "expired" });
}

function forget(): void {
  sessionStorage.removeItem(STORE);
  localStorage.removeItem(STORE);
}
