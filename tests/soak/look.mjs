// A look at an account or an app through the admin API, after a call that was cut off: so its client knows again what is
// there, and whether that is one of the states that may be.

import { isDeepStrictEqual } from "node:util";
import { isUser } from "./calls.mjs";
import { known } from "./state.mjs";

/** What `name` names: an account, or an app of the client's own. */
export async function look(client, api, name) {
  const account = client.model.states.map(({ accounts }) => accounts[name]).find(Boolean);
  await (account ? lookAtUser(client, api, name, account.app) : lookAtApps(client, api, name));
}

async function lookAtUser(client, api, name, app) {
  const path = `/apps/${client.apps[app].appid}/users/${name}`;
  const user = await answered(api, path);
  const expected = (state) => state.accounts[name] ?? "nobody";
  if (user.status === 404) return client.model.seen(name, (state) => (state.accounts[name] ? undefined : state), user, expected);
  const ledger = (await all(api, `${path}/ledger`)).reverse();
  const pictures = await all(api, `${path}/pictures`);
  const fits = (account) => isUser(account, user.body, client) && isLedger(account, ledger, client) && arePictures(account, pictures);
  client.model.seen(name, (state) => (state.accounts[name] && fits(state.accounts[name]) ? state : undefined), { user: user.body, ledger, pictures }, expected);
}

/** What the Worker answers; what stands between may answer in its stead. */
async function answered(api, path) {
  const answer = await api.admin("GET", path);
  if (answer.body === undefined) throw new Error(`${path}: not the Worker's answer: ${answer.status} ${answer.text}`);
  return answer;
}

/** All items of a list. */
async function all(api, path, cursor = "") {
  const { items, next_cursor } = (await answered(api, `${path}?limit=500${cursor}`)).body;
  return next_cursor === null ? items : [...items, ...(await all(api, path, `&cursor=${next_cursor}`))];
}

/** Whether these are the account's, but for what others paid to the purse. */
function isLedger({ row, ledger }, shown, { purse }) {
  const own = (rows) => rows.filter(({ kind }) => row.user !== purse || kind !== "receive").map(({ kind, amount, request_id, note }) => [kind, amount, request_id, note]);
  return isDeepStrictEqual(own(shown), own(ledger));
}

function arePictures({ avatar, uploads }, shown) {
  const wanted = [...uploads.map((bytes) => `upload ${bytes}`), ...(avatar === null ? [] : [`avatar ${avatar}`])];
  return isDeepStrictEqual(shown.map(({ kind, bytes }) => `${kind} ${bytes}`).sort(), wanted.sort());
}

/** The apps with this name: there may be two, as their creation was repeated. Learns their ids and signatures. */
async function lookAtApps({ model }, api, name) {
  const shown = (await all(api, "/apps")).filter((it) => it.name === name);
  model.seen(name, (state) => {
    const named = state.apps.filter(({ row }) => row.name === name);
    const found = shown.map((it) => named.find(({ appid }) => appid === it.appid) ?? named.find(({ appid }) => appid === null));
    const fits = shown.length === named.length && shown.every((it, n) => found[n] && isApp(found[n], it));
    const learned = shown.map(({ appid, signature }, n) => ({ ...found[n], appid, signature }));
    return fits ? { ...state, apps: [...state.apps.filter((it) => !named.includes(it)), ...learned] } : undefined;
  }, shown, ({ apps }) => apps.filter(({ row }) => row.name === name));
}

/** Whether an app, as the admin API or the database shows it, is this one. */
export function isApp({ signature, row }, shown) {
  const settings = ({ appid, signature, developer_id, ...others }) => others;
  return isDeepStrictEqual(settings(known(shown)), settings(row)) && (signature === null || signature === shown.signature);
}
