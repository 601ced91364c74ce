// What the database has, as lines by the number of the client that they are of.

import { opened } from "../../scripts/d1.mjs";
import { declared } from "../harness/declared.mjs";
import { Client } from "./client.mjs";
import {
  OWNER, UNKNOWN, appLine, askedLine, auditEntry, auditLine, codeLine, developerLine, feedbackLine, leftLine, ledgerLines, pictureLine, sessionLine, toldLine,
  tokenLine, userLine,
} from "./lines.mjs";
import { known } from "./state.mjs";

const TABLES = [
  "apps", "users", "tokens", "pictures", "feedback", "codes", "code_requests", "ledger", "developers", "admin_sessions", "audit",
  "webhook_deliveries", "deliveries",
];

/** All rows of the database of a server that has ended, by table. */
export async function tablesOf(stateDir) {
  const rows = await opened(stateDir, (ask) => ask(...TABLES.map((table) => `SELECT * FROM ${table}`)));
  return Object.fromEntries(TABLES.map((table, n) => [table, rows[n]]));
}

/**
 * What the `tables` say. `shared` are the two apps of all; `purses` the accounts that others pay to,
 * `digests` those of the tokens, keys and sessions that were answered. Answers `parts`, the lines of each client; `nobodys`, those of none;
 * `left`, the ledgers of deleted accounts; `audit`, all entries of the log, and `told`, all events; `deliveries`, rows of the
 * webhooks; and `balances` and `ledgers`, by user, for what holds of all money.
 */
export function stored(tables, { clients, shared, purses, digests }) {
  // Of a deleted app some rows may be left until the sweep.
  const deleted = new Set(tables.apps.filter(({ status }) => status === "deleted").map(({ appid }) => appid));
  const rowsOf = (table) => tables[table].filter(({ appid }) => !deleted.has(appid));
  const wordOf = new Map(Object.entries(shared).map(([word, { appid }]) => [appid, word]));

  const parts = Array.from({ length: clients }, () => []);
  const nobodys = [];
  const put = (owner, ...lines) => (parts[Client.numberOf(String(owner))] ?? nobodys).push(...lines);

  const answered = (digest) => (digests.has(digest) ? digest : UNKNOWN);
  const all = rowsOf("users");
  const users = all.filter(({ appid }) => wordOf.has(appid));
  const names = new Map(users.map((row) => [key(row.appid, row.id), row.account]));
  const nameOf = ({ appid, user_id }) => names.get(key(appid, user_id)) ?? null;

  const pictures = rowsOf("pictures").filter(({ kind }) => kind !== "gone");
  const sizes = new Map(pictures.map(({ name, bytes }) => [name, bytes]));
  for (const row of pictures) put(nameOf(row), pictureLine(nameOf(row), row.kind, row.bytes));
  for (const row of users) {
    const { account, verified_email: verified, issued, mailed_at, picture } = row;
    const avatar = picture === null ? null : sizes.get(picture) ?? "without a row";
    put(account, userLine(wordOf.get(row.appid), shown("users", { ...row, user: account }), purses.has(account), { verified, issued, mailed: mailed_at !== null, avatar }));
  }
  const generations = new Map(users.map(({ appid, id, generation }) => [key(appid, id), generation]));
  const isLive = ({ appid, user_id, generation }) => generations.get(key(appid, user_id)) === generation;
  for (const row of rowsOf("tokens").filter(isLive)) put(nameOf(row), tokenLine(nameOf(row), answered(row.digest)));
  for (const row of rowsOf("feedback")) put(nameOf(row), feedbackLine(nameOf(row), row));

  const codes = rowsOf("codes");
  for (const row of codes.filter(({ user_id }) => user_id > 0)) put(row.mail, codeLine(wordOf.get(row.appid), nameOf(row), row));
  for (const { appid, mail } of rowsOf("code_requests")) {
    put(mail, askedLine(wordOf.get(appid), mail, codes.filter((it) => it.user_id < 0 && it.appid === appid && it.mail === mail).length));
  }
  for (const row of rowsOf("apps").filter(({ appid }) => !wordOf.has(appid))) {
    put(nameIn(row), appLine(shown("apps", row), all.filter(({ appid }) => appid === row.appid).map(({ account }) => account)));
  }
  const developers = tables.developers.filter(({ id }) => id !== OWNER);
  for (const row of developers) put(nameIn(row), developerLine(shown("developers", row), answered(row.key_digest)));
  for (const { digest, developer_id: id } of tables.admin_sessions) {
    put(nameIn(developers.find((it) => it.id === id)), sessionLine(id, answered(digest)));
  }

  const ledgers = new Map();
  for (const row of rowsOf("ledger").sort((a, b) => a.id - b.id)) {
    const of = key(row.appid, row.user_id);
    if (!ledgers.has(of)) ledgers.set(of, []);
    ledgers.get(of).push(row);
  }
  const left = [];
  for (const [of, rows] of ledgers) {
    const name = names.get(of);
    if (name) put(name, ...ledgerLines(name, rows, purses.has(name)));
    else left.push(leftLine(rows));
  }
  const balances = new Map(users.map(({ appid, id, balance }) => [key(appid, id), balance]));
  const audit = tables.audit.map((row) => auditLine(auditEntry(row, shared)));
  // Those of an app stay longer than it.
  const present = new Set(rowsOf("apps").map(({ appid }) => appid));
  const deliveries = tables.webhook_deliveries.filter(({ appid }) => present.has(appid));
  const told = deliveries.map(({ appid, event, account }) => toldLine({ app: wordOf.get(appid) ?? appid, event, account }));
  return { parts, nobodys, left, audit, told, deliveries, ledgers, balances };
}

/** The name that says which client made an app or a developer. */
const nameIn = (row) => row?.name.split(" ")[1];

export const key = (appid, id) => `${appid} ${id}`;

/** A row of `table` as the admin API shows it, and the states have it. */
function shown(table, row) {
  return known(Object.fromEntries(declared.tables[table].map(({ name, kind }) => [name, kind === "flag" ? row[name] === 1 : row[name]])));
}
