// The app whose pages are open: loaded by AppPage, shown and changed by the pages in it.

import { type ComputedRef, inject, type InjectionKey } from "vue";
import type { App } from "../api/types";

export type CurrentApp = { app: ComputedRef<App>; set(app: App): void };
export const CURRENT_APP: InjectionKey<CurrentApp> = Symbol("app");
export const useCurrentApp = () => inject(CURRENT_APP)!;
