// Who is signed in. The session itself is in a cookie that no script can read; the console keeps only that there is one,
// in localStorage, so that every tab knows.

import { reactive } from "vue";
import type { Me } from "./api/types";

const STORE = "nobase-edge.session";

// Where an earlier console kept the key.
for (const storage of [sessionStorage, localStorage]) storage.removeItem("nobase-edge.key");

/** Why the server takes a session no more: it has ended, or its developer is disabled. */
type Reason = "expired" | "disabled";

export const session = reactive<{
  /** Which session it is, as far as this console tells them apart; empty where there is none. */
  id: string;
  me: Me | null;
  /** Why the sign-in page is shown, where that needs saying. */
  notice: Reason | "signedOut" | null;
}>({
  id: localStorage.getItem(STORE) ?? "",
  me: null,
  notice: null,
});

export const isOwner = () => session.me?.role === "owner";

/** The server has begun a session, and says whose it is. */
export function signedIn(me: Me): void {
  const id = crypto.randomUUID();
  localStorage.setItem(STORE, id);
  Object.assign(session, { id, me, notice: null });
}

export const signedOut = (): void => end("signedOut");

/** The server does not take the session any more. */
export function expire(reason: Reason): void {
  if (session.id !== "") end(reason);
}

function end(notice: typeof session.notice): void {
  localStorage.removeItem(STORE);
  Object.assign(session, { id: "", me: null, notice });
}

// A session is every tab's: signing out in one of them signs out the others.
window.addEventListener("storage", ({ key, oldValue }) => {
  if (key === STORE && oldValue === session.id && localStorage.getItem(STORE) === null) signedOut();
});
