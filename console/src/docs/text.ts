// Texts of the API's description in the language of the page.

import { computed } from "vue";
import { useI18n } from "vue-i18n";
import type { Language, Text } from "../../openapi/text.ts";

export function useText() {
  const { locale } = useI18n({ useScope: "global" });
  const language = computed(() => locale.value as Language);
  return (text: Text) => text[language.value];
}
