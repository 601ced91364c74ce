// What the app's developer does to users.

import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { adminCall } from "../calls.mjs";
import { summary } from "../lines.mjs";
import { isUser } from "../shown.mjs";
import { added, booked, changed, newAccount, removed, revoked, toldOf } from "../state.mjs";

const USERS = "/api/admin/apps/{appid}/users";
const USER = `${USERS}/{user}`;

/** A call about `user`, which is refused where there is none. */
function about(at, call, user, body, outcomes, more = {}) {
  const { appid } = at.apps[at.state.accounts[user].app];
  return adminCall(call, { appid, user, ...more }, body, [user], (state, say) => (state.accounts[user] ? outcomes(state, say) : [say.refused("not_found", state)]));
}

/** What the audit log is told of something done to `user`. */
const entry = (state, user, event, detail = null, app = state.accounts[user].app) => ({ event, app, subject: user, detail });

/** Fields that a developer may set, some of them. */
function fields(at, name) {
  const { random } = at;
  const values = {
    nickname: `改 ${at.next()}`,
    qq: random.chance(0.5) ? at.newQq() : null,
    email: random.chance(0.5) ? at.newAddress() : null,
    icon: random.chance(0.5) ? `https://example.com/${at.next()}.png` : null,
    sign: random.chance(0.5) ? `sign ${at.next()}` : null,
    title: random.chance(0.5) ? `头衔 ${at.next()}` : null,
    exp: random.between(0, 1000),
    grade: random.between(0, 9),
    sex: random.between(1, 2),
    likes: random.between(0, 100),
    following: random.between(0, 100),
    fans: random.between(0, 100),
    posts: random.between(0, 100),
    vip_until: random.chance(0.5) ? 1_900_000_000 + at.next() : null,
    ...(name !== at.purse && { balance: random.between(0, 1000) }),
  };
  return Object.fromEntries(Object.entries(values).filter(() => random.chance(0.25)));
}

/** With a balance that was set: a row of the ledger, unless it is that already. */
function balanced(state, name, balance, note) {
  const amount = balance - state.accounts[name].row.balance;
  return amount === 0 ? state : booked(state, name, { kind: "admin", amount, note });
}

/** A new account with these fields, whose balance is a row of the ledger. */
function joined(state, app, pass, { user, nickname = user, balance = 0, ...row }, note) {
  return balanced(added(state, user, newAccount(app, pass, { user, nickname, ...row })), user, balance, note);
}

export const users = {
  [`POST ${USERS}`](at) {
    const again = at.random.chance(0.1) && at.someone();
    if (!again && at.isFull) return undefined;
    const app = again ? at.state.accounts[again].app : at.newcomersApp();
    const [user, password] = [again || at.newName(), at.newPassword()];
    const row = { user, ...fields(at, user) };
    return adminCall(`POST ${USERS}`, at.apps[app], { ...row, password }, [user], (state, say) => {
      if (state.accounts[user]) return [say.refused("account_taken", state)];
      const after = joined(state, app, password, row);
      return [say.done(() => after, { shows: (shown) => isUser(after.accounts[user], shown, at), entry: entry(state, user, "user_created", null, app) })];
    });
  },

  [`PATCH ${USER}`](at) {
    const user = at.someone();
    if (!user) return undefined;
    const { status } = at.state.accounts[user].row;
    const password = at.random.chance(0.1) ? at.newPassword() : undefined;
    // Those that are disabled are soon enabled again, because nobody else can do anything.
    const flip = status === "disabled" ? at.random.chance(0.8) : at.random.chance(0.15);
    const body = { ...fields(at, user), ...(flip && { status: status === "disabled" ? "active" : "disabled" }), ...(password && { password }) };
    const disables = body.status === "disabled";
    const event = disables ? "user_disabled" : "balance" in body ? "balance_changed" : "user_changed";
    const detail = [...summary("users", body), ...(password ? ["password"] : [])].join(", ");
    return about(at, `PATCH ${USER}`, user, body, (state, say) => {
      const { row: before } = state.accounts[user];
      const { password: pass = state.accounts[user].pass, balance = before.balance, ...row } = body;
      const isNews = disables && before.status !== "disabled";
      const ended = disables || password !== undefined ? revoked(state, user) : state;
      const after = balanced(changed(isNews ? toldOf(ended, user, "user.disabled") : ended, user, { pass, row }), user, balance);
      // A balance alone that is that already is no change.
      const isChange = password !== undefined || Object.keys(row).length > 0 || balance !== before.balance;
      return [say.done(() => after, { shows: (shown) => isUser(after.accounts[user], shown, at), entry: isChange && entry(state, user, event, detail) })];
    });
  },

  [`DELETE ${USER}`](at) {
    const user = at.someoneWhoMayGo();
    return user && about(at, `DELETE ${USER}`, user, undefined, (state, say) => [
      say.done(() => removed(toldOf(state, user, "user.deleted"), user), { shows: ({ deleted }) => deleted === user, entry: entry(state, user, "user_deleted") }),
    ]);
  },

  [`DELETE ${USER}/tokens`](at) {
    const user = at.someone();
    return user && about(at, `DELETE ${USER}/tokens`, user, undefined, (state, say) =>
      [say.done(() => revoked(state, user), { shows: (shown) => shown.revoked === state.accounts[user].issued, entry: entry(state, user, "tokens_revoked") })]);
  },

  [`POST ${USER}/balance`](at) {
    const user = at.someone();
    if (!user) return undefined;
    const used = at.state.accounts[user].ledger.filter((it) => it.request_id && it.kind === "admin");
    const again = used.length > 0 && at.random.chance(0.1) && at.random.pick(used).request_id;
    const request_id = again || (at.random.chance(0.7) ? `a-${user}-${at.next()}` : undefined);
    const body = { amount: at.random.between(1, 1000), ...(at.random.chance(0.5) && { note: `备注 ${at.next()}` }), ...(request_id && { request_id }) };
    return about(at, `POST ${USER}/balance`, user, body, (state, say) => {
      const done = request_id && state.accounts[user].ledger.some((it) => it.request_id === request_id && it.kind === "admin");
      const after = done ? state : booked(state, user, { kind: "admin", ...body });
      const logged = !done && entry(state, user, "balance_changed", `+${body.amount}`);
      return [say.done(() => after, { shows: (shown) => isUser(after.accounts[user], shown, at), entry: logged })];
    });
  },

  /** Some who are new, and perhaps one who is there. */
  "POST /api/admin/apps/{appid}/import"(at) {
    if (at.isFull) return undefined;
    const app = at.newcomersApp();
    const there = at.random.pick(Object.keys(at.state.accounts).filter((it) => at.state.accounts[it].app === app));
    const news = Array.from({ length: at.random.between(1, 2) }, () => {
      const user = at.newName();
      const { vip_until: _, ...row } = fields(at, user);
      return { pass: at.newPassword(), row: { user, ...row } };
    });
    const sent = news.map(({ pass, row }) => ({ ...row, ...(at.random.chance(0.5) ? { password: pass } : { password_hash: createHash("md5").update(pass).digest("hex") }) }));
    if (there) sent.push({ user: there, password: "secret1", nickname: "nobody" });
    return adminCall("POST /api/admin/apps/{appid}/import", at.apps[app], { users: sent }, news.map(({ row }) => row.user), (state, say) => {
      const missing = news.filter(({ row }) => !state.accounts[row.user]);
      const existing = sent.flatMap(({ user }, n) => (state.accounts[user] ? [n] : []));
      const then = () => missing.reduce((now, { pass, row }) => joined(now, app, pass, row, "import"), state);
      const shows = (report) => isDeepStrictEqual({ ...report, existing: [...report.existing].sort() }, { added: missing.length, existing, refused: [] });
      return [say.done(then, { shows, entry: missing.length > 0 && { event: "users_imported", app, detail: String(missing.length) } })];
    });
  },

  async [`DELETE ${USER}/pictures/{picture}`](at, api) {
    const user = at.someone();
    const account = at.state.accounts[user];
    if (!account || (account.avatar === null && account.uploads.length === 0)) return undefined;
    const { items } = (await api.admin("GET", `/apps/${at.apps[account.app].appid}/users/${user}/pictures`)).body;
    // A replaced avatar may still be listed; it is not asked for. Nor is one that is there twice, because its upload was cut off,
    // repeated, and done both times: the model knows pictures by their sizes.
    const isAlone = ({ bytes }) => items.filter((it) => it.bytes === bytes).length === 1;
    const { id, bytes } = at.random.pick(items.filter((it) => isAlone(it) && (it.bytes === account.avatar || account.uploads.includes(it.bytes)))) ?? {};
    return id && about(at, `DELETE ${USER}/pictures/{picture}`, user, undefined, (state, say) => {
      const { avatar, uploads } = state.accounts[user];
      if (avatar !== bytes && !uploads.includes(bytes)) return [say.refused("not_found", state)];
      const then = () => changed(state, user, { avatar: avatar === bytes ? null : avatar, uploads: uploads.filter((it) => it !== bytes) });
      return [say.done(then, { entry: entry(state, user, "picture_deleted", id) })];
    }, { picture: id });
  },
};

const FEEDBACK = "/api/admin/apps/{appid}/feedback/{feedback}";

/** A call about one that a user wrote; it is found by its title. */
const aboutFeedback = (method, body, event, change) => async (at, api) => {
  const user = at.someone();
  const { app, feedback } = at.state.accounts[user] ?? {};
  const title = at.random.pick(feedback ?? [])?.title;
  if (!title) return undefined;
  const { appid } = at.apps[app];
  const { items } = (await api.admin("GET", `/apps/${appid}/feedback?search=${encodeURIComponent(title)}`)).body;
  const found = items.find((it) => it.title === title);
  return found && adminCall(`${method} ${FEEDBACK}`, { appid, feedback: found.id }, body, [user], (state, say) => {
    const { feedback: written = [], wrote } = state.accounts[user] ?? {};
    if (!written.some((it) => it.title === title)) return [say.refused("not_found", state)];
    const left = written.flatMap((it) => (it.title === title ? change(it) : [it]));
    // Without the newest nobody knows when the user wrote last: those before it are older than the pause.
    const isNewest = written.at(-1).title === title && left.at(-1)?.title !== title;
    const then = () => changed(state, user, { feedback: left, wrote: isNewest ? null : wrote });
    return [say.done(then, { entry: { event, app, subject: found.id, detail: body ? summary("feedback", body).join(", ") : null } })];
  });
};

export const feedback = {
  [`PATCH ${FEEDBACK}`]: aboutFeedback("PATCH", { status: "done" }, "feedback_changed", (it) => [{ ...it, status: "done" }]),
  [`DELETE ${FEEDBACK}`]: aboutFeedback("DELETE", undefined, "feedback_deleted", () => []),
};
