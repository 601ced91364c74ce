// The API as a client sees it: short ways to call it, and an app of its own for every test, so that
// order never matters.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { createRequire } from "node:module";
import { UPLOADS, pathOf } from "./declared.mjs";
import { watch } from "./secrets.mjs";
import { shared } from "./server.mjs";

// Idle connections are closed long before the server does so, after some seconds: a POST that meets that is lost.
const { Agent, setGlobalDispatcher } = createRequire(createRequire(import.meta.url).resolve("miniflare"))("undici");
setGlobalDispatcher(new Agent({ keepAliveTimeout: 500, keepAliveMaxTimeout: 500 }));

/** The envelope of a success and of a failure. */
export const ok = (data) => ({ code: 200, msg: "success", data });
export const fail = (code, data) => ({ code, msg: "fail", data });

/** What wrangler dev's proxy answers to a POST that it did not get through, whether or not there was a restart. */
const PROXY_LOST_IT = "Your worker restarted mid-request.";

/**
 * The API of `server` (the shared one if none is given).
 *
 * - `user(endpoint, params, init)`: GET of the endpoint (its name in declared.json, or the end of a path below /api/user/) with `params` as query
 * - `post(endpoint, params)`: the same as a form body; as multipart where the endpoint takes a file (a Blob)
 * - `json(endpoint, body, query)`: the same as a JSON body (an object, or JSON text), beside a query if one is given
 * - `admin(method, path, body, key)`: an admin call, by the owner's key if none is given
 * - `session(key)`: a session of the console, begun with the key: `admin` without a key, which calls by the session's cookie; `cookie` and `answer` are those it began with
 * - `newApp(settings, key)`: a new app, see below
 * - `newDeveloper(fields)`: a new developer and its `key`
 *
 * Every answer is {status, headers, body, cost}; `body` is parsed, `cost` is X-Cost as an object.
 */
export function api(server = shared()) {
  const call = async (path, init, again = 3) => {
    const headers = new Headers(init?.headers);
    // Without compression, which is the runtime's work and not the Worker's, and a twentieth of the tests' time.
    headers.set("accept-encoding", "identity");
    const answer = await fetch(`${server.url}${path}`, { ...init, headers });
    const text = await answer.text();
    // The Worker did not get it: wrangler dev's proxy took a connection that was just being closed for its age
    // (cloudflare/workers-sdk#14641).
    if (again > 0 && text.startsWith(PROXY_LOST_IT)) return call(path, init, again - 1);
    const cost = (answer.headers.get("x-cost") ?? "").split(" ").filter(Boolean);
    const came = {
      status: answer.status,
      headers: answer.headers,
      text,
      body: parsed(text),
      cost: Object.fromEntries(cost.map((pair) => pair.split("=")).map(([name, n]) => [name, Number(n)])),
    };
    watch(server, path, init, came);
    return came;
  };
  const user = (endpoint, params = {}, init) => call(`${pathOf(endpoint)}?${new URLSearchParams(params)}`, init);
  const post = (endpoint, params = {}) => {
    const takesFile = UPLOADS.includes(endpoint);
    const body = takesFile ? new FormData() : new URLSearchParams(params);
    if (takesFile) for (const [name, value] of Object.entries(params)) body.append(name, value);
    return call(pathOf(endpoint), { method: "POST", body });
  };
  const json = (endpoint, body, query = {}) =>
    user(endpoint, query, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const admin = (method, path, body, key = server.adminKey) =>
    call(`/api/admin${path}`, {
      method,
      headers: { ...(key && { authorization: `Bearer ${key}` }) },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });

  const session = async (key) => {
    const answer = await admin("POST", "/session", undefined, key);
    const [cookie] = answer.headers.get("set-cookie").split("; ");
    const by = (method, path, body, headers = { "x-requested-with": "console" }) =>
      call(`/api/admin${path}`, { method, headers: { cookie, ...headers }, ...(body && { body: JSON.stringify(body) }) });
    return Object.assign(by, { cookie, answer });
  };

  /**
   * A new app with `settings`, the owner's or that of the developer with `key`. `app.id` are its appid and signature
   * as parameters; `app.register` and `app.login` make and open users: {user, pass, token}.
   */
  const newApp = async (settings = {}, key = server.adminKey) => {
    const { status, body, text } = await admin("POST", "/apps", { name: "test", ...settings }, key);
    if (status !== 201) throw new Error(`no app: ${status} ${text}`);
    const id = { appid: body.appid, signature: body.signature };
    const register = async (more = {}) => {
      const account = { user: String(randomInt(1e9, 9e9)), pass: "secret1", nickname: "昵称", ...more };
      const { body, text } = await post("register", { ...id, ...account });
      if (body.code !== 200) throw new Error(`not registered: ${text}`);
      return account;
    };
    const login = async (more) => {
      const account = more?.user ? more : await register(more);
      const { body, text } = await post("login", { ...id, user: account.user, pass: account.pass });
      if (body.code !== 200) throw new Error(`not logged in: ${text}`);
      return { ...account, token: body.data.token, profile: body.data };
    };
    const patch = (changes) => admin("PATCH", `/apps/${body.appid}`, changes);
    const userAt = (name, rest = "") => `/apps/${body.appid}/users/${encodeURIComponent(name)}${rest}`;
    return { ...body, id, register, login, patch, userAt };
  };
  const newDeveloper = async (fields = {}) => {
    const { status, body, text } = await admin("POST", "/developers", { name: "test", ...fields });
    if (status !== 201) throw new Error(`no developer: ${status} ${text}`);
    return body;
  };
  return { server, call, user, post, json, admin, session, newApp, newDeveloper };
}

/** Asserts that an admin call was refused with `status` and an error object, which names `field` if that is given. */
export function assertRefused(answer, status, field) {
  assert.equal(answer.status, status, answer.text);
  assert.deepEqual(Object.keys(answer.body), ["error"]);
  const { code, message, ...more } = answer.body.error;
  assert.match(code, /^[a-z]+(_[a-z]+)*$/);
  assert.ok(typeof message === "string" && message.length > 0, answer.text);
  assert.deepEqual(more, field === undefined ? {} : { field });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
