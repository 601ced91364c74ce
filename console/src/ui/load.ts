// Loading, with what a page shows meanwhile and when it fails. A new load gives up the one before.

import { onScopeDispose, ref, shallowRef } from "vue";
import { explain, isAbort } from "./errors";

export function useLoad<T>(ask: (signal: AbortSignal) => Promise<T>) {
  const data = shallowRef<T>();
  const loading = ref(false);
  const error = ref("");
  let current: AbortController | undefined;

  async function load(): Promise<void> {
    current?.abort();
    const mine = (current = new AbortController());
    loading.value = true;
    error.value = "";
    try {
      const answer = await ask(mine.signal);
      if (current === mine) data.value = answer;
    } catch (problem) {
      if (current === mine && !isAbort(problem)) error.value = explain(problem);
    } finally {
      if (current === mine) loading.value = false;
    }
  }

  onScopeDispose(() => current?.abort());
  return { data, loading, error, load };
}
