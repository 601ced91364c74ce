// A page of an app's users. While it searches, the server looks at a bounded number of rows a call and says where to go
// on: the list goes on by itself until it has something to show, and from there when it is asked to. Earlier pages are
// found again by the cursors that led to them.

import { computed, onScopeDispose, ref, shallowRef } from "vue";
import { listUsers } from "../api/admin";
import type { Page, User } from "../api/types";
import { explain, isAbort } from "../ui/errors";

export type Filter = { search: string; status: string };

export function useUserList(appid: () => string, filter: () => Filter, limit: () => number) {
  const items = shallowRef<User[]>([]);
  const loading = ref(false);
  /** Nothing has been found yet, or nothing more, and the server has more rows to look at. */
  const searching = ref(false);
  const error = ref("");
  /** cursors[n] leads to page n; the first page needs none. */
  const cursors = ref<(string | null)[]>([null]);
  const page = ref(0);
  const next = ref<string | null>(null);
  const hasNext = computed(() => next.value !== null);
  /** The page is not full, and there may be more for it. */
  const partial = computed(() => hasNext.value && items.value.length < limit());
  let current: AbortController | undefined;

  /** Looks from `cursor` on until something is found, and shows it behind `shown`. */
  async function look(cursor: string | null, shown: User[]): Promise<void> {
    current?.abort();
    const mine = (current = new AbortController());
    const asked = { ...filter(), limit: limit() - shown.length };
    loading.value = true;
    searching.value = shown.length > 0;
    error.value = "";
    try {
      let answer: Page<User>;
      do {
        answer = await listUsers(appid(), { ...asked, cursor }, { signal: mine.signal });
        if (current !== mine) return;
        items.value = [...shown, ...answer.items];
        next.value = cursor = answer.next_cursor;
        searching.value = cursor !== null && answer.items.length === 0;
      } while (searching.value);
    } catch (problem) {
      if (current !== mine || isAbort(problem)) return;
      error.value = explain(problem);
    } finally {
      if (current === mine) loading.value = searching.value = false;
    }
  }

  async function load(): Promise<void> {
    await look(cursors.value[page.value] ?? null, []);
    // Nothing is left of the page, as after deleting all of it: back to the one before.
    if (loading.value || error.value || hasNext.value || items.value.length > 0 || page.value === 0) return;
    await turn(-1);
    if (!loading.value && !partial.value) next.value = null; // what lies behind it has just been looked at
  }

  /** Goes on with a page that is not full yet. */
  const goOn = () => look(next.value, items.value);

  /** Shows what has been found so far; "go on" goes on from there. */
  function stop() {
    current?.abort();
    current = undefined;
    loading.value = searching.value = false;
  }

  /** From the first page on, as after another search. */
  function restart() {
    cursors.value = [null];
    page.value = 0;
    next.value = null;
    return load();
  }

  function turn(step: 1 | -1): Promise<void> {
    if (step === 1) cursors.value = [...cursors.value.slice(0, page.value + 1), next.value];
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
    load,
    goOn,
    stop,
    restart,
    turn,
    replace,
  };
}
