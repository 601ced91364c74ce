// Light or dark: the system's choice, unless somebody has chosen here.

import { computed, ref, watchEffect } from "vue";

export type Theme = "system" | "light" | "dark";

const STORE = "nobase-edge.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const systemDark = ref(system.matches);
system.addEventListener("change", (event) => (systemDark.value = event.matches));

const stored = localStorage.getItem(STORE);
export const theme = ref<Theme>(stored === "light" || stored === "dark" ? stored : "system");
export const dark = computed(() => (theme.value === "system" ? systemDark.value : theme.value === "dark"));

watchEffect(() => {
  document.documentElement.classList.toggle("dark", dark.value); // as Element Plus wants it
  document.documentElement.style.colorScheme = dark.value ? "dark" : "light";
});

export function setTheme(chosen: Theme): void {
  theme.value = chosen;
  if (chosen === "system") localStorage.removeItem(STORE);
  else localStorage.setItem(STORE, chosen);
}
