// GET /api/admin/audit: what was done by the admin API, one entry for each thing that was done.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";
import { declared } from "../harness/declared.mjs";
import { PICTURES, file } from "../harness/pictures.mjs";

// A server of one's own: what other tests do would stand between.
const server = await startBare();
after(() => server.stop());
const { admin, session, post, newApp, newDeveloper } = api(server);

const SECRETS = { password: "changed-secret-1", note: "a private note" };

/** What changes nothing, and so has no entry. */
const READS = ["POST /api/admin/apps/{appid}/letter"];

/** Each call that changes something: its path and body of what was made for it, and the entry that it leaves. */
const CHANGES = {
  "POST /api/admin/session": () => ({ path: "/session", entry: { event: "signed_in" } }),
  "DELETE /api/admin/session": () => ({ path: "/session", entry: { event: "signed_out" }, bySession: true }),
  "POST /api/admin/developers": () => ({ path: "/developers", body: { name: "test" }, entry: { event: "developer_created" }, numbered: true }),
  "PATCH /api/admin/developers/{id}": ({ id }) => ({
    path: `/developers/${id}`, body: { status: "disabled" }, entry: { event: "developer_changed", subject: `${id}`, detail: "status=disabled" },
  }),
  "POST /api/admin/developers/{id}/key": ({ id }) => ({ path: `/developers/${id}/key`, entry: { event: "key_made", subject: `${id}` } }),
  "POST /api/admin/apps": () => ({ path: "/apps", body: { name: "test" }, entry: { event: "app_created" }, app: true }),
  "PATCH /api/admin/apps/{appid}": ({ at, appid }) => ({ path: at(), body: { name: SECRETS.note, token_required: false }, entry: { event: "app_changed", appid } }),
  "DELETE /api/admin/apps/{appid}": ({ at, appid }) => ({ path: at(`?confirm=${appid}`), entry: { event: "app_deleted", appid } }),
  "POST /api/admin/apps/{appid}/signature": ({ at, appid }) => ({ path: at("/signature"), entry: { event: "signature_rotated", appid } }),
  "POST /api/admin/apps/{appid}/users": ({ at, appid }) => ({
    path: at("/users"), body: { user: "newcomer", password: SECRETS.password }, entry: { event: "user_created", appid, subject: "newcomer" },
  }),
  "POST /api/admin/apps/{appid}/import": ({ at, appid }) => ({
    path: at("/import"), body: { users: [{ user: "first-one", password: SECRETS.password }, { user: "second-one", password: SECRETS.password }] },
    entry: { event: "users_imported", appid, detail: "2" },
  }),
  "PATCH /api/admin/apps/{appid}/users/{user}": ({ userAt, appid, user }) => ({
    path: userAt(), body: { password: SECRETS.password, nickname: SECRETS.note }, entry: { event: "user_changed", appid, subject: user },
  }),
  "DELETE /api/admin/apps/{appid}/users/{user}": ({ userAt, appid, user }) => ({ path: userAt(), entry: { event: "user_deleted", appid, subject: user } }),
  "DELETE /api/admin/apps/{appid}/users/{user}/tokens": ({ userAt, appid, user }) => ({
    path: userAt("/tokens"), entry: { event: "tokens_revoked", appid, subject: user },
  }),
  "POST /api/admin/apps/{appid}/users/{user}/balance": ({ userAt, appid, user }) => ({
    path: userAt("/balance"), body: { amount: -7, note: SECRETS.note }, entry: { event: "balance_changed", appid, subject: user, detail: "-7" },
  }),
  "DELETE /api/admin/apps/{appid}/users/{user}/pictures/{picture}": ({ userAt, appid, user, picture }) => ({
    path: userAt(`/pictures/${picture}`), entry: { event: "picture_deleted", appid, subject: user, detail: picture },
  }),
  "PATCH /api/admin/apps/{appid}/feedback/{feedback}": ({ at, appid, feedback }) => ({
    path: at(`/feedback/${feedback}`), body: { status: "done" }, entry: { event: "feedback_changed", appid, subject: feedback, detail: "status=done" },
  }),
  "DELETE /api/admin/apps/{appid}/feedback/{feedback}": ({ at, appid, feedback }) => ({
    path: at(`/feedback/${feedback}`), entry: { event: "feedback_deleted", appid, subject: feedback },
  }),
  "POST /api/admin/apps/{appid}/webhook/secret": ({ at, appid }) => ({ path: at("/webhook/secret"), entry: { event: "webhook_secret_rotated", appid } }),
  "POST /api/admin/apps/{appid}/webhook/test": ({ at, appid }) => ({ path: at("/webhook/test"), entry: { event: "webhook_tested", appid } }),
  "POST /api/admin/mail/test": () => ({ path: "/mail/test", body: { to: "someone@example.com" }, entry: { event: "mail_tested", subject: "example.com" } }),
};

/** A developer, an app, a user of it with a picture and a feedback. */
async function made() {
  const { id } = await newDeveloper();
  const app = await newApp({ allow_upload: true, webhook_url: "http://127.0.0.1:1/" });
  const account = await app.login();
  await post("upload_img", { ...app.id, token: account.token, file_upload: file(PICTURES.png) });
  const [{ id: picture }] = (await admin("GET", app.userAt(account.user, "/pictures"))).body.items;
  await post("feedback", { ...app.id, token: account.token, title: "a", content: "b" });
  const [{ id: feedback }] = (await admin("GET", `/apps/${app.appid}/feedback`)).body.items;
  return {
    id, app, appid: app.appid, user: account.user, picture, feedback,
    at: (rest = "") => `/apps/${app.appid}${rest}`,
    userAt: (rest = "") => app.userAt(account.user, rest),
  };
}

const entries = async (query = "", key) => (await admin("GET", `/audit?limit=500${query}`, undefined, key)).body.items;

test("every call that changes something leaves one entry, without a secret or a text", async () => {
  const changing = declared.admin.routes
    .flatMap(({ path, methods }) => methods.filter((method) => method !== "GET").map((method) => `${method} ${path}`))
    .filter((name) => !READS.includes(name));
  assert.deepEqual(Object.keys(CHANGES).sort(), changing.sort());
  for (const [name, change] of Object.entries(CHANGES)) {
    const { path, body, entry, numbered, app, bySession } = change(await made());
    const ask = bySession ? await session() : admin;
    const before = await entries();
    const [method] = name.split(" ");
    const answer = await ask(method, path, body);
    assert.ok(answer.status < 300, `${name}: ${answer.text}`);
    const now = await entries();
    assert.equal(now.length, before.length + 1, name);
    const [{ id, at, ...left }] = now;
    assert.match(id, /^\d{16}$/);
    assert.ok(Math.abs(at - Date.now() / 1000) < 60);
    const expected = { developer_id: null, developer: null, appid: null, subject: null, ...entry };
    if (numbered) expected.subject = `${answer.body.id}`;
    if (app) expected.appid = answer.body.appid;
    assert.deepEqual(left, { detail: left.detail, ...expected }, name);
    for (const secret of Object.values(SECRETS)) assert.ok(!JSON.stringify(now).includes(secret), name);
  }
});

test("what is changed is named, numbers and words with their value", async () => {
  const { at, userAt, appid } = await made();
  await admin("PATCH", at(), { name: SECRETS.note, token_required: false });
  await admin("PATCH", userAt(), { balance: 5, nickname: SECRETS.note });
  await admin("PATCH", userAt(), { status: "disabled" });
  const [disabled, balance, app] = await entries(`&appid=${appid}`);
  assert.deepEqual([app.event, app.detail], ["app_changed", "name, token_required=0"]);
  assert.deepEqual([balance.event, balance.detail], ["balance_changed", "nickname, balance=5"]);
  assert.deepEqual([disabled.event, disabled.detail], ["user_disabled", "status=disabled"]);
});

test("what was refused, found nothing or was done before leaves no entry", async () => {
  const { at, userAt, appid } = await made();
  const before = await entries(`&appid=${appid}`);
  assertRefused(await admin("PATCH", at(), { name: "" }), 422, "name");
  assertRefused(await admin("PATCH", at("/users/nobody"), { nickname: "a" }), 404);
  assertRefused(await admin("DELETE", at("/users/nobody")), 404);
  assertRefused(await admin("DELETE", at("/feedback/1")), 404);
  assertRefused(await admin("POST", at("/import"), { users: [] }), 422, "users");
  assert.deepEqual(await entries(`&appid=${appid}`), before);
  const request = { amount: 5, request_id: "once" };
  for (const _ of [1, 2]) assert.equal((await admin("POST", userAt("/balance"), request)).body.balance, 5);
  assert.equal((await entries(`&appid=${appid}`)).length, before.length + 1);
});

test("a developer sees what was done with their key and to their apps, whoever did it", async () => {
  const [mine, other] = [await newDeveloper({ name: "mine" }), await newDeveloper()];
  const app = await newApp({}, mine.key);
  const theirs = await newApp({}, other.key);
  await app.patch({ name: "by the owner" });
  const seen = await entries("", mine.key);
  assert.deepEqual(seen.map(({ event, appid, developer_id, developer }) => [event, appid, developer_id, developer]), [
    ["app_changed", app.appid, null, null],
    ["app_created", app.appid, mine.id, "mine"],
  ]);
  assert.deepEqual(await entries(`&appid=${theirs.appid}`, mine.key), []);
});

test("the log is narrowed to an app or an event, and comes page by page", async () => {
  const { at, userAt, appid } = await made();
  for (const amount of [1, 2, 3]) await admin("POST", userAt("/balance"), { amount });
  await admin("PATCH", at(), { name: "changed" });
  const all = await entries(`&appid=${appid}`);
  assert.deepEqual(all.map(({ event }) => event), ["app_changed", "balance_changed", "balance_changed", "balance_changed", "app_created"]);
  assert.deepEqual(await entries(`&appid=${appid}&event=balance_changed`), all.slice(1, 4));
  const paged = [];
  for (let cursor = ""; cursor !== null;) {
    const { items, next_cursor } = (await admin("GET", `/audit?appid=${appid}&limit=2${cursor && `&cursor=${cursor}`}`)).body;
    assert.ok(items.length <= 2);
    paged.push(...items);
    cursor = next_cursor;
  }
  assert.deepEqual(paged, all);
  assertRefused(await admin("GET", "/audit?event=nothing"), 422, "event");
  assertRefused(await admin("GET", "/audit?appid=12"), 422, "appid");
  assertRefused(await admin("GET", "/audit?cursor=x"), 422, "cursor");
});

test("entries of the same microsecond have numbers of their own", async () => {
  const { userAt, appid } = await made();
  await Promise.all(Array.from({ length: 20 }, () => admin("POST", userAt("/balance"), { amount: 1 })));
  const numbers = (await entries(`&appid=${appid}&event=balance_changed`)).map(({ id }) => id);
  assert.equal(new Set(numbers).size, 20);
});
