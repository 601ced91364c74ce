// The language: as chosen here before, else the browser's first of the two, else English.

import { createI18n } from "vue-i18n";

export type Locale = "zh" | "en";

const STORE = "nobase-edge.locale";
const stored = localStorage.getItem(STORE);
const spoken = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag)) ?? "en";
const preferred: Locale = /^zh/i.test(spoken) ? "zh" : "en";
const initial: Locale = stored === "zh" || stored === "en" ? stored : preferred;

/** The i18n of one page (console or documentation), which brings its own messages. */
export function pageI18n(messages: Record<Locale, object>) {
  const i18n = createI18n({ legacy: false, locale: initial as string, fallbackLocale: "en", messages: messages as Record<string, never> });
  tell(initial);
  return i18n;
}

/** Remembers the choice and tells the document, and with it screen readers and fonts. */
export function rememberLocale(locale: Locale): void {
  localStorage.setItem(STORE, locale);
  tell(locale);
}

function tell(locale: Locale): void {
  document.documentElement.lang = locale === "zh" ? "zh-CN" : "en";
}
