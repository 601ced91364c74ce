// Money by the users' own calls: each exactly once, with a request_id or without.

import { asUser } from "../calls.mjs";
import { booked } from "../state.mjs";

/** More than anybody has. */
const TOO_MUCH = 1_000_000_000;

/** The parameters of a change of `amount`: most with a request_id, some with one that was used before. */
function change(at, name, amount) {
  const used = at.state.accounts[name].ledger.filter((it) => it.request_id && it.kind !== "admin");
  const again = used.length > 0 && at.random.chance(0.1) && at.random.pick(used).request_id;
  return { num: String(amount), ...(again ? { request_id: again } : at.random.chance(0.7) && { request_id: `r-${name}-${at.next()}` }) };
}

/** Whether the user did this request before. The admin API's ids are apart. */
const repeated = (state, name, id) => id !== undefined && state.accounts[name].ledger.some((it) => it.request_id === id && it.kind !== "admin");

/** What may be taken from `name`: what is there, or now and then too much. */
function some(at, name) {
  const has = at.state.accounts[name].row.balance;
  return has > 0 && at.random.chance(0.9) ? at.random.between(1, Math.min(has, 500)) : TOO_MUCH;
}

export const money = {
  money_add(at) {
    const name = at.someone();
    if (!name) return undefined;
    const params = change(at, name, at.random.between(1, 1000));
    return asUser(at, "money_add", name, params, (state, say) => [say.done(() =>
      repeated(state, name, params.request_id) ? state : booked(state, name, { kind: "add", amount: Number(params.num), request_id: params.request_id }))]);
  },

  money_reduce(at) {
    const name = at.someone();
    if (!name) return undefined;
    const params = change(at, name, some(at, name));
    const amount = Number(params.num);
    return asUser(at, "money_reduce", name, params, (state, say) => {
      if (repeated(state, name, params.request_id)) return [say.done(() => state)];
      if (state.accounts[name].row.balance < amount) return [say.refused("balance_too_low", state)];
      return [say.done(() => booked(state, name, { kind: "reduce", amount: -amount, request_id: params.request_id }))];
    });
  },

  /** To another account of this client, or to the one of another client that is there to be paid. */
  transfer(at) {
    const name = at.someone();
    if (!name) return undefined;
    const { app } = at.state.accounts[name];
    const own = at.random.pick(Object.keys(at.state.accounts).filter((it) => at.state.accounts[it].app === app));
    const foreign = app === "token" && at.random.chance(0.6) ? at.random.pick(at.purses()) : undefined;
    const peer = foreign ?? (at.random.chance(0.05) ? "nobody" : own);
    const params = change(at, name, some(at, name));
    const amount = Number(params.num);
    return asUser(at, "transfer", name, { newuser: peer, ...params }, (state, say) => {
      if (repeated(state, name, params.request_id)) return [say.done(() => state)];
      const here = state.accounts[peer];
      if (!foreign && !here) return [say.refused("no_such_payee", state)];
      if (peer === name) return [say.refused("payee_is_payer", state)];
      if (state.accounts[name].row.balance < amount) return [say.refused("balance_too_low", state)];
      const paid = () => booked(state, name, { kind: "pay", amount: -amount, peer, request_id: params.request_id });
      return [say.done(() => (here ? booked(paid(), peer, { kind: "receive", amount, peer: name }) : paid()))];
    }, [name, peer]);
  },
};
