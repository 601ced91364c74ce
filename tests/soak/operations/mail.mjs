// Codes by mail, what they open, mails of users, and those by which the owner tries the settings. Each address is asked for
// once, but for repetitions.

import { codeIn, wrongCode } from "../../harness/mail.mjs";
import { adminCall, afterPause, asUser, userCall } from "../calls.mjs";
import { changed, revoked } from "../state.mjs";
import { seenFrom } from "./sessions.mjs";

/** Seconds between two codes for an address, and between two mails of a user. */
const PAUSE = 60;
/** Users of one address that get a code each. */
const USERS = 3;
/** Wrong tries that a code survives. */
const TRIES = 5;
/** The clients use a code for half its life: how long exactly it lives, other tests say. */
const FRESH = 5 * 60_000;

const isCode = (name, purpose, mail) => (it) => it.name === name && it.purpose === purpose && it.mail === mail;
/** With changes of the codes that `is`. */
const withCode = (state, is, changes) => ({ ...state, codes: state.codes.map((it) => (is(it) ? { ...it, ...changes } : it)) });
const tried = (state, is) => withCode(state, (it) => is(it) && it.tries <= TRIES, { tries: (state.codes.find(is)?.tries ?? 0) + 1 });

/** The state after a code was sent to `mail`, for the account `name`; null for nobody's. */
function asked(state, app, mail, purpose, name, sentAt) {
  const code = { app, mail, purpose, name, tries: 0, sentAt };
  // A code of no user's is kept as well, so that asking writes as much whoever has the address.
  const nobodys = purpose === "reset" ? USERS - (name ? 1 : 0) : 0;
  return { ...state, asked: [...state.asked, { app, mail, nobodys, sentAt }], ...(name && { codes: [...state.codes, code] }) };
}

const askedAt = (state, mail) => state.asked.find((it) => it.mail === mail)?.sentAt ?? null;

/** A code that was sent for `purpose` and may be used: {mail, name, code}, as its mail says; nothing where none came. */
async function received(at, api, purpose) {
  const fresh = at.state.codes.filter((it) => it.purpose === purpose && it.name && it.tries === 0 && Date.now() - it.sentAt < FRESH && !at.given.has(it.mail));
  const { mail, name } = at.random.pick(fresh) ?? {};
  if (!mail) return undefined;
  const { items } = (await api.admin("GET", "/mail/outbox")).body;
  const letter = items.find((it) => it.to === mail);
  // It goes a moment after the answer, and not at all where the server was killed in that moment.
  if (!letter) return undefined;
  at.given.add(mail);
  return { mail, name, code: codeIn(letter) };
}

export const mail = {
  send_code(at) {
    const name = at.someone();
    if (!name) return undefined;
    const { app, row } = at.state.accounts[name];
    const [mail, sentAt] = [at.newAddress(), Date.now()];
    if (at.random.chance(0.5)) {
      return asUser(at, "send_code", name, { mail, purpose: "bind" }, (state, say) =>
        afterPause(askedAt(state, mail), PAUSE, say.done(() => asked(state, app, mail, "bind", name, sentAt)), say.refused("mail_too_soon", state)), []);
    }
    const nobody = at.random.chance(0.1);
    const to = nobody ? mail : row.email;
    if (to === null || askedAt(at.state, to) !== null || (!nobody && row.status === "disabled")) return undefined;
    return userCall(at, "send_code", at.apps[app], { mail: to, purpose: "reset" }, [], (state, say) =>
      afterPause(askedAt(state, to), PAUSE, say.done(() => asked(state, app, to, "reset", nobody ? null : name, sentAt)), say.refused("mail_too_soon", state)));
  },

  async reset_pass(at, api) {
    const { mail, name, code } = (await received(at, api, "reset")) ?? {};
    const app = at.state.accounts[name]?.app;
    if (!app) return undefined;
    const sent = at.random.chance(0.2) ? wrongCode(code) : code;
    const newpass = at.newPassword();
    const is = isCode(name, "reset", mail);
    return userCall(at, "reset_pass", at.apps[app], { user: name, mail, code: sent, newpass }, [name], (state, say) => {
      const account = state.accounts[name];
      const found = state.codes.find((it) => is(it) && it.tries <= TRIES);
      if (!found || account?.row.email !== mail) return [say.refused("wrong_code", state)];
      const counted = tried(state, is);
      if (sent !== code) return [say.refused("wrong_code", counted)];
      if (account.row.status === "disabled") return [say.refused("user_disabled", counted)];
      const used = { ...state, codes: state.codes.filter((it) => !is(it)) };
      return [say.done(() => changed(seenFrom(revoked(used, name), name), name, { pass: newpass, verified: mail }), { half: () => counted })];
    });
  },

  /** With the code where there is one; without, where the app takes that. */
  async bind_mail(at, api) {
    const { mail = at.newAddress(), name = at.someone(), code } = (await received(at, api, "bind")) ?? {};
    const account = at.state.accounts[name];
    if (!account || (!code && account.app === "password")) return undefined;
    const sent = code && at.random.chance(0.2) ? wrongCode(code) : code;
    const is = isCode(name, "bind", mail);
    return asUser(at, "bind_mail", name, { mail, ...(sent && { code: sent }) }, (state, say) => {
      const { app, verified } = state.accounts[name];
      const proved = sent !== undefined && sent === code && state.codes.some((it) => is(it) && it.tries <= TRIES);
      const counted = sent === undefined ? state : proved ? withCode(state, is, { tries: TRIES + 1 }) : tried(state, is);
      if (app === "password" && !proved) return [say.refused("wrong_code", counted)];
      return [say.done(() => changed(counted, name, { row: { email: mail }, verified: proved ? mail : verified }))];
    });
  },

  mail_send(at) {
    const [name, sentAt] = [at.someone(), Date.now()];
    if (!name || at.pauses(at.state.accounts[name].mailed, PAUSE)) return undefined;
    const letter = { mail: at.newAddress(), title: `标题 ${at.next()}`, content: `<p>内容 ${at.next()}</p>` };
    return asUser(at, "mail_send", name, letter, (state, say) => {
      const { app, mailed } = state.accounts[name];
      const sent = { ...state, sent: { ...state.sent, [app]: state.sent[app] + 1 } };
      return afterPause(mailed, PAUSE, say.done(() => changed(sent, name, { mailed: sentAt })), say.refused("mail_too_soon", state));
    });
  },

  /** To an address in a domain of its own, by which its entry is known. */
  "POST /api/admin/mail/test"(at) {
    const domain = `t${at.newName()}.example.com`;
    return adminCall("POST /api/admin/mail/test", {}, { to: `a@${domain}` }, [], (state, say) =>
      [say.done(() => state, { shows: ({ outcome }) => outcome === "sent", entry: { event: "mail_tested", subject: domain } })]);
  },
};
