// A look at an account, an app or a developer through the admin API, and at the audit log, after a call that was cut off: so its
// client knows again what is there, and whether that is one of the states that may be.

import { areSame, auditEntry, auditLine } from "./lines.mjs";
import { arePictures, isApp, isDeveloper, isLedger, isUser } from "./shown.mjs";

/** What there is to look at after `operation`: functions that do so, of the client and the API. */
export function looks({ touches, sent }) {
  const named = touches.filter((it) => it !== "nobody").map((name) => (client, api) => lookAt(client, api, name));
  return sent === undefined ? named : [...named, (client, api) => lookAtAudit(client, api, sent)];
}

/** At what `name` names: an account, or an app or a developer of the client's own. */
async function lookAt(client, api, name) {
  const [account, developer] = [
    client.model.states.map(({ accounts }) => accounts[name]).find(Boolean),
    client.model.states.some(({ developers }) => developers.some(({ row }) => row.name === name)),
  ];
  if (account) return lookAtUser(client, api, name, account.app);
  return developer ? lookAtMade(client, api, name, DEVELOPERS) : lookAtMade(client, api, name, APPS);
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

/** All items of a list, or those before the first that is not `wanted`, and some after it. */
async function all(api, path, wanted = () => true, cursor = "") {
  const { items, next_cursor } = (await answered(api, `${path}?limit=500${cursor}`)).body;
  return next_cursor === null || !items.every(wanted) ? items : [...items, ...(await all(api, path, wanted, `&cursor=${next_cursor}`))];
}

/** What a client makes without naming its id: where, by what the admin API knows it, what is learned from it, and whether it is it. */
const APPS = { list: "apps", path: "/apps", id: "appid", learn: ({ appid, signature, webhook_secret: secret }) => ({ appid, signature, secret }), is: isApp };
const DEVELOPERS = { list: "developers", path: "/developers", id: "id", learn: ({ id }) => ({ id }), is: isDeveloper };

/** At those with this name: there may be two, as their creation was repeated. Learns their ids. */
async function lookAtMade({ model }, api, name, { list, path, id, learn, is }) {
  const shown = (await all(api, path)).filter((it) => it.name === name);
  model.seen(name, (state) => {
    const named = state[list].filter(({ row }) => row.name === name);
    const nameless = named.filter((it) => it[id] === null);
    const found = shown.map((it) => named.find((one) => one[id] === it[id]) ?? nameless.pop());
    const fits = shown.length === named.length && shown.every((it, n) => found[n] && is(found[n], it));
    return fits ? { ...state, [list]: [...state[list].filter((it) => !named.includes(it)), ...shown.map((it, n) => ({ ...found[n], ...learn(it) }))] } : undefined;
  }, shown, (state) => state[list].filter(({ row }) => row.name === name));
}

/** Entries that say nothing of whose call it was; but an import that is repeated adds nobody, so there is one of each. */
const NOBODYS = "users_imported";

/** At the entries since a call was `sent` first: an entry's id says when its call came, in microseconds. */
async function lookAtAudit({ model, apps }, api, sent) {
  const since = (state) => state.audit.filter((it) => it.sent >= sent && it.event !== NOBODYS).map(auditLine);
  const possible = new Set(model.states.flatMap(since));
  if (possible.size === 0) return;
  const isSince = ({ id }) => Number(id) >= sent * 1000;
  const shown = (await all(api, "/audit", isSince)).filter(isSince);
  const found = shown.map((it) => auditLine(auditEntry(it, apps))).filter((it) => possible.has(it));
  model.seen("the audit log", (state) => (areSame(since(state), found) ? state : undefined), found, since);
}
