// The peer on Hono: workers/hono.js, with a hash that costs nothing and with PBKDF2.

import { bundled } from "../harness/bundle.mjs";
import { loggedIn, passwordLane, registered, tokenLanes } from "./documented.mjs";
import { hashing } from "./operations.mjs";

// The apps that workers/hono.sql begins with.
const APP = { appid: "10001", signature: "signature-of-10001" };
const PASSWORD_APP = { appid: "10002", signature: "signature-of-10002" };

export async function hono() {
  const upload = await bundled("hono");
  const subject = (name, HASH, pick = (lanes) => lanes) => ({
    ...upload,
    name,
    slow: pick === hashing,
    worker: { compatibilityDate: "2026-04-01", d1Databases: ["DB"], kvNamespaces: ["TOKENS"], bindings: { HASH } },
    first: "/health",
    lanes: async (server) => pick(await lanes(server)),
  });
  return [subject("Hono, SHA-256", "sha256"), subject("Hono, PBKDF2", "pbkdf2", hashing)];
}

async function lanes(server) {
  const accounts = await registered(server, APP);
  return {
    ...tokenLanes(APP, accounts, await loggedIn(server, APP, accounts)),
    ...passwordLane(PASSWORD_APP, await registered(server, PASSWORD_APP)),
  };
}
