// The comparison at the end: the database is exactly what the clients know. Nothing that was acknowledged is missing, and
// nothing is there that nobody asked for.

import assert from "node:assert/strict";
import { believed, entriesOf, tokenIn } from "./believed.mjs";
import { areSame, auditLine, leftLine, sha256, toldLine } from "./lines.mjs";
import { key, stored, tablesOf } from "./stored.mjs";

/** Compares; `received` are the deliveries that came to the webhooks. Answers how many lines were compared. */
export async function compare(stateDir, clients, shared, received) {
  const purses = new Set(clients.map(({ purse }) => purse));
  const tokens = clients.flatMap(({ model }) => model.states.flatMap(({ accounts, dead }) => [...Object.values(accounts).flatMap((it) => it.tokens), ...dead.map((it) => it.token)]));
  const developers = clients.flatMap(({ model }) => model.states.flatMap((it) => it.developers));
  const secrets = developers.flatMap(({ key, sessions }) => [...(key === null ? [] : [key]), ...sessions.map(tokenIn)]);
  const digests = new Set([...tokens, ...secrets].map(sha256));
  const tables = await tablesOf(stateDir);
  const found = stored(tables, { clients: clients.length, shared, purses, digests });

  const differences = found.nobodys.map((it) => `nobody asked for: ${it}`);
  const states = clients.map((client, n) => {
    const part = found.parts[n];
    const fitting = client.model.states.find((state) => areSame(believed(state, client), part));
    if (!fitting) differences.push(...difference(believed(client.state, client), part));
    return fitting ?? client.state;
  });
  const left = states.flatMap((state) => state.left.map(leftLine));
  differences.push(...difference(left, found.left));
  const made = Object.keys(shared).map((app) => auditLine({ event: "app_created", app }));
  differences.push(...difference([...made, ...states.flatMap(entriesOf)], found.audit));
  differences.push(...difference(states.flatMap(({ told }) => told.map(toldLine)), found.told));
  assert.deepEqual(differences, [], "the database is not what the clients know");

  assertMoney(found);
  assertDelivered(found.deliveries, received);
  assertMails(tables.deliveries, states, shared);
  assertTokens(tables.tokens, digests, clients);
  return found.parts.flat().length + found.left.length + found.audit.length + found.told.length;
}

/** What is in one of two lists of lines and not in the other. */
function difference(wanted, found) {
  const counts = new Map();
  for (const it of found) counts.set(it, (counts.get(it) ?? 0) + 1);
  for (const it of wanted) counts.set(it, (counts.get(it) ?? 0) - 1);
  return [...counts].filter(([, n]) => n !== 0).map(([it, n]) => `${n < 0 ? "missing" : "nobody asked for"}: ${it}`);
}

/** Each balance is the sum of its ledger, row by row; and what was paid is what was received, each time. */
function assertMoney({ ledgers, balances }) {
  const [paid, received] = [[], []];
  for (const [of, rows] of ledgers) {
    let balance = 0;
    for (const { appid, user_id, peer_id, kind, amount, balance: after } of rows) {
      balance += amount;
      assert.equal(after, balance, `the ledger of ${of} adds up`);
      if (kind === "pay") paid.push(`${key(appid, user_id)} to ${peer_id}: ${-amount}`);
      if (kind === "receive") received.push(`${key(appid, peer_id)} to ${user_id}: ${amount}`);
    }
    if (balances.has(of)) assert.equal(balances.get(of), balance, `the balance of ${of} is that of its ledger`);
  }
  for (const [of, balance] of balances) assert.ok(ledgers.has(of) || balance === 0, `${of} has ${balance} and no ledger`);
  assert.deepEqual(difference(paid, received), [], "what was paid was received");
}

/** What is delivered has come, and what has come of an app that is there is written down. */
function assertDelivered(deliveries, received) {
  const written = new Map(deliveries.map(({ appid, id, event, account }) => [`${appid}-${id}`, `${event} ${account ?? ""}`]));
  for (const { appid, id, state } of deliveries) assert.ok(state !== "delivered" || received.has(`${appid}-${id}`), `the delivery ${id} of ${appid} has come`);
  const apps = new Set(deliveries.map(({ appid }) => appid));
  for (const [id, what] of received) if (apps.has(id.split("-")[0])) assert.equal(what, written.get(id), `what came as ${id}`);
}

/** Mails of users are logged with their call; those with codes a moment after it, so a few may be missing. */
function assertMails(mails, states, shared) {
  for (const [app, { appid }] of Object.entries(shared)) {
    const count = (...purposes) => mails.filter((it) => it.appid === appid && purposes.includes(it.purpose)).length;
    assert.equal(count("send"), states.reduce((sum, { sent }) => sum + sent[app], 0), "mails of mail/send");
    const asked = states.flatMap((state) => state.asked.filter((it) => it.app === app));
    assert.ok(count("reset", "bind") <= asked.length, "mails with codes");
  }
}

/** No token is there but of a login: those that nobody knows are of logins that were not answered. */
function assertTokens(tokens, digests, clients) {
  const unknown = tokens.filter(({ digest }) => !digests.has(digest)).length;
  const unanswered = clients.reduce((sum, { cutOff }) => sum + (cutOff.login ?? 0), 0);
  assert.ok(unknown <= unanswered, `${unknown} unknown tokens of ${unanswered} logins that were not answered`);
}
