// Every call of the admin API that the console makes, by name.

import { call, type Options } from "./client";
import type { App, Developer, DeveloperWithKey, Me, Page, Row, Stats, User, UserPage, WideStats } from "./types";

const enc = encodeURIComponent;
const app = (appid: string) => `/apps/${enc(appid)}`;
const user = (appid: string, name: string) => `${app(appid)}/users/${enc(name)}`;
const developer = (id: number) => `/developers/${id}`;

export type PageQuery = { limit?: number; cursor?: string | null };
export type UserQuery = PageQuery & { search?: string; status?: string };
type More = Pick<Options, "signal">;

export const me = (key: string) => call<Me>("GET", "/me", { key });

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

export const listUsers = (appid: string, query: UserQuery, more?: More) =>
  call<UserPage>("GET", `${app(appid)}/users`, { query, ...more });
export const getUser = (appid: string, name: string, more?: More) => call<User>("GET", user(appid, name), more);
export const changeUser = (appid: string, name: string, body: Row) => call<User>("PATCH", user(appid, name), { body });
export const deleteUser = (appid: string, name: string) => call<unknown>("DELETE", user(appid, name));
export const revokeTokens = (appid: string, name: string) =>
  call<{ revoked: number }>("DELETE", `${user(appid, name)}/tokens`);

export const listDevelopers = (query: PageQuery, more?: More) =>
  call<Page<Developer>>("GET", "/developers", { query, ...more });
export const createDeveloper = (body: { name: string; expires_at?: number | null }) =>
  call<DeveloperWithKey>("POST", "/developers", { body });
export const changeDeveloper = (id: number, body: Row) =>
  call<Developer>("PATCH", developer(id), { body });
export const rotateKey = (id: number) => call<DeveloperWithKey>("POST", `${developer(id)}/key`);
