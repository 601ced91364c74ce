// Operations: calls with fixed parameters, which may be sent again just as they were. Each is
//
//   call       the endpoint's name, or method and path of the admin API, as declared.json has them
//   send       sends it by an `api` of the harness; answers the answer
//   outcomes   what may become of it in a state: {name, answers, then, half}. `answers` says whether an answer is this one's,
//              `then` makes the state after it, from the answer's body if there was one. `half` is the state between two
//              transactions, where the call has two.
//   touches    the accounts, and the names of the apps and developers, that it may change
//   sent       of a call that leaves entries in the audit log: when it was sent first, in milliseconds

import { declared } from "../harness/declared.mjs";
import { audited } from "./state.mjs";

const ENDPOINTS = new Map(declared.endpoints.map((it) => [it.name, it]));
const { problems } = declared.admin;

/** Seconds by which a call that was cut off may have happened later than it was sent. */
const UNCERTAIN = 15;

/** A text without the numbers in it: how long to wait, and the like. */
const without = (text) => String(text).replace(/\d+/g, "#");

/** The outcomes that a user endpoint declares. */
function words(endpoint) {
  const { done, cases } = ENDPOINTS.get(endpoint);
  return {
    /** The `nth` of its successes, whose data `shows` takes. */
    done: (then, { nth = 0, shows = () => true, half } = {}) => ({
      name: "done",
      answers: ({ body }) => body?.code === 200 && (done.length === 0 || [body.msg, body.data].includes(done[nth])) && shows(body.data),
      then,
      half,
    }),
    /** The case `id`, after which `state` is as it was. */
    refused: (id, state) => ({
      name: id,
      answers: ({ body }) => body?.code === cases[id].code && without(body.data) === without(cases[id].data),
      then: () => state,
    }),
  };
}

/** A call of an endpoint in the app `app`, from the address `from` if one is given. `outcomes(state, say)`. */
export function userCall(at, endpoint, app, params, touches, outcomes, from) {
  // A picture goes as multipart, whichever of these it is asked for.
  const way = ENDPOINTS.get(endpoint).parameters.some((it) => it.required === "file") ? "post" : at.random.pick(["post", "post", "json", "user"]);
  const say = words(endpoint);
  const all = { appid: app.appid, signature: app.signature, ...params };
  // Cloudflare says where a client is; here the client may.
  const send = (api) => (from ? api.user(endpoint, all, { headers: { "cf-connecting-ip": from } }) : api[way](endpoint, all));
  return { call: endpoint, touches, send, outcomes: (state) => outcomes(state, say) };
}

/** A call that `name` proves to be allowed to make; nothing where they have no proof. */
export function asUser(at, endpoint, name, params, outcomes, touches = [name]) {
  const proof = at.proof(name);
  if (!proof) return undefined;
  const app = at.apps[at.state.accounts[name].app];
  return userCall(at, endpoint, app, { ...params, ...proof }, touches, (state, say) => {
    const refused = refusal(state, name, proof);
    return refused ? [say.refused(refused, state)] : outcomes(state, say);
  });
}

/** Why `proof` is not one; nothing where it is. */
export function refusal(state, name, proof) {
  const account = state.accounts[name];
  if (proof.token) return account?.tokens.includes(proof.token) ? undefined : "wrong_token";
  if (account?.pass !== proof.pass) return "wrong_credentials";
  return account.row.status === "disabled" ? "user_disabled" : undefined;
}

/**
 * The outcomes of what must wait `pause` seconds after `since` (milliseconds, null for never): `done` or `tooSoon`, and either
 * where it is not known which clock said what.
 */
export function afterPause(since, pause, done, tooSoon) {
  const seconds = since === null ? Infinity : (Date.now() - since) / 1000;
  if (seconds < pause - UNCERTAIN) return [tooSoon];
  return seconds > pause + UNCERTAIN ? [done] : [done, tooSoon];
}

/**
 * A call of the admin API: `call` is method and declared path, whose places `values` fill. `outcomes(state, say)`. `by(api, method,
 * path, body)` sends it in another way than by the owner's key.
 */
export function adminCall(call, values, body, touches, outcomes, { query = "", by = (api, ...what) => api.admin(...what) } = {}) {
  const [method, declaredPath] = call.split(" ");
  const path = declaredPath.replace("/api/admin", "").replace(/\{(\w+)\}/g, (_, name) => values[name]) + query;
  const sent = Date.now();
  const say = {
    /** It is done, and `shows` takes its body; `entry` is what it leaves in the audit log, if anything. */
    done: (then, { shows = () => true, entry } = {}) => ({
      name: "done",
      answers: ({ status, body }) => [200, 201].includes(status) && shows(body),
      then: (body) => (entry ? audited(then(body), { ...entry, sent }) : then(body)),
    }),
    refused: (id, state) => ({ name: id, answers: ({ status, body }) => status === problems[id].status && body?.error.code === problems[id].code, then: () => state }),
  };
  return { call, touches, sent, send: (api) => by(api, method, path, body), outcomes: (state) => outcomes(state, say) };
}

/** A call of the admin API that changes nothing: `shows(body, state)`; where `isThere` says no, it is refused. */
export const adminRead = (call, values, shows, { isThere = () => true, ...more } = {}) =>
  adminCall(call, values, undefined, [], (state, say) =>
    [isThere(state) ? say.done(() => state, { shows: (body) => shows(body, state) }) : say.refused("not_found", state)], more);
