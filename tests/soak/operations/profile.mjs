// What users change of themselves, and what they send to the app's developer.

import { SIGNIN } from "../apps.mjs";
import { afterPause, asUser } from "../calls.mjs";
import { SOME_TIME, booked, changed } from "../state.mjs";

/** Seconds between two feedbacks of a user. */
const PAUSE = 30;

/** A call that sets a column. */
const sets = (endpoint, parameter, column, make) => (at) => {
  const [name, value] = [at.someone(), make(at)];
  return name && asUser(at, endpoint, name, { [parameter]: value }, (state, say) => [say.done(() => changed(state, name, { row: { [column]: value } }))]);
};

export const profile = {
  update_sign: sets("update_sign", "newsign", "sign", (at) => `签名 ${at.next()}`),
  change_nickname: sets("change_nickname", "nickname", "nickname", (at) => `昵称 ${at.next()}`),

  qq(at) {
    const name = at.someone();
    if (!name) return undefined;
    const { app } = at.state.accounts[name];
    const others = Object.values(at.state.accounts).filter((it) => it.app === app && it.row.qq);
    const qq = at.random.chance(0.1) && others.length > 0 ? at.random.pick(others).row.qq : at.newQq();
    return asUser(at, "qq", name, { qq }, (state, say) => {
      const taken = Object.values(state.accounts).some((it) => it.app === app && it.row.qq === qq && it.row.user !== name);
      return taken ? [say.refused("qq_taken", state)] : [say.done(() => changed(state, name, { row: { qq } }))];
    });
  },

  signin(at) {
    const name = at.someone();
    return name && asUser(at, "signin", name, {}, (state, say) => {
      const { row } = state.accounts[name];
      if (row.checkin_at !== null) return [say.done(() => state, { nth: 1 })];
      const exp = row.exp + SIGNIN.signin_exp;
      const signed = changed(state, name, { row: { checkin_at: SOME_TIME, checkin_streak: 1, exp } });
      return [say.done(() => booked(signed, name, { kind: "signin", amount: SIGNIN.signin_balance }))];
    });
  },

  feedback(at) {
    const name = at.someone();
    const sentAt = Date.now();
    if (!name || at.pauses(at.state.accounts[name].wrote, PAUSE)) return undefined;
    const written = { title: `标题 ${name} ${at.next()}`, content: `内容 ${at.next()}`, contact: at.random.chance(0.5) ? `contact ${at.next()}` : null };
    const { contact, ...others } = written;
    return asUser(at, "feedback", name, { ...others, ...(contact && { contact }) }, (state, say) => {
      const { wrote, feedback } = state.accounts[name];
      const done = say.done(() => changed(state, name, { wrote: sentAt, feedback: [...feedback, { ...written, status: "open" }] }));
      return afterPause(wrote, PAUSE, done, say.refused("feedback_too_soon", state));
    });
  },
};
