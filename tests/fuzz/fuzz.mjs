// Sends made-up requests to a server of its own, several at a time, and holds that each gets an answer that is right in form.

import assert from "node:assert/strict";
import fc from "fast-check";
import { api } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";
import { assertEnvelope } from "../harness/envelope.mjs";
import { sendOpenly } from "../harness/secrets.mjs";
import { bytesOf, requests } from "./grammar.mjs";
import { exchange } from "./wire.mjs";

const LANES = 4;

/** Sends `count` requests made from `seed`; answers how many were answered how: {answered, refused, closed}. Throws with the smallest request that fails. */
export async function fuzz({ count, seed, say = () => {} }) {
  const server = await startBare({ vars: { LOG: "off" } });
  try {
    const all = api(server);
    const context = await known(all);
    for (const value of [...context.known, ...context.credentials.flatMap((it) => Object.values(it))]) sendOpenly(server.stateDir, value);
    // Past Miniflare's own worker, which reads requests before ours does.
    const { url } = server.elsewhere;
    const counts = { answered: 0, refused: 0, closed: 0 };
    let sent = 0;
    const one = async (request) => {
      const bytes = bytesOf(request);
      const answer = await exchange(url, bytes);
      judge(bytes, answer, counts);
      if ((sent += 1) % 10_000 === 0) say(`${sent} requests`);
    };
    const lane = async (_, n) => {
      const details = await fc.check(fc.asyncProperty(requests(context), one), { numRuns: Math.ceil(count / LANES), seed: seed + n });
      if (details.failed) throw new Error(told(details));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await works(all, server);
    return { ...counts, sent };
  } finally {
    await server.stop();
  }
}

/** What there is to name: apps of both kinds, a user, tokens, and an app for the admin API to change. */
async function known({ newApp, newDeveloper, server }) {
  const [byToken, byPassword, shown] = [await newApp({ client_money_add: true, allow_mail_send: true, allow_upload: true }), await newApp({ token_required: false, strict_format: false, client_money_add: true }), await newApp()];
  const [account, other, seen] = [await byToken.login(), await byPassword.register(), await shown.login()];
  const { id } = await newDeveloper();
  const credentials = [{}, { ...byToken.id }, { ...byToken.id, token: account.token }, { ...byToken.id, user: account.user, pass: account.pass }, { ...byPassword.id, user: other.user, pass: other.pass }];
  return {
    adminKey: server.adminKey,
    credentials,
    known: [account.user, account.token, other.user, byToken.appid, byToken.signature, "a@example.com", "secret1", "reset", "bind"],
    segments: ["apps", shown.appid, "users", seen.user, "developers", String(id), "stats", "ledger", "pictures", "feedback", "import", "letter", "deliveries", "refusals", "signature", "key", "tokens", "password", "balance", "audit", "mail", "outbox", "test", "me", "session", "webhook", "secret"],
  };
}

/** Holds an answer to what it has to be, and counts it. */
function judge({ proper, target, method }, answer, counts) {
  if (answer === undefined) {
    assert.ok(!proper, "the connection was closed without an answer");
    counts.closed += 1;
    return;
  }
  const { status, headers, text, body } = answer;
  const about = `${status} ${text.slice(0, 300)}`;
  // What the runtime itself refuses has none of our headers.
  if (headers.get("x-content-type-options") !== "nosniff") {
    assert.ok(!proper && (status < 500 || [501, 505].includes(status)), `not the Worker's answer: ${about}`);
    counts.refused += 1;
    return;
  }
  counts.answered += 1;
  assert.ok(status < 500, about);
  if (method === "HEAD" || status === 204) return;
  if (headers.get("content-type").startsWith("image/")) return;
  const { pathname: path } = new URL(`http://test${target}`);
  if (path.startsWith("/api/admin/")) {
    assert.equal(headers.get("content-type"), "application/json; charset=utf-8", about);
    if (status >= 400) assert.match(body?.error?.code ?? "", /^[a-z_]+$/, about);
    else assert.ok(body !== undefined, about);
  } else if (path === "/api/user/get_avatar" && body && !("data" in body)) {
    // Its document's own form: what is wrong stands in msg.
    assert.deepEqual([status, Object.keys(body)], [200, ["code", "msg"]], about);
  } else if (/^\/api\/(user|mail)\//.test(path) && status !== 302 && proper) {
    assertEnvelope(answer, "envelope");
  }
}

/** The smallest request that fails, as it is sent, and why. */
function told({ counterexample: [request], errorInstance, error, seed, path, numShrinks }) {
  const { pieces } = bytesOf(request);
  const bytes = Buffer.concat(pieces);
  return `${errorInstance?.message ?? error}\nthe smallest request that fails (seed ${seed}, path ${path}, made smaller ${numShrinks} times, ${bytes.length} bytes):\n${JSON.stringify(bytes.subarray(0, 3_000).toString("latin1"))}`;
}

/** After all of it the server does its work, in both isolates. */
async function works({ newApp }, server) {
  const app = await newApp();
  const { user, pass } = await app.login();
  const { post } = api({ ...server, url: server.elsewhere.url });
  assert.equal((await post("login", { ...app.id, user, pass })).body.code, 200);
}
