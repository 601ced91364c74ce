// The whole soak: crashes, steady load, and the comparison of what is stored with what the clients know. Used by
// `npm run soak` and, shorter, by npm test.

import { randomBytes } from "node:crypto";
import { read } from "../../scripts/lib.mjs";
import { api } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";
import { newStateDir, startServer } from "../harness/server.mjs";
import { makeApps } from "./apps.mjs";
import { Client } from "./client.mjs";
import { compare } from "./compare.mjs";
import { crashes } from "./crashes.mjs";
import { Random } from "./random.mjs";
import { receiver } from "./receiver.mjs";
import { steady } from "./steady.mjs";
import { verify } from "./verify.mjs";

/** The day of the deployment begins with the run: no midnight comes within it, after which users could sign in again. */
const UTC_OFFSET_MINUTES = String(-(new Date().getUTCHours() * 60 + new Date().getUTCMinutes()));

/** What a deployment's hashes cost. */
const DEPLOYED_COST = () => ({ PASSWORD_COST: read("wrangler.toml").match(/^PASSWORD_COST = "(.+?)"/m)[1] });

/**
 * Runs it: `operations` with `kills` at least, then `seconds` of steady load, by hashes as a deployment has them if
 * `deployed`. The same `seed` makes the same choices, as far as the answers come in the same order.
 */
export async function soak({ operations, kills, seconds, connections, seed, deployed = false, say }) {
  const [stateDir, adminKey] = [newStateDir(), randomBytes(32).toString("hex")];
  const vars = { UTC_OFFSET_MINUTES, COST_HEADER: "off" };
  const begun = (server) => ({ server, api: api(server) });
  const start = async () => begun(await startServer({ stateDir, adminKey, vars }));

  const webhook = await receiver();
  const first = await start();
  const apps = await makeApps(first.api, webhook.url);
  const clients = [];
  for (let number = 0; number < connections; number += 1) clients.push(new Client({ number, seed, apps, clients }));

  // The first life of the server has begun already.
  const lives = [first];
  const crashed = await crashes(clients, { operations, kills, random: new Random(seed), start: async () => lives.pop() ?? start(), say });

  // Without wrangler, whose inspector keeps what every call asked of the storage.
  const last = begun(await startBare({ stateDir, adminKey, vars: { ...vars, ...(deployed && DEPLOYED_COST()) }, inspector: true }));
  let held;
  try {
    await all(clients, (client) => client.settle(last.api, () => {}));
    held = await steady(last, clients, { seconds, say });
    await all(clients, (client) => verify(client, last.api));
  } finally {
    await last.server.stop();
  }
  const rows = await compare(stateDir, clients, apps, webhook.received);
  say(`the database is what ${connections} clients know: ${rows} rows and tokens compared`);
  return { crashes: { ...crashed, compared: rows }, steady: held };
}

const all = (clients, task) => Promise.all(clients.map(task));
