// Rows as lines of text, so that what the clients know and what the database has can be compared and, where they differ, read.

import { createHash } from "node:crypto";
import { declared } from "../harness/declared.mjs";

export const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const sorted = (lines) => [...lines].sort();
/** Whether two lists have the same lines, in whatever order. */
export function areSame(some, others) {
  const [one, other] = [sorted(some), sorted(others)];
  return one.length === other.length && one.every((it, n) => it === other[n]);
}

export const line = (...parts) => parts.map((it) => (typeof it === "string" ? it : JSON.stringify(it))).join(" ");

/** What is compared of a row of the ledger. The admin API's request ids have a mark there. */
export const entry = ({ kind, amount, request_id, note }) => [kind, amount, request_id?.replace(":", "") ?? null, note];

/** The values of a row's declared columns, in their order. */
export const values = (table, row) => declared.tables[table].map(({ name }) => row[name]);

/** Stands for a token or a key that was made and not answered. */
export const UNKNOWN = "of a call that was not answered";
/** Stands for the balance of a purse, which is that of its ledger. */
const OF_THE_LEDGER = "of the ledger";

export const userLine = (app, row, isPurse, more) => line("user", app, values("users", isPurse ? { ...row, balance: OF_THE_LEDGER } : row), more);
export const tokenLine = (name, digest) => line("token", name, digest);
export const pictureLine = (name, kind, bytes) => line("picture", name, kind, bytes);
export const feedbackLine = (name, { title, content, contact, status }) => line("feedback", name, title, content, contact, status);
export const codeLine = (app, name, { mail, purpose, tries }) => line("code", app, mail, purpose, name, tries);
export const askedLine = (app, mail, nobodys) => line("asked", app, mail, nobodys);
export const appLine = ({ signature, ...row }, users) => line("app", values("apps", { ...row, signature: sha256(signature) }), [...users].sort());
/** The rows of a ledger, in their order; what others paid to a purse is compared with what they paid. */
export const ledgerLines = (name, rows, isPurse) => rows.filter(({ kind }) => !isPurse || kind !== "receive").map((it, n) => line("ledger", name, n, entry(it)));
/** The ledger of an account that was deleted, as one line: it has no name any more. */
export const leftLine = (rows) => line("ledger of a deleted account", rows.map(entry));

/** An entry of the audit log; `app` is the word of a shared app, or an appid. */
export const auditLine = ({ event, app = null, subject = null, detail = null, developer = null }) => line("audit", event, app, subject, detail, developer);
/** An entry as the states have it, of a row of the log or an item of the admin API's list; `shared` are the apps of all. */
export function auditEntry({ appid, developer_id: developer, event, subject, detail }, shared) {
  const [word] = Object.entries(shared).find(([, app]) => app.appid === appid) ?? [];
  return { event, app: word ?? appid, subject, detail, developer };
}

/** An event that an app with a webhook is told of. */
export const toldLine = ({ app, event, account }) => line("told", app, event, account);
export const developerLine = (row, key) => line("developer", values("developers", row), key);
export const sessionLine = (developer, digest) => line("session", developer, digest);

/** What the audit log says of changes of a table's columns: numbers and declared words, but of texts only that they changed. */
export function summary(table, changes) {
  const set = declared.tables[table].filter(({ name }) => name in changes);
  const isText = ({ name, kind }) => changes[name] === null || ["text", "line"].includes(kind);
  return set.map((column) => (isText(column) ? column.name : `${column.name}=${column.kind === "flag" ? Number(changes[column.name]) : changes[column.name]}`));
}

/** The developer of the owner's apps. */
export const OWNER = 1;
