// Every call of the admin API that the console makes, by name.

import { call, type Options } from "./client";
import type { App, AuditEntry, Delivery, Developer, DeveloperWithKey, Feedback, ImportReport, KeptMail, LedgerEntry, Letter, MailService, Me, Page, Picture, Row, ScannedPage, Stats, User, UserPage, WebhookDelivery, WideStats } from "./types";

const enc = encodeURIComponent;
const app = (appid: string) => `/apps/${enc(appid)}`;
const user = (appid: string, name: string) => `${app(appid)}/users/${enc(name)}`;
const feedback = (appid: string, id: string) => `${app(appid)}/feedback/${enc(id)}`;
const developer = (id: number) => `/developers/${id}`;

export type PageQuery = { limit?: number; cursor?: string | null };
export type SearchQuery = PageQuery & { search?: string; status?: string; email_verified?: string };
type More = Pick<Options, "signal">;

export const me = () => call<Me>("GET", "/me");
export const beginSession = (key: string) => call<{ expires_at: number }>("POST", "/session", { key });
export const endSession = () => call<unknown>("DELETE", "/session");

export const stats = (days: number, more?: More) => call<WideStats>("GET", "/stats", { query: { days }, ...more });
export const appStats = (appid: string, days: number, more?: More) =>
  call<Stats>("GET", `${app(appid)}/stats`, { query: { days }, ...more });

export const listApps = (query: PageQuery & { search?: string }, more?: More) =>
  call<Page<App>>("GET", "/apps", { query, ...more });
export const getApp = (appid: string, more?: More) => call<App>("GET", app(appid), more);
export const createApp = (body: Row) => call<App>("POST", "/apps", { body });
export const changeApp = (appid: string, body: Row) => call<App>("PATCH", app(appid), { body });
export const deleteApp = (appid: string) => call<unknown>("DELETE", app(appid), { query: { confirm: appid } });
export const rotateSignature = (appid: string) => call<App>("POST", `${app(appid)}/signature`);

export const listUsers = (appid: string, query: SearchQuery, more?: More) =>
  call<UserPage>("GET", `${app(appid)}/users`, { query, ...more });
export const getUser = (appid: string, name: string, more?: More) => call<User>("GET", user(appid, name), more);
export const createUser = (appid: string, body: Row) => call<User>("POST", `${app(appid)}/users`, { body });
export const changeUser = (appid: string, name: string, body: Row) => call<User>("PATCH", user(appid, name), { body });
export const deleteUser = (appid: string, name: string) => call<unknown>("DELETE", user(appid, name));
export const revokeTokens = (appid: string, name: string) =>
  call<{ revoked: number }>("DELETE", `${user(appid, name)}/tokens`);

export const importUsers = (appid: string, body: object, more?: More) => call<ImportReport>("POST", `${app(appid)}/import`, { body, ...more });

export const listLedger = (appid: string, name: string, query: PageQuery, more?: More) =>
  call<Page<LedgerEntry>>("GET", `${user(appid, name)}/ledger`, { query, ...more });
export const changeBalance = (appid: string, name: string, body: { amount: number; note?: string; request_id: string }) =>
  call<User>("POST", `${user(appid, name)}/balance`, { body });

export const listPictures = (appid: string, name: string, query: PageQuery, more?: More) =>
  call<Page<Picture>>("GET", `${user(appid, name)}/pictures`, { query, ...more });
export const deletePicture = (appid: string, name: string, id: string) =>
  call<unknown>("DELETE", `${user(appid, name)}/pictures/${enc(id)}`);

export const listFeedback = (appid: string, query: SearchQuery, more?: More) =>
  call<ScannedPage<Feedback>>("GET", `${app(appid)}/feedback`, { query, ...more });
export const changeFeedback = (appid: string, id: string, body: Pick<Feedback, "status">) =>
  call<Feedback>("PATCH", feedback(appid, id), { body });
export const deleteFeedback = (appid: string, id: string) => call<unknown>("DELETE", feedback(appid, id));

export const getMail = (more?: More) => call<MailService>("GET", "/mail", more);
export const testMail = (to: string) => call<Pick<Delivery, "outcome" | "reason">>("POST", "/mail/test", { body: { to } });
export const listOutbox = (more?: More) => call<{ items: KeptMail[] }>("GET", "/mail/outbox", more);
export const listDeliveries = (appid: string, query: PageQuery, more?: More) =>
  call<Page<Delivery>>("GET", `${app(appid)}/deliveries`, { query, ...more });
export const previewLetter = (appid: string, body: Row, more?: More) => call<Letter>("POST", `${app(appid)}/letter`, { body, ...more });

export const listAudit = (query: PageQuery & { appid?: string; event?: string }, more?: More) =>
  call<ScannedPage<AuditEntry>>("GET", "/audit", { query, ...more });
export const listRefusals = (appid: string, days: number, more?: More) =>
  call<{ items: { at: number; reason: string; count: number }[] }>("GET", `${app(appid)}/refusals`, { query: { days }, ...more });

export const listWebhookDeliveries = (appid: string, query: PageQuery, more?: More) =>
  call<Page<WebhookDelivery>>("GET", `${app(appid)}/webhook/deliveries`, { query, ...more });
export const testWebhook = (appid: string) => call<WebhookDelivery>("POST", `${app(appid)}/webhook/test`);
export const rotateWebhookSecret = (appid: string) => call<App>("POST", `${app(appid)}/webhook/secret`);

export const listDevelopers = (query: PageQuery, more?: More) =>
  call<Page<Developer>>("GET", "/developers", { query, ...more });
export const createDeveloper = (body: { name: string; expires_at?: number | null }) =>
  call<DeveloperWithKey>("POST", "/developers", { body });
export const changeDeveloper = (id: number, body: Row) =>
  call<Developer>("PATCH", developer(id), { body });
export const rotateKey = (id: number) => call<DeveloperWithKey>("POST", `${developer(id)}/key`);
