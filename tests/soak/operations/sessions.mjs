// Accounts and sessions: coming, proving oneself, going.

import { createHash } from "node:crypto";
import { asUser, refusal, userCall } from "../calls.mjs";
import { SOME_TIME, added, changed, newAccount, removed, revoked, toldOf } from "../state.mjs";

/** Whether a profile is this account's, as far as both know it; `contacts` are shown to the user alone. */
function profileIs({ row, avatar }, data, { contacts, purse }) {
  const contact = (value) => (contacts ? value ?? "未绑定" : "未公开");
  const wanted = {
    username: row.user, nickname: row.nickname, qq: contact(row.qq), useremail: contact(row.email), exp: row.exp, grade: row.grade,
    title: row.title ?? "未佩戴", Continuous: row.checkin_streak, likes: row.likes, Continuouslogin: row.login_streak,
    signature: row.sign ?? "此用户很懒,连签名都没有留下", foll: row.following, fans: row.fans, forum: row.posts, sex: row.sex,
    ...(row.user !== purse && { piastrenum: row.balance }),
    ...(avatar === null && row.icon !== null && { icon: row.icon }),
  };
  return Object.entries(wanted).every(([name, value]) => data[name] === value);
}

/** An address in one of few networks; or undefined, for the one that all calls come from. */
const somewhere = ({ random }) => (random.chance(0.5) ? `203.0.${random.between(1, 3)}.${random.between(1, 254)}` : undefined);
const HERE = "127.0.0.0";
const network = (address = HERE) => address.replace(/\d+$/, "0");

/** With the network of an address among those of `user`. */
export function seenFrom(state, user, address) {
  const { places } = state.accounts[user];
  return places.includes(network(address)) ? state : changed(state, user, { places: [...places, network(address)] });
}

/** A login of `user`, by their password if none is given. */
export function logIn(at, user, given) {
  const { app, pass } = at.state.accounts[user];
  const proof = { user, pass: given ?? pass };
  const from = somewhere(at);
  return userCall(at, "login", at.apps[app], proof, [user], (state, say) => {
    const refused = refusal(state, user, proof);
    if (refused) return [say.refused(refused, state)];
    const { tokens, strangers, issued, places } = state.accounts[user];
    const isNews = places.length > 0 && !places.includes(network(from));
    const before = seenFrom(isNews ? toldOf(state, user, "user.login_new_place") : state, user, from);
    const shows = (data) => /^[0-9a-f]{64}$/.test(data.token) && profileIs(state.accounts[user], data, { contacts: true, purse: at.purse });
    const then = (body) => changed(before, user, {
      row: { login_at: SOME_TIME },
      issued: issued + 1,
      ...(body ? { tokens: [...tokens, body.data.token] } : { strangers: strangers + 1 }),
    });
    return [say.done(then, { shows })];
  }, from);
}

/** A question whether a token of `name` is good. Only a fresh answer is exact of one that was revoked. */
export function checkToken(at, app, name, token, fresh) {
  const params = { token, ...(fresh && { fresh: "1" }) };
  return userCall(at, "token_check", at.apps[app], params, [], (state, say) =>
    state.accounts[name]?.tokens.includes(token)
      ? [say.done(() => state, { shows: ({ username }) => username === name })]
      : [say.refused("wrong_token", state)]);
}

export const sessions = {
  register(at) {
    const again = at.random.chance(0.1) && at.someone();
    if (!again && at.isFull) return undefined;
    const app = again ? at.state.accounts[again].app : at.newcomersApp();
    const [user, pass] = [again || at.newName(), at.newPassword()];
    const row = {
      user,
      nickname: `新人${at.next()}`,
      ...(at.random.chance(0.3) && { qq: at.newQq() }),
      ...(at.random.chance(0.3) && { email: at.newAddress() }),
      ...(at.random.chance(0.3) && { icon: `https://example.com/${at.next()}.png` }),
    };
    const sent = at.random.chance(0.5) ? createHash("md5").update(pass).digest("hex") : pass;
    const { icon: imag, ...others } = row;
    const from = somewhere(at);
    return userCall(at, "register", at.apps[app], { ...others, pass: sent, ...(imag && { imag }) }, [user], (state, say) =>
      state.accounts[user]
        ? [say.refused("account_taken", state)]
        : [say.done(() => toldOf(seenFrom(added(state, user, newAccount(app, pass, row)), user, from), user, "user.registered"))], from);
  },

  login(at) {
    const user = at.someone();
    return user && logIn(at, user, at.random.chance(0.05) ? "wrong123" : undefined);
  },

  token_check(at) {
    const { app, name, token } = at.someToken() ?? {};
    return token && checkToken(at, app, name, token, !at.state.accounts[name]?.tokens.includes(token) || at.random.chance(0.5));
  },

  logout(at) {
    const { app, name, token } = at.someToken() ?? {};
    return token && userCall(at, "logout", at.apps[app], { token }, [name], (state, say) => {
      if (!state.accounts[name]?.tokens.includes(token)) return [say.refused("wrong_token", state)];
      const { tokens } = state.accounts[name];
      const left = changed(state, name, { tokens: tokens.filter((it) => it !== token) });
      return [say.done(() => ({ ...left, dead: [...left.dead, { app, token, name }] }))];
    });
  },

  logout_all(at) {
    const name = at.someone();
    return name && asUser(at, "logout_all", name, {}, (state, say) => [say.done(() => revoked(state, name))]);
  },

  new_pass(at) {
    const [name, pass] = [at.someone(), at.newPassword()];
    return name && asUser(at, "new_pass", name, { newpass: pass }, (state, say) => [say.done(() => changed(revoked(state, name), name, { pass }))]);
  },

  delete_account(at) {
    const user = at.someoneWhoMayGo();
    if (!user) return undefined;
    const { app, pass } = at.state.accounts[user];
    const proof = { user, pass: at.random.chance(0.2) ? "wrong123" : pass };
    return userCall(at, "delete_account", at.apps[app], proof, [user], (state, say) => {
      const refused = refusal(state, user, proof);
      return refused ? [say.refused(refused, state)] : [say.done(() => removed(toldOf(state, user, "user.deleted"), user))];
    });
  },

  data(at) {
    const [asks, user] = [at.someone(), at.someone()];
    if (!user || at.state.accounts[asks].app !== at.state.accounts[user].app) return undefined;
    const answered = (state, say, contacts) =>
      state.accounts[user]
        ? [say.done(() => state, { shows: (data) => profileIs(state.accounts[user], data, { contacts, purse: at.purse }) })]
        : [say.refused("no_such_user", state)];
    if (at.state.accounts[user].app === "password") return userCall(at, "data", at.apps.password, { user }, [], (state, say) => answered(state, say, false));
    const proof = at.proof(asks);
    return proof && userCall(at, "data", at.apps.token, { user, ...proof }, [], (state, say) => {
      const refused = refusal(state, asks, proof);
      return refused ? [say.refused(refused, state)] : answered(state, say, asks === user);
    });
  },
};
