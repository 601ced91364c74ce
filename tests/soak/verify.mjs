// What only a running server can say, asked at the end: passwords open their accounts, tokens that were answered are good and
// revoked ones are not, keys and sessions of developers are theirs, pictures are served. Whether there is more or less than that, the database says (stored.mjs).

import assert from "node:assert/strict";
import { byKey, bySession, whoCalls } from "./operations/developers.mjs";
import { checkToken, logIn } from "./operations/sessions.mjs";

/** Revoked tokens of a client that are asked about; the database is asked about all. */
const DEAD = 10;

export async function verify(client, api) {
  const { state } = client;
  for (const name of Object.keys(state.accounts)) await client.perform(logIn(client, name), api);
  for (const { app, row, tokens } of Object.values(client.state.accounts)) {
    for (const token of tokens.slice(-2)) await client.perform(checkToken(client, app, row.user, token, false), api);
  }
  for (const { app, name, token } of state.dead.slice(-DEAD)) await client.perform(checkToken(client, app, name, token, true), api);
  for (const developer of state.developers.filter(({ key, row }) => key !== null && row.status === "active")) {
    for (const by of [byKey(developer), ...developer.sessions.map(bySession)]) await client.perform(whoCalls(developer.id, by), api);
  }
  for (const { app, row, avatar, uploads } of Object.values(state.accounts)) {
    if (avatar !== null || uploads.length > 0) await assertServed(api, `/apps/${client.apps[app].appid}/users/${row.user}/pictures?limit=500`);
  }
}

async function assertServed(api, path) {
  for (const { url, bytes } of (await api.admin("GET", path)).body.items) {
    const answer = await fetch(url);
    assert.deepEqual([answer.status, (await answer.arrayBuffer()).byteLength], [200, bytes], `GET ${url}`);
  }
}
