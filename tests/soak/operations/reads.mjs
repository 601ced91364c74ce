// What the admin API only tells: each answer is compared with what the client knows of it, or where it knows nothing with its form.

import { isDeepStrictEqual } from "node:util";
import { adminRead } from "../calls.mjs";
import { auditEntry, auditLine, toldLine } from "../lines.mjs";
import { arePictures, isApp, isDeveloper, isLedger, isUser } from "../shown.mjs";
import { own } from "./apps.mjs";
import { bySession, whoCalls } from "./developers.mjs";

const APP = "/api/admin/apps/{appid}";
const USER = `${APP}/users/{user}`;
const WHOLE = "?limit=500";

/** Whether a page, the newest first, is the last of `wanted`, and all of it where nothing follows. */
function arePage({ items, next_cursor }, wanted) {
  const shown = [...items].reverse();
  return isDeepStrictEqual(shown, next_cursor === null ? wanted : wanted.slice(wanted.length - shown.length));
}

/** Whether a list's items have these members, each of its type; null is of any. */
const areOf = (types) => ({ items }) =>
  items.every((item) => Object.entries(types).every(([name, type]) => name in item && (item[name] === null || typeof item[name] === type)));

/** A question about one of the accounts. */
const ofUser = (call, shows, query = "") => (at) => {
  const user = at.someone();
  if (!user) return undefined;
  const { appid } = at.apps[at.state.accounts[user].app];
  return adminRead(call, { appid, user }, (body, { accounts }) => shows(body, accounts[user], at), { isThere: ({ accounts }) => accounts[user], query });
};

/** A question about one of the client's own apps. */
const ofOwnApp = (call, shows, query = "") => (at) => {
  const { appid } = own(at) ?? {};
  const find = ({ apps }) => apps.find((it) => it.appid === appid);
  return appid && adminRead(call, { appid }, (body, state) => shows(body, find(state), state), { isThere: find, query });
};

/** A question about a shared app. */
const ofApp = (call, shows) => (at) => adminRead(call, at.random.pick(Object.values(at.apps)), shows);

const anything = (call, shows) => () => adminRead(call, {}, shows);

const COUNTS = ["computed_at", "days", "users", "disabled", "active_1d"];
const counts = (body) => COUNTS.every((name) => Number.isInteger(body[name])) && body.registrations.length === body.days;

export const reads = {
  /** By the owner's key, or a developer's session. */
  "GET /api/admin/me"(at) {
    const { id, sessions = [] } = at.random.pick(at.state.developers.filter(({ sessions, row }) => sessions.length > 0 && row.status === "active")) ?? {};
    if (sessions.length === 0) return adminRead("GET /api/admin/me", {}, ({ role, developer }) => role === "owner" && developer === null);
    return whoCalls(id, bySession(at.random.pick(sessions)));
  },

  "GET /api/admin/developers"(at) {
    return adminRead("GET /api/admin/developers", {}, ({ items }, { developers }) =>
      developers.every((it) => it.id === null || items.some((shown) => shown.id === it.id && isDeveloper(it, shown))), { query: WHOLE });
  },

  "GET /api/admin/developers/{id}"(at) {
    const { id } = at.random.pick(at.state.developers) ?? {};
    return id && adminRead("GET /api/admin/developers/{id}", { id }, (shown, { developers }) => isDeveloper(developers.find((it) => it.id === id), shown));
  },

  "GET /api/admin/apps"(at) {
    const { name } = at.random.pick(at.state.apps)?.row ?? {};
    return name && adminRead("GET /api/admin/apps", {}, ({ items }, { apps }) => {
      const named = apps.filter(({ row }) => row.name === name);
      return items.length === named.length && items.every((shown) => named.some((it) => isApp(it, shown)));
    }, { query: `?search=${encodeURIComponent(name)}` });
  },

  [`GET ${APP}`]: ofOwnApp(`GET ${APP}`, (shown, app) => isApp(app, shown)),

  /** By a search for one of the accounts, or those that are disabled. */
  [`GET ${APP}/users`](at) {
    const user = at.someone();
    if (!user) return undefined;
    const app = at.apps[at.state.accounts[user].app];
    if (at.random.chance(0.3)) {
      return adminRead(`GET ${APP}/users`, app, ({ items }) => items.every(({ status }) => status === "disabled"), { query: "?status=disabled&limit=20" });
    }
    const isFound = ({ items }, { accounts }) => (accounts[user] ? isUser(accounts[user], items[0], at) : items.length === 0);
    return adminRead(`GET ${APP}/users`, app, isFound, { query: `?search=${user}` });
  },

  [`GET ${USER}`]: ofUser(`GET ${USER}`, (shown, account, at) => isUser(account, shown, at)),
  [`GET ${USER}/ledger`]: ofUser(`GET ${USER}/ledger`, ({ items, next_cursor }, account, at) => isLedger(account, [...items].reverse(), at, next_cursor === null)),
  [`GET ${USER}/pictures`]: ofUser(`GET ${USER}/pictures`, ({ items }, account) => arePictures(account, items), WHOLE),

  [`GET ${APP}/feedback`](at) {
    const user = at.someone();
    const { app, feedback = [] } = at.state.accounts[user] ?? {};
    const { title } = at.random.pick(feedback) ?? {};
    return title && adminRead(`GET ${APP}/feedback`, at.apps[app], ({ items }, { accounts }) => {
      const wanted = (accounts[user]?.feedback ?? []).filter((it) => it.title === title).map((it) => ({ ...it, user }));
      return isDeepStrictEqual(items.map(({ id, at, ...written }) => written), wanted);
    }, { query: `?search=${encodeURIComponent(title)}` });
  },

  "GET /api/admin/audit"(at) {
    const { appid: app } = own(at) ?? {};
    return app && adminRead("GET /api/admin/audit", {}, ({ items, next_cursor }, { apps, audit }) => {
      const made = apps.some(({ appid }) => appid === app) ? [{ event: "app_created", app }] : [];
      const shown = items.map((it) => auditLine(auditEntry(it, at.apps)));
      return arePage({ items: shown, next_cursor }, [...made, ...audit.filter((it) => it.app === app)].map(auditLine));
    }, { query: `?appid=${app}` });
  },

  [`GET ${APP}/webhook/deliveries`]: ofOwnApp(`GET ${APP}/webhook/deliveries`, ({ items, next_cursor }, { appid: app }, { told }) =>
    arePage({ items: items.map(({ event, user }) => toldLine({ app, event, account: user })), next_cursor }, told.filter((it) => it.app === app).map(toldLine))),

  [`GET ${APP}/deliveries`]: ofApp(`GET ${APP}/deliveries`, areOf({ id: "string", at: "number", purpose: "string", domain: "string", outcome: "string" })),
  [`GET ${APP}/refusals`]: ofApp(`GET ${APP}/refusals`, areOf({ at: "number", reason: "string", count: "number" })),

  /** The counts are those of some moment, the newest users those of now. */
  [`GET ${APP}/stats`]: ofOwnApp(`GET ${APP}/stats`, (body, { users }) =>
    counts(body) && isDeepStrictEqual(body.newest.map(({ user }) => user), users.slice(-10).reverse())),
  "GET /api/admin/stats": anything("GET /api/admin/stats", (body) => counts(body) && Number.isInteger(body.apps)),

  "GET /api/admin/mail": anything("GET /api/admin/mail", ({ sender, problem }) => sender === "log" && problem === null),
  "GET /api/admin/mail/outbox": anything("GET /api/admin/mail/outbox", areOf({ at: "number", to: "string", subject: "string", text: "string" })),
};
