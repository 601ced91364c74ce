// A page of an app's users. While it searches, the server looks at a bounded number of rows a call and says where to go
// on: the list goes on by itself until it has something to show or the server says how many users it has looked through,
// and from there when it is asked to. Earlier pages are found again by the cursors that led to them.

import { computed, onScopeDispose, ref, shallowRef } from "vue";
import { listUsers } from "../api/admin";
import type { User, UserPage } from "../api/types";
import { explain, isAbort } from "../ui/errors";

export type Filter = { search: string; status: string; email_verified: string };

type Start = { cursor: string | null; scanned: number };
const FIRST: Start = { cursor: null, scanned: 0 };

export function useUserList(appid: () => string, filter: () => Filter, limit: () => number) {
  const items = shallowRef<User[]>([]);
  const loading = ref(false);
  /** Nothing has been found yet, or nothing more, and the server has more rows to look at. */
  const searching = ref(false);
  const error = ref("");
  /** Users that the server has looked through so far; 0 where it does not say. */
  const scanned = ref(0);
  /** starts[n] is where page n begins: the cursor, null for the first, and what had been looked through before it. */
  const starts = ref<Start[]>([FIRST]);
  const page = ref(0);
  const next = ref<string | null>(null);
  const hasNext = computed(() => next.value !== null);
  /** The page is not full, and there may be more for it. */
  const partial = computed(() => hasNext.value && items.value.length < limit());
  let current: AbortController | undefined;

  /** Looks from `start` on until something is found, and shows it behind `shown`. */
  async function look(start: Start, shown: User[]): Promise<void> {
    current?.abort();
    const mine = (current = new AbortController());
    const asked = { ...filter(), limit: limit() - shown.length };
    loading.value = true;
    searching.value = shown.length > 0;
    error.value = "";
    let { cursor } = start;
    try {
      let answer: UserPage;
      do {
        answer = await listUsers(appid(), { ...asked, cursor }, { signal: mine.signal });
        if (current !== mine) return;
        items.value = [...shown, ...answer.items];
        next.value = cursor = answer.next_cursor;
        scanned.value = start.scanned + (answer.scanned ?? 0);
        searching.value = cursor !== null && answer.items.length === 0 && answer.scanned === undefined;
      } while (searching.value);
    } catch (problem) {
      if (current !== mine || isAbort(problem)) return;
      error.value = explain(problem);
    } finally {
      if (current === mine) loading.value = searching.value = false;
    }
  }

  async function load(): Promise<void> {
    await look(starts.value[page.value] ?? FIRST, []);
    // Nothing is left of the page, as after deleting all of it: back to the one before.
    if (loading.value || error.value || hasNext.value || items.value.length > 0 || page.value === 0) return;
    await turn(-1);
    if (!loading.value && !partial.value) next.value = null; // what lies behind it has just been looked at
  }

  /** Goes on with a page that is not full yet. */
  const goOn = () => look({ cursor: next.value, scanned: scanned.value }, items.value);

  /** Shows what has been found so far; "go on" goes on from there. */
  function stop() {
    current?.abort();
    current = undefined;
    loading.value = searching.value = false;
  }

  /** From the first page on, as after another search. */
  function restart() {
    starts.value = [FIRST];
    page.value = 0;
    next.value = null;
    return load();
  }

  function turn(step: 1 | -1): Promise<void> {
    if (step === 1) starts.value = [...starts.value.slice(0, page.value + 1), { cursor: next.value, scanned: scanned.value }];
    page.value += step;
    return load();
  }

  /** Puts a changed user in its place, or takes a deleted one out. */
  function replace(name: string, changed: User | null) {
    items.value = items.value.flatMap((user) => (user.user !== name ? [user] : changed ? [changed] : []));
  }

  onScopeDispose(() => current?.abort());
  return {
    items,
    loading,
    searching,
    error,
    page,
    hasNext,
    partial,
    scanned,
    load,
    goOn,
    stop,
    restart,
    turn,
    replace,
  };
}
