// What an app's settings are before anybody has changed them, and what of them has been.

import type { App, AppSettings } from "../api/types";
import type { Problem } from "../ui/errors";

export const DEFAULTS: AppSettings = {
  name: "",
  status: "active",
  token_required: true,
  token_ttl: 86_400,
  account_min: 4,
  account_max: 32,
  strict_format: true,
};

export function settingsOf(app: App): AppSettings {
  const { name, status, token_required, token_ttl, account_min, account_max, strict_format } = app;
  return { name, status, token_required, token_ttl, account_min, account_max, strict_format };
}

/** The fields in which `now` differs from `before`. */
export function changesOf<T extends object>(before: T, now: T): Partial<T> {
  const keys = Object.keys(now) as (keyof T)[];
  return Object.fromEntries(keys.filter((key) => now[key] !== before[key]).map((key) => [key, now[key]])) as Partial<T>;
}

/** The key of what is wrong with settings before the server has seen them. */
export function flawOf(form: AppSettings): Problem | null {
  if (form.name.trim() === "") return { field: "name", message: "apps.nameMissing" };
  // An emptied input holds null.
  if (!Number.isInteger(form.account_min) || !Number.isInteger(form.account_max)) return { field: "account_min", message: "apps.lengthsMissing" };
  if (form.account_min > form.account_max) return { field: "account_min", message: "apps.lengths" };
  return null;
}
