// What the admin API answers. Times are Unix seconds.

import type { Value } from "../../openapi/declared.ts";

export type Page<T> = { items: T[]; next_cursor: string | null };

/** `scanned`: the page ended because so many had been looked through. */
export type ScannedPage<T> = Page<T> & { scanned?: number };
export type UserPage = ScannedPage<User>;

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
  account_min: number;
  account_max: number;
  strict_format: boolean;
  created_at: number;
};

export type User = Row & {
  user: string;
  status: "active" | "disabled";
  nickname: string;
  qq: string | null;
  email: string | null;
  email_verified: boolean;
  icon: string | null;
  balance: number;
  login_streak: number;
  checkin_at: number | null;
  vip_until: number | null;
  created_at: number;
  login_at: number | null;
};

/** A change of a user's balance. */
export type LedgerEntry = {
  at: number;
  kind: "add" | "reduce" | "pay" | "receive" | "signin" | "admin";
  amount: number;
  balance: number;
  peer: string | null;
  request_id: string | null;
  note: string | null;
};

/** A picture that a user uploaded. */
export type Picture = {
  id: string;
  at: number;
  kind: "avatar" | "upload";
  bytes: number;
  url: string;
};

export type Feedback = {
  id: string;
  at: number;
  user: string | null;
  title: string;
  content: string;
  contact: string | null;
  status: "open" | "done";
};

/** How the deployment sends mails. */
export type MailService = { sender: "off" | "smtp" | "http" | "binding" | "log"; from: string | null; problem: string | null };
/** A mail that was kept instead of being sent. */
export type KeptMail = { at: number; to: string; subject: string; text: string };
export type Letter = { subject: string; text: string; html: string };

/** What became of a mail. */
export type Delivery = {
  id: string;
  at: number;
  purpose: "reset" | "bind" | "send";
  domain: string;
  outcome: "pending" | "sent" | "failed";
  reason: string | null;
};

/** What was done by the admin API. */
export type AuditEntry = {
  id: string;
  at: number;
  developer_id: number | null;
  developer: string | null;
  event: string;
  appid: string | null;
  subject: string | null;
  detail: string | null;
};

/** What became of an event that an app's webhook is told of. */
export type WebhookDelivery = {
  id: string;
  at: number;
  event: string;
  user: string | null;
  state: "pending" | "delivered" | "failed";
  attempts: number;
  status: number | null;
  reason: string | null;
  next_at: number | null;
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

/** What became of the users of an import; each is meant by its place among them. */
export type ImportReport = {
  added: number;
  existing: number[];
  refused: { index: number; field: string; message: string }[];
};
