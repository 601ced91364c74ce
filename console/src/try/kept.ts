// What was typed, kept while the page is open and somebody is signed in: in memory alone.

import { reactive, ref, watch } from "vue";
import { session } from "../session";
import type { Transport, Values } from "./request";

export const values = reactive<Values>({});
export const nulls = reactive(new Set<string>());
export const transport = ref<Transport>("form");
/** The app that is called, as far as it matters for the form. */
export const app = ref<{ appid: string; name: string; token_required: boolean } | null>(null);

export function clear(): void {
  for (const name of Object.keys(values)) delete values[name];
  nulls.clear();
  app.value = null;
}

watch(() => session.key, clear);
