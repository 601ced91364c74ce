// A client's part of the database, as plain values that are never changed: each function answers a new state.
//
//   accounts  by name; each client has names of its own. `app` says in which of the two apps it is: "token" or "password"
//   left      ledgers of deleted accounts
//   dead      tokens that were revoked
//   codes     rows of `codes`; those of deleted accounts have the name null
//   asked     addresses that codes were asked for
//   sent      mails of mail/send, by app
//   apps      apps of the client's own, and the users in them
//   developers  developers that the client made, and their sessions
//   audit     entries of the audit log, but for those that an app or a developer was made
//   told      events of apps with a webhook

import { declared } from "../harness/declared.mjs";

export const EMPTY = { accounts: {}, left: [], dead: [], codes: [], asked: [], sent: { token: 0, password: 0 }, apps: [], developers: [], audit: [], told: [] };

/** What stands for a time that nobody chose: it is there, and that is all that is known. */
export const SOME_TIME = "some time";
/** The times that nobody chooses. */
export const TIMES = ["created_at", "login_at", "checkin_at"];

/** The columns of a new row, as the admin API shows it. */
const initial = (table) => Object.fromEntries(declared.tables[table].map(({ name, default: value }) => [name, value]));

/** A new account with these columns. Without another end its VIP ends with its creation. */
export const newAccount = (app, pass, row) => ({
  app,
  pass,
  row: { ...initial("users"), created_at: SOME_TIME, vip_until: SOME_TIME, ...row },
  tokens: [], // of logins that were answered
  strangers: 0, // of logins that were not
  issued: 0, // since the last revocation
  verified: null, // the address that a code proved
  avatar: null, // its size: each picture has a size of its own
  uploads: [], // their sizes
  mailed: null, // when the user last sent a mail, in milliseconds here; null for never
  wrote: null, // the same for feedback
  feedback: [],
  ledger: [],
  places: [], // from where the user registered or logged in
});

/** A new app, whose `appid`, `signature` and `secret` (the webhook's) are null until they are known. */
export const newApp = (row) => ({ appid: null, signature: null, secret: null, users: [], row: { ...initial("apps"), created_at: SOME_TIME, ...row } });

/** A new developer, whose `id` and `key` are null until they are known. `strangers` are sessions whose beginning was not answered. */
export const newDeveloper = (row) => ({ id: null, key: null, sessions: [], strangers: 0, row: { ...initial("developers"), created_at: SOME_TIME, ...row } });

/** With an entry in the audit log, of a call that was `sent` at this time, in milliseconds here; `developer` is whose key it came by. */
export const audited = (state, { sent, event, app = null, subject = null, detail = null, developer = null }) =>
  ({ ...state, audit: [...state.audit, { sent, event, app, subject, detail, developer }] });

/** With an event in `app`, which has a webhook. */
export const told = (state, app, event, account = null) => ({ ...state, told: [...state.told, { app, event, account }] });

/** The same of an account, in whose app there may be none. */
export const toldOf = (state, name, event) => (state.accounts[name].app === "token" ? told(state, "token", event, name) : state);

/** With changes of an account; `row` among them are changes of its columns. */
export function changed(state, name, { row = {}, ...changes }) {
  const account = { ...state.accounts[name], ...changes };
  account.row = { ...account.row, ...row };
  account.row.email_verified = account.row.email !== null && account.row.email === account.verified;
  return { ...state, accounts: { ...state.accounts, [name]: account } };
}

/** With a new account, or another one of a name that is free again. */
export const added = (state, name, account) => changed({ ...state, accounts: { ...state.accounts, [name]: account } }, name, {});

/** With every token of an account revoked. */
export function revoked(state, name) {
  const { app, tokens } = state.accounts[name];
  const dead = [...state.dead, ...tokens.map((token) => ({ app, token, name }))];
  return changed({ ...state, dead }, name, { tokens: [], strangers: 0, issued: 0 });
}

/** Without an account: its ledger stays, and codes for addresses that it had not bound. */
export function removed(state, name) {
  const { accounts: { [name]: gone, ...accounts }, ...rest } = revoked(state, name);
  const codes = rest.codes.filter((it) => it.name !== name || it.mail !== gone.row.email);
  return {
    ...rest,
    accounts,
    left: gone.ledger.length > 0 ? [...rest.left, gone.ledger] : rest.left,
    codes: codes.map((it) => (it.name === name ? { ...it, name: null } : it)),
  };
}

/** With a row in an account's ledger. */
export function booked(state, name, { kind, amount, peer = null, request_id = null, note = null }) {
  const { row, ledger } = state.accounts[name];
  const balance = row.balance + amount;
  return changed(state, name, { row: { balance }, ledger: [...ledger, { kind, amount, peer, request_id, note }] });
}

/** A row of the database or the admin API, as the states have it. */
export function known(row) {
  const times = TIMES.filter((name) => name in row).map((name) => [name, row[name] === null ? null : SOME_TIME]);
  return { ...row, ...Object.fromEntries(times), ...("vip_until" in row && row.vip_until === row.created_at && { vip_until: SOME_TIME }) };
}
