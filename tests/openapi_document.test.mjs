// openapi.json names every path and method that there is, and no other; its examples are what the server answers; its
// code tables hold every case that can be provoked, each with its text.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { after, test } from "node:test";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { declared, words } from "./harness/words.mjs";

// A server of one's own: broken requests end their connection, and wrangler's proxy in front of the shared one would let
// other tests' requests feel it.
const server = await startBare();
after(() => server.stop());
const { call, post, user, admin, newApp, newDeveloper } = api(server);
const document = JSON.parse(fs.readFileSync(new URL("../public/openapi.json", import.meta.url), "utf8"));

const ENDPOINTS = declared.endpoints.map((it) => it.name);
const METHODS = ["get", "post", "patch", "put", "delete"];
const DAY = 86_400;
const now = () => Math.floor(Date.now() / 1000);

test("every path of the router is described, and no other", () => {
  const all = [...declared.endpoints, ...declared.admin.routes].map((it) => it.path);
  all.push("/healthz", "/api/user/avatar/{file}");
  assert.deepEqual(Object.keys(document.paths).sort(), all.sort());
});

test("every path takes the methods that are described, and no other", async () => {
  const stand = { file: `${"0".repeat(32)}.svg`, appid: "0", user: "nobody", id: "0", feedback: "0" };
  const headers = { authorization: `Bearer ${server.adminKey}` };
  for (const [path, item] of Object.entries(document.paths)) {
    const at = path.replace(/\{(\w+)\}/g, (_, name) => stand[name]);
    const described = METHODS.filter((method) => item[method]);
    const { status, headers: answered } = await call(at, { method: "PURGE", headers });
    assert.equal(status, 405, path);
    const extra = path.startsWith("/api/user/") ? ["OPTIONS"] : [];
    const head = described.includes("get") ? ["HEAD"] : [];
    const expected = [...described.map((it) => it.toUpperCase()), ...head, ...extra].sort();
    assert.deepEqual(answered.get("allow").split(", ").sort(), expected, path);
  }
});

test("a path that is not described is 404 with an envelope", async () => {
  const { status, body } = await call("/api/user/nobody");
  assert.equal(status, 404);
  assert.deepEqual(body, document.components.responses.not_found.content["application/json"].examples.not_found.value);
});

/** What `endpoint` is sent when all is well, without the proof of who the user is. */
const VALID = {
  register: () => ({ user: "10001", pass: "secret1", nickname: "Alice" }),
  login: () => ({}),
  qq: () => ({ qq: String(123_450_000 + (serial += 1)) }),
  bind_mail: () => ({ mail: "user@example.com" }),
  update_sign: () => ({ newsign: "x" }),
};
let serial = 0;

/** An app, a user in it, and what a successful call of `endpoint` sends. */
async function actor(endpoint, settings = {}, key) {
  const byPassword = endpoint === "login" || settings.token_required === false;
  const app = await newApp(settings, key);
  if (endpoint === "register") return { app, params: { ...app.id, ...VALID.register() } };
  const { user: name, pass, token } = await app.login();
  const proof = byPassword ? { user: name, pass } : { token };
  return { app, name, pass, token, params: { ...app.id, ...VALID[endpoint](), ...proof } };
}

/** Sends what would succeed, but for `more`. */
const but = (more, settings) => async (endpoint) => {
  const { params } = await actor(endpoint, settings);
  return post(endpoint, { ...params, ...more });
};
const byPassword = (more) => but(more, { token_required: false });

const withDeveloper = (changes) => async (endpoint) => {
  const { id, key } = await newDeveloper();
  const { params } = await actor(endpoint, {}, key);
  await admin("PATCH", `/developers/${id}`, changes());
  return post(endpoint, params);
};

const inState = (status) => async (endpoint) => {
  const { app, params } = await actor(endpoint);
  await app.patch({ status });
  return post(endpoint, params);
};

/** Ways to each case of the code tables. */
const WAYS = {
  unknown_app: but({ appid: "1" }),
  wrong_signature: but({ signature: "x" }),
  developer_disabled: withDeveloper(() => ({ status: "disabled" })),
  developer_overdue: withDeveloper(() => ({ expires_at: now() - 31 * DAY })),
  app_reviewing: inState("reviewing"),
  app_disabled: inState("disabled"),
  account_format: but({ user: "账号" }),
  account_digits: byPassword({ user: "alice" }),
  account_length: async (endpoint) => (endpoint === "register" ? but({ user: "abc" }) : byPassword({ user: "123" }))(endpoint),
  password_short: but({ pass: "short" }),
  password_alphanumeric: byPassword({ pass: "a b c d" }),
  qq_format: but({ qq: "1234" }),
  email_format: but({ email: "nobody", mail: "nobody" }),
  nickname_format: but({ nickname: "\u0007" }),
  avatar_format: but({ imag: "javascript:alert(1)" }),
  sign_format: but({ newsign: " " }),
  mixed_credentials: but({ user: "10001" }),
  missing_token: but({ token: "" }),
  missing_password: but({ user: "", pass: "" }, { token_required: false }),
  wrong_token: but({ token: "0".repeat(64) }),
  wrong_credentials: async (endpoint) => (endpoint === "login" ? but({ pass: "wrong1" }) : byPassword({ pass: "wrong1" }))(endpoint),
  account_taken: async (endpoint) => {
    const { params } = await actor(endpoint);
    await post(endpoint, params);
    return post(endpoint, params);
  },
  qq_taken: async (endpoint) => {
    const { app, params } = await actor(endpoint);
    await app.register({ qq: "987654321" });
    return post(endpoint, { ...params, qq: "987654321" });
  },
  user_disabled: async (endpoint) => {
    // By password: a disabled user's tokens are dead.
    const { app, name, params } = await actor(endpoint, { token_required: false });
    await admin("PATCH", app.userAt(name), { status: "disabled" });
    return post(endpoint, params);
  },
};

for (const endpoint of ENDPOINTS) {
  const { responses } = document.paths[`/api/user/${endpoint}`].post;
  const { examples, schema } = responses[200].content["application/json"];
  const { done, missing, storage, ...cases } = examples;

  for (const [id, { value }] of Object.entries(cases)) {
    test(`${endpoint}: the example of ${id} is what the server answers`, async () => {
      assert.ok(WAYS[id], "there is a way to this case");
      const { status, body } = await WAYS[id](endpoint);
      assert.equal(status, 200);
      assert.deepEqual(body, value);
    });
  }

  test(`${endpoint}: each parameter that is required is missed by its name`, async () => {
    const settings = { token_required: endpoint === "login" };
    const { params } = await actor(endpoint, settings);
    assert.deepEqual((await post(endpoint, {})).body, missing.value);
    for (const name of Object.keys(params)) {
      const { [name]: _, ...rest } = params;
      const { body } = await post(endpoint, rest);
      const listed = schema.oneOf.some(({ properties }) => properties.code.const === body.code && properties.data?.enum?.includes(body.data)
        || properties.data?.anyOf?.some((it) => it.enum?.includes(body.data)));
      assert.ok(listed, `${name}: ${JSON.stringify(body)}`);
      assert.ok(body.data.includes(name), `${name}: ${body.data}`);
    }
  });

  test(`${endpoint}: the example of a success is what the server answers`, async () => {
    const { params } = await actor(endpoint);
    const { body } = await post(endpoint, params);
    if (endpoint !== "login") return assert.deepEqual(body, done.value);
    assert.deepEqual(shape(body), shape(done.value));
    assert.deepEqual(Object.keys(body.data), Object.keys(done.value.data), "in this order");
  });

  // How these come about is for throttle.test.mjs and storage_failed.test.mjs.
  test(`${endpoint}: throttling and a failure of storage are described as they read`, () => {
    assert.deepEqual(storage.value, words[endpoint].storage);
    const { $ref } = responses[429];
    assert.equal($ref, "#/components/responses/throttled");
  });
}

test("the examples of refusals are what the server answers", async () => {
  const { unreadable, method, too_large, media_type } = document.components.responses;
  const send = (type, body) => user("login", {}, { method: "POST", headers: { "content-type": type }, body });
  for (const [described, answer] of [
    [unreadable, await send("application/json", "{")],
    [method, await user("login", {}, { method: "PUT" })],
    [too_large, await send("application/json", "x".repeat(70_000))],
    [media_type, await send("text/plain", "x")],
  ]) {
    const [{ value }] = Object.values(described.content["application/json"].examples);
    assert.equal(answer.status, value.code);
    assert.deepEqual(answer.body, value);
  }
});

test("the examples of the admin API have the fields that the server answers", async () => {
  const app = await newApp();
  const { user: name, token } = await app.login(await app.register({ user: "10001", email: "user@example.com" }));
  await post("feedback", { ...app.id, token, title: "x", content: "x", contact: "x" });
  const [{ id: feedback }] = (await admin("GET", `/apps/${app.appid}/feedback`)).body.items;
  const [developer, asker] = [await newDeveloper(), await newDeveloper()];
  const own = { appid: app.appid, user: name, id: developer.id, feedback };
  const calls = Object.entries(document.paths).filter(([path]) => path.startsWith("/api/admin/"));
  // What deletes comes last, the inner before the outer.
  const operations = calls.flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })));
  operations.sort((a, b) => (a.method === "delete") - (b.method === "delete") || b.path.length - a.path.length);
  for (const { path, method, operation } of operations) {
    const at = path.slice("/api/admin".length).replace(/\{(\w+)\}/g, (_, it) => own[it]);
    const query = operation.operationId === "delete_app" ? `?confirm=${app.appid}` : "";
    const { example } = operation.requestBody?.content["application/json"] ?? {};
    const { status, body, text } = await admin(method.toUpperCase(), `${at}${query}`, example, at === "/me" ? asker.key : undefined);
    const described = operation.responses[status]?.content["application/json"].examples?.done.value;
    assert.ok(described, `${method} ${path}: ${status} ${text}`);
    assert.deepEqual(shape(body), shape(described), `${method} ${path}`);
  }
});

/** Keys and types; of a list its first item; null and a value are alike. */
function shape(value) {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (value === null || typeof value !== "object") return "plain";
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, shape(it)]));
}
