// What the admin API answers. Times are Unix seconds.

import type { Value } from "../../openapi/declared.ts";

export type Page<T> = { items: T[]; next_cursor: string | null };

/** `scanned`: the page ended because so many users had been looked through. */
export type UserPage = Page<User> & { scanned?: number };

/** Values by column. The types below name the columns that pages ask for by name; all others are there as well. */
export type Row = Record<string, Value>;

export type Developer = Row & {
  id: number;
  name: string;
  status: "active" | "disabled";
  expires_at: number | null;
  created_at: number;
};
export type DeveloperWithKey = Developer & { key: string };

export type Me = { role: "owner" | "developer"; developer: Developer | null; utc_offset_minutes: number };

export type App = Row & {
  appid: string;
  name: string;
  developer_id: number;
  signature: string;
  status: "active" | "reviewing" | "disabled";
  token_required: boolean;
  strict_format: boolean;
  created_at: number;
};

export type User = Row & {
  user: string;
  status: "active" | "disabled";
  nickname: string;
  qq: string | null;
  email: string | null;
  icon: string | null;
  login_streak: number;
  vip_until: number | null;
  created_at: number;
  login_at: number | null;
};

export type Stats = {
  computed_at: number;
  days: number;
  users: number;
  disabled: number;
  with_qq: number;
  with_email: number;
  active_1d: number;
  active_7d: number;
  active_30d: number;
  registrations: { day: string; count: number }[];
  newest: User[];
};
export type WideStats = Omit<Stats, "newest"> & { apps: number; newest: (User & { appid: string })[] };
