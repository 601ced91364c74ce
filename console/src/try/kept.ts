// What was typed, kept while the page is open and somebody is signed in: in memory alone.

import { reactive, ref, watch } from "vue";
import type { App } from "../api/types";
import { session } from "../session";
import type { Endpoint } from "./endpoints";
import type { Transport, Values } from "./request";

/** What means the same in every call. All else belongs to the call that it was typed for: a filter is no change. */
const SHARED = ["appid", "signature", "user", "pass", "token"];
const place = (endpoint: Endpoint, name: string) => (SHARED.includes(name) ? name : `${endpoint.id} ${name}`);

const values = reactive<Values>({});
const nulls = reactive(new Set<string>());
export const transport = ref<Transport>("form");
/** The app that is called. */
export const app = ref<App | null>(null);

export function put(endpoint: Endpoint, name: string, text: string): void {
  values[place(endpoint, name)] = text;
}
export function putNull(endpoint: Endpoint, name: string, on: boolean): void {
  if (on) nulls.add(place(endpoint, name));
  else nulls.delete(place(endpoint, name));
}

/** What was typed for the call. */
export const valuesOf = (endpoint: Endpoint): Values =>
  Object.fromEntries(endpoint.fields.map(({ name }) => [name, values[place(endpoint, name)] ?? ""]));
export const nullsOf = (endpoint: Endpoint): Set<string> =>
  new Set(endpoint.fields.map(({ name }) => name).filter((name) => nulls.has(place(endpoint, name))));

/** Calls go to this app from now on. A token of another app is forgotten. */
export function use(chosen: App): void {
  if (values.appid !== chosen.appid) delete values.token;
  app.value = chosen;
  values.appid = chosen.appid;
  values.signature = chosen.signature;
}

export function keepToken(token: string): void {
  values.token = token;
}
export function forgetToken(): void {
  delete values.token;
}

export function clear(): void {
  for (const name of Object.keys(values)) delete values[name];
  nulls.clear();
  app.value = null;
}

watch(() => session.id, clear);
