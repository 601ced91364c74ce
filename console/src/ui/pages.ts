// A list that grows by "load more". Its first page loaded anew gives up the page that is on its way.

import { onScopeDispose, ref, shallowRef, watch } from "vue";
import type { Page } from "../api/types";
import { complain } from "./ask";
import { useLoad } from "./load";

export function usePages<T>(ask: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>) {
  const items = shallowRef<T[]>([]);
  const next = ref<string | null>(null);
  const loadingMore = ref(false);
  let current: AbortController | undefined;

  const first = useLoad((signal) => ask(null, signal));
  watch(first.data, (page) => {
    items.value = page?.items ?? [];
    next.value = page?.next_cursor ?? null;
  });
  function load() {
    current?.abort();
    return first.load();
  }

  async function more(): Promise<void> {
    if (first.loading.value) return;
    const { signal } = (current = new AbortController());
    loadingMore.value = true;
    try {
      const page = await ask(next.value, signal);
      if (signal.aborted) return;
      items.value = [...items.value, ...page.items];
      next.value = page.next_cursor;
    } catch (error) {
      complain(error);
    } finally {
      loadingMore.value = false;
    }
  }

  onScopeDispose(() => current?.abort());
  return { items, next, loading: first.loading, error: first.error, load, more, loadingMore };
}
