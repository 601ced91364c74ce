// This Worker, as wrangler.toml configures it but for the throttle and the log: with the least password hash there is, which shows
// all the rest of a call, computed where peers compute theirs; the same by way of the Durable Object; and the default.

import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";
import { root } from "../../scripts/lib.mjs";
import { allMigrations } from "../../scripts/migrations.mjs";
import { copyUsers, knownTokens } from "../../scripts/bulk.mjs";
import { firstSignin, loggedIn, ownLanes, passwordLane, register, registered, tokenLanes, updateByPassword, updateByToken } from "./documented.mjs";
import { asking, hashing, many, next } from "./operations.mjs";

/** At least as many as a run has calls with an app, a token or a password that the isolate does not remember. */
const STRANGERS = 32;
/** Users who log in: enough that each has room for its tokens in KV throughout a run, as users have who log in now and then. */
const VISITORS = 400;
/** Users who sign in for the first time of the day: more than a run has such calls. */
const RISERS = 60_000;

const ADMIN_KEY = randomBytes(32).toString("hex");
/** The owner's. */
export const authorization = `Bearer ${ADMIN_KEY}`;

/** The subjects of the build in `folder`, as it is now: whoever builds meanwhile does no harm. */
export function nobase(folder = path.join(root, "build"), more = "") {
  const modules = ["index.js", "index_bg.wasm"];
  const copy = path.join(root, "bench", ".build", `nobase${more.replace(/\W+/g, "-")}`);
  for (const name of modules) fs.cpSync(path.join(folder, name), path.join(copy, name));
  // wrangler.toml as Miniflare takes it, without .dev.vars, which is the developer's own, and without the console's files:
  // the stand-in for Cloudflare's own router would be in front of this subject and of no other.
  const envFiles = [path.join(root, "bench", "none.env")];
  const { bindings, assets: _, ...worker } = optionsOf(path.join(root, "wrangler.toml"), undefined, { envFiles }).workerOptions;
  const subject = (name, vars, pick = (lanes) => lanes) => ({
    name: `nobase-edge${more}${name}`,
    slow: pick === hashing,
    folder: copy,
    modules,
    worker: { ...worker, bindings: { ...bindings, THROTTLE: "off", LOG: "off", ADMIN_KEY, ...vars } },
    countedWith: { COST_HEADER: "on" },
    schema: allMigrations(),
    first: "/api/user/login", // without parameters: 200, and an envelope that says what is missing
    lanes: async (server) => pick(await lanes(server)),
  });
  const least = { PASSWORD_COST: "m=8,t=1,p=1" };
  return [
    subject(", least hash", { ...least, HASHER: "inline" }), // as the peers hash
    subject(", least hash in the object", least, asking),
    subject("", {}, hashing),
  ];
}

/** The admin API of `server`. */
export const adminOf = (server) => async (method, path, json) => {
  const { body } = await server.client.must({ method, path: `/api/admin${path}`, json, headers: { authorization } });
  return body;
};

/** A new app, as parameters. */
export async function newApp(admin, settings) {
  const { appid, signature } = await admin("POST", "/apps", { name: "bench", ...settings });
  return { appid, signature };
}

/** The lanes of an app's admin pages: of its users, of the ledger of one of `accounts`. */
export const adminLane = (app, accounts) => ({
  "admin: page of users": page(() => `/api/admin/apps/${app.appid}/users`),
  "admin: page of a ledger": page(() => `/api/admin/apps/${app.appid}/users/${next(accounts)}/ledger`),
});

const page = (path) => ({
  next: () => ({ path: path(), headers: { authorization } }),
  right: ({ status }) => status === 200,
});

async function lanes(server) {
  const admin = adminOf(server);
  const app = await newApp(admin);
  const passwordApp = await newApp(admin, { token_required: false });
  const strangers = await many(STRANGERS, () => newApp(admin));
  const accounts = await registered(server, app);
  const tokens = await loggedIn(server, app, accounts);
  for (const account of accounts) await admin("PATCH", `/apps/${app.appid}/users/${account}`, { balance: 1e12 });
  const seldom = await registered(server, passwordApp, STRANGERS);
  const unseen = await many(STRANGERS, async (i) => (await loggedIn(server, app, [accounts[i % accounts.length]]))[0]);
  return {
    ...tokenLanes(app, accounts, tokens, await registered(server, app, VISITORS)),
    ...(await served(server, { ...(await risers(server)), ...ownLanes(app, accounts, tokens) })),
    ...passwordLane(passwordApp, await registered(server, passwordApp)),
    ...(await served(server, adminLane(app, accounts))),
    "register, app not remembered": { ...register(() => strangers.pop()), cold: true },
    "update_sign by password, not remembered": { ...updateByPassword(passwordApp, () => seldom.pop()), cold: true },
    "update_sign by token, not remembered": { ...updateByToken(app, () => unseen.pop()), cold: true },
  };
}

/** The lane of first sign-ins, in an app with as many users as a run has of them. */
async function risers(server) {
  const app = await newApp(adminOf(server));
  const [model] = await registered(server, app, 1);
  await copyUsers(server.sql, app.appid, model, RISERS, {});
  return { "signin, first": firstSignin(app, await knownTokens(server.sql, app.appid, RISERS)) };
}

/** Those of `lanes` whose path there is: an earlier build may not have it. */
async function served({ client }, lanes) {
  const found = [];
  for (const [operation, lane] of Object.entries(lanes)) {
    const { path, headers } = lane.next();
    const { status } = await client.send({ path, headers });
    if (status !== 404) found.push([operation, lane]);
  }
  return Object.fromEntries(found);
}
