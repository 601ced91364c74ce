// openapi.json names every path and method that there is, and no other; its examples are what the server answers; its
// code tables hold every case that can be provoked, each with its text.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { after, test } from "node:test";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { pathOf } from "./harness/declared.mjs";
import { examplesOf } from "./harness/examples.mjs";
import { codeTo, deliveriesOf, ownAddress } from "./harness/mail.mjs";
import { PICTURES, file, gifOf } from "./harness/pictures.mjs";
import { d1 } from "./harness/server.mjs";
import { assertWords, declared, words } from "./harness/words.mjs";

// A server of one's own: broken requests end their connection, and wrangler's proxy in front of the shared one would let
// other tests' requests feel it.
const server = await startBare();
/** Without a sender of mails, and with one that nobody answers. */
const silent = await startBare({ vars: { MAIL: "off" } });
const broken = await startBare({ vars: { MAIL: "http", MAIL_URL: "http://127.0.0.1:1/", MAIL_API_KEY: "key-5c2e90-of-nobody", MAIL_FROM: "a@b.cn" } });
after(() => Promise.all([server, silent, broken].map((it) => it.stop())));
const { call, post, user, admin, session, newApp, newDeveloper } = api(server);
const document = JSON.parse(fs.readFileSync(new URL("../public/openapi.json", import.meta.url), "utf8"));

const METHODS = ["get", "post", "patch", "put", "delete"];
const DAY = 86_400;
const now = () => Math.floor(Date.now() / 1000);

test("every path of the router is described, and no other", () => {
  const all = [...declared.endpoints, ...declared.admin.routes].map((it) => it.path);
  all.push("/healthz", "/api/user/avatar/{file}", "/api/user/picture/{name}", "/api/user/get_avatar");
  assert.deepEqual(Object.keys(document.paths).sort(), all.sort());
});

test("every path takes the methods that are described, and no other", async () => {
  const zeros = "0".repeat(32);
  const stand = { file: `${zeros}.svg`, name: `${zeros}.png`, appid: "0", user: "nobody", id: "0", feedback: "0", picture: "0" };
  const headers = { authorization: `Bearer ${server.adminKey}` };
  for (const [path, item] of Object.entries(document.paths)) {
    const at = path.replace(/\{(\w+)\}/g, (_, name) => stand[name]);
    const described = METHODS.filter((method) => item[method]);
    const { status, headers: answered } = await call(at, { method: "PURGE", headers });
    assert.equal(status, 405, path);
    const extra = path.startsWith("/api/admin/") || path === "/healthz" ? [] : ["OPTIONS"];
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

/**
 * What `endpoint` is sent when all is well, without the proof of who the user is, where that is not its examples; `name` is
 * the user.
 */
const VALID = {
  register: () => ({ user: "10001", pass: "secret1", nickname: "Alice" }),
  login: () => ({}),
  delete_account: () => ({}),
  data: (name) => ({ user: name }),
  logout: () => ({}),
  token_check: () => ({}),
  qq: () => ({ qq: String(123_450_000 + (serial += 1)) }),
  money_add: () => ({ num: 1 }),
  money_reduce: () => ({ num: 1 }),
  transfer: () => ({ newuser: PAYEE, num: 1 }),
  send_code: () => ({ mail: ownAddress(), purpose: "bind" }),
  reset_pass: async (name, app) => {
    const mail = ownAddress();
    await admin("PATCH", app.userAt(name), { email: mail });
    await post("send_code", { ...app.id, mail, purpose: "reset" });
    return { user: name, mail, code: await codeTo(mail, { server }), newpass: "secret2" };
  },
};
let serial = 0;
const PAYEE = "10002";
const MOST = Number.MAX_SAFE_INTEGER;

/** Those that take account and password alone, whatever the app wants. */
const BY_PASSWORD = ["login", "delete_account"];
/** Those that take neither. */
const UNPROVEN = ["reset_pass"];
/** Those that take a token alone. */
const BY_TOKEN = ["logout", "token_check"];

/**
 * An app with `settings`, its developer the one with `key`; a user in it with a balance, and another; and what a successful
 * call of `endpoint` sends, by the proof that the app wants.
 */
async function actor(endpoint, settings = {}, key) {
  const app = await newApp({ client_money_add: true, allow_upload: true, allow_mail_send: true, ...settings }, key);
  if (endpoint === "register") return { app, params: { ...app.id, ...VALID.register() } };
  const { user: name, pass, token } = await app.login();
  await app.register({ user: PAYEE });
  if (endpoint.startsWith("money") || endpoint === "transfer") await admin("PATCH", app.userAt(name), { balance: 5 });
  const byPassword = BY_PASSWORD.includes(endpoint) || (settings.token_required === false && !BY_TOKEN.includes(endpoint));
  const proof = UNPROVEN.includes(endpoint) ? {} : byPassword ? { user: name, pass } : { token };
  return { app, name, pass, token, params: { ...app.id, ...((await VALID[endpoint]?.(name, app)) ?? examplesOf(endpoint)), ...proof } };
}

/** Sends what would succeed, but for `more`. */
function but(more, settings = {}) {
  const send = async (endpoint) => {
    const { params } = await actor(endpoint, settings);
    return post(endpoint, { ...params, ...more });
  };
  return Object.assign(send, { more, settings });
}
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

/** By an app of another server. */
const at = (other) => async (endpoint) => {
  const { post, newApp } = api(other);
  const app = await newApp({ allow_mail_send: true });
  const { token } = UNPROVEN.includes(endpoint) ? {} : await app.login();
  return post(endpoint, { ...app.id, ...examplesOf(endpoint), ...(token && { token }) });
};

/** Sends twice; some of the seconds until the next may be over. */
const tooSoon = (seconds, says) => async (endpoint) => {
  const { params } = await actor(endpoint);
  await post(endpoint, params);
  const answer = await post(endpoint, params);
  assertWords(answer.body, [0, 1, 2].map((over) => says(endpoint, seconds - over)));
  return { ...answer, body: says(endpoint, seconds) };
};

/** Ways to each case of the code tables. */
const WAYS = {
  no_sender: at(silent),
  mail_failed: at(broken),
  mail_send_not_allowed: but({}, { allow_mail_send: false }),
  purpose_format: but({ purpose: "login" }),
  mail_title_format: but({ title: " " }),
  mail_content_format: but({ content: " " }),
  missing_code: but({ code: "" }, { verify_mail: true }),
  wrong_code: but({ code: "12345" }, { verify_mail: true }),
  mail_too_soon: tooSoon(60, (endpoint, seconds) => words[endpoint].tooSoonToMail(seconds)),
  unknown_app: but({ appid: "1" }),
  wrong_signature: but({ signature: "x" }),
  developer_disabled: withDeveloper(() => ({ status: "disabled" })),
  developer_overdue: withDeveloper(() => ({ expires_at: now() - 31 * DAY })),
  app_reviewing: inState("reviewing"),
  app_disabled: inState("disabled"),
  upload_not_allowed: but({}, { allow_upload: false }),
  picture_type: but({ file_upload: file("<svg/>") }),
  picture_size: but({ file_upload: gifOf(5 * 1024 * 1024 + 1) }),
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
  mixed_credentials: but({ pass: "secret1" }),
  missing_token: but({ token: "" }),
  missing_password: but({ user: "", pass: "" }, { token_required: false }),
  missing_one: byPassword({ user: "" }),
  nothing_proven: but({ token: "" }),
  new_pass_not_allowed: but({}, { allow_new_pass: false }),
  money_add_not_allowed: but({}, { client_money_add: false }),
  new_password_format: but({ newpass: "short" }),
  amount_format: but({ num: "0" }),
  request_id_format: but({ request_id: "1 2" }),
  title_format: but({ title: " " }),
  content_format: but({ content: " " }),
  contact_format: but({ contact: "x".repeat(101) }),
  wrong_token: but({ token: "0".repeat(64) }),
  wrong_credentials: byPassword({ pass: "wrong1" }),
  no_such_user: but({ user: "nobody" }),
  no_such_payee: but({ newuser: "nobody" }),
  payee_is_payer: async (endpoint) => {
    const { name, params } = await actor(endpoint);
    return post(endpoint, { ...params, newuser: name });
  },
  balance_too_low: but({ num: 6 }),
  balance_too_high: async (endpoint) => {
    const { app, name, params } = await actor(endpoint);
    await admin("PATCH", app.userAt(endpoint === "transfer" ? PAYEE : name), { balance: MOST });
    return post(endpoint, params);
  },
  feedback_too_soon: tooSoon(30, (_, seconds) => words.feedback.tooSoon(seconds)),
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

/** Which proof there is decides about these, so that no other fault comes before them together with them. */
const KINDS = ["mixed_credentials", "missing_token", "missing_password", "missing_one", "nothing_proven"];

/** Whether the faults `a` and `b` can be in one call of `endpoint`. */
function together(endpoint, a, b) {
  if (!a.more || !b.more || Object.keys(a.more).some((name) => name in b.more)) return false;
  return BY_PASSWORD.includes(endpoint) || a.settings.token_required === b.settings.token_required;
}

for (const { name: endpoint, parameters, done: texts } of declared.endpoints) {
  const { responses } = document.paths[pathOf(endpoint)].post;
  const { examples, schema } = responses[200].content["application/json"];
  const { done, done_2: doneBefore, missing, storage, ...cases } = examples;

  for (const [id, { value }] of Object.entries(cases)) {
    test(`${endpoint}: the example of ${id} is what the server answers`, async () => {
      assert.ok(WAYS[id], "there is a way to this case");
      const { status, body } = await WAYS[id](endpoint);
      assert.equal(status, 200);
      assert.deepEqual(body, value);
    });
  }

  test(`${endpoint}: of two faults the one that stands first is told`, async () => {
    const ids = Object.keys(cases);
    let tried = 0;
    for (const [i, id] of ids.entries()) {
      const next = ids.slice(i + 1).find((it) => !KINDS.includes(it) && together(endpoint, WAYS[id], WAYS[it]));
      if (!next) continue;
      const both = but({ ...WAYS[id].more, ...WAYS[next].more }, { ...WAYS[id].settings, ...WAYS[next].settings });
      assert.deepEqual((await both(endpoint)).body, cases[id].value, `${id} and ${next}`);
      tried += 1;
    }
    assert.ok(tried >= 2, "there are faults that go together");
  });

  test(`${endpoint}: each parameter that is required is missed by its name`, async () => {
    const { params } = await actor(endpoint, { token_required: false });
    const required = parameters.filter((it) => it.required !== "optional" && it.name in params);
    assert.deepEqual((await post(endpoint, {})).body, missing.value);
    for (const { name } of required) {
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
    if (doneBefore) assert.deepEqual((await post(endpoint, params)).body, doneBefore.value, "a second time");
    if (texts.length > 0 && done.value.msg === "success") return assert.deepEqual(body, done.value);
    assert.deepEqual(shape(body), shape(done.value));
    assert.equal(body.msg, done.value.msg);
    if (typeof body.data === "object") assert.deepEqual(Object.keys(body.data), Object.keys(done.value.data), "in this order");
  });

  // How these come about is for throttle.test.mjs and storage_failed.test.mjs.
  test(`${endpoint}: throttling and a failure of storage are described as they read`, () => {
    assert.deepEqual(storage.value, words[endpoint].storage);
    // Who sends no password is not throttled.
    const throttled = { $ref: "#/components/responses/throttled" };
    assert.deepEqual(responses[429], parameters.some((it) => it.name === "pass") ? throttled : undefined);
  });
}

test("the examples of refusals are what the server answers", async () => {
  const { unreadable, method, too_large, upload_too_large, media_type } = document.components.responses;
  const send = (type, body) => user("login", {}, { method: "POST", headers: { "content-type": type }, body });
  for (const [described, answer] of [
    [unreadable, await send("application/json", "{")],
    [method, await user("login", {}, { method: "PUT" })],
    [too_large, await send("application/json", "x".repeat(70_000))],
    [upload_too_large, await post("new_avatar", { file_upload: gifOf(6 * 1024 * 1024) })],
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
  await post("new_avatar", { ...app.id, token, file_upload: file(PICTURES.png) });
  const [{ id: picture }] = (await admin("GET", app.userAt(name, "/pictures"))).body.items;
  await post("send_code", { ...app.id, mail: "user@example.com", purpose: "reset" });
  await deliveriesOf(app, { server });
  await app.patch({ webhook_url: "http://127.0.0.1:1/" });
  await admin("POST", `/apps/${app.appid}/webhook/test`);
  await d1(server.stateDir, "INSERT INTO refusals (appid, hour, reason, count) VALUES (?, ?, 'wrong_password', 1)", app.appid, Math.floor(Date.now() / 3_600_000));
  const own = { appid: app.appid, user: name, id: developer.id, feedback, picture };
  const calls = Object.entries(document.paths).filter(([path]) => path.startsWith("/api/admin/"));
  // What deletes comes last, the inner before the outer.
  const operations = calls.flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })));
  operations.sort((a, b) => (a.method === "delete") - (b.method === "delete") || b.path.length - a.path.length);
  for (const { path, method, operation } of operations) {
    const at = path.slice("/api/admin".length).replace(/\{(\w+)\}/g, (_, it) => own[it]);
    const query = operation.operationId === "delete_app" ? `?confirm=${app.appid}` : "";
    const { example } = operation.requestBody?.content["application/json"] ?? {};
    const ask = operation.operationId === "end_session" ? await session() : admin;
    const { status, body, text } = await ask(method.toUpperCase(), `${at}${query}`, example, at === "/me" ? asker.key : undefined);
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
