// A page of an app's users, filled even where the server's pages are short: while it searches, the server looks at a
// bounded number of rows a call and says where to go on. Earlier pages are found again by the cursors that led to them.

import { computed, onScopeDispose, ref, shallowRef } from "vue";
import { listUsers } from "../api/admin";
import type { User } from "../api/types";
import { explain, isAbort } from "../ui/errors";

export type Filter = { search: string; status: string };

export function useUserList(appid: () => string, filter: () => Filter, limit: () => number) {
  const items = shallowRef<User[]>([]);
  const loading = ref(false);
  /** The page is not full yet and the server has more rows to look at. */
  const searching = ref(false);
  const error = ref("");
  /** cursors[n] leads to page n; the first page needs none. */
  const cursors = ref<(string | null)[]>([null]);
  const page = ref(0);
  const next = ref<string | null>(null);
  let current: AbortController | undefined;

  async function load(): Promise<void> {
    current?.abort();
    const mine = (current = new AbortController());
    const { signal } = mine;
    loading.value = true;
    searching.value = false;
    error.value = "";
    let found: User[] = [];
    let cursor = cursors.value[page.value] ?? null;
    try {
      do {
        const answer = await listUsers(appid(), { ...filter(), limit: limit() - found.length, cursor }, { signal });
        if (current !== mine) return;
        found = [...found, ...answer.items];
        items.value = found;
        next.value = cursor = answer.next_cursor;
        searching.value = cursor !== null && found.length < limit();
      } while (searching.value);
    } catch (problem) {
      if (current !== mine || isAbort(problem)) return;
      error.value = explain(problem);
    } finally {
      if (current === mine) loading.value = searching.value = false;
    }
  }

  /** Shows what has been found so far; "next" goes on from there. */
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

  function turn(step: 1 | -1) {
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
    hasNext: computed(() => next.value !== null),
    load,
    stop,
    restart,
    turn,
    replace,
  };
}
