// The language of the snippets, the same wherever some are shown.

import { ref, watch } from "vue";
import { LANGUAGES, type SnippetLanguage } from "./snippets";

const STORE = "nobase-edge.snippets";
const stored = localStorage.getItem(STORE) as SnippetLanguage | null;

export const chosen = ref<SnippetLanguage>(stored && LANGUAGES.includes(stored) ? stored : "curl");
watch(chosen, (language) => localStorage.setItem(STORE, language));
