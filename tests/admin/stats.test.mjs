// GET /api/admin/me, /api/admin/stats and /api/admin/apps/{appid}/stats.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";
import { startBare } from "../harness/bare.mjs";

let server, admin, newApp, newDeveloper, db; // a server of one's own: the owner's statistics go over every app there is

before(async () => {
  server = await startBare();
  ({ admin, newApp, newDeveloper } = api(server));
  db = await server.db();
});
after(() => server.stop());

const DAY = 86_400;
const now = () => Math.floor(Date.now() / 1000);
const sql = (text, ...values) => db.prepare(text).bind(...values).run();

/** The calendar day of a time in the deployment's zone, UTC+8. */
const dayOf = (time) => new Date((time + 8 * 3600) * 1000).toISOString().slice(0, 10);

/** Lets everything that was found out grow so old that it is found out again. */
const forget = () => sql("UPDATE statistics SET computed_at = 0");

const stats = async (path, key) => {
  const answer = await admin("GET", path, undefined, key);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};

/** Puts a user into an app who registered and logged in at these times. */
const insert = ({ appid }, account, created, { login = null, qq = null, email = null, status = "active" } = {}) =>
  sql(
    `INSERT INTO users (appid, id, account, password, nickname, created_at, login_at, qq, email, status)
     VALUES (?1, ?2, ?3, '', 'n', ?4, ?5, ?6, ?7, ?8)`,
    appid, created * 1e6 + Math.floor(Math.random() * 1e6), account, created, login, qq, email, status,
  );

const KEYS = ["computed_at", "days", "users", "disabled", "with_qq", "with_email", "active_1d", "active_7d", "active_30d", "registrations", "newest"];

test("an app without users has statistics of nothing, with a zero for each day", async () => {
  const { appid } = await newApp();
  const first = now();
  const body = await stats(`/apps/${appid}/stats`);
  assert.deepEqual(Object.keys(body), KEYS);
  const { computed_at, days, registrations, newest, ...counts } = body;
  assert.ok(computed_at >= first && computed_at <= now());
  assert.equal(days, 30);
  for (const [name, count] of Object.entries(counts)) assert.equal(count, 0, name);
  assert.deepEqual(newest, []);
  assert.equal(registrations.length, 30);
  assert.ok(registrations.every(({ count }) => count === 0));
});

test("users are counted by state, by what they have bound and by their last login", async () => {
  const app = await newApp();
  const t = now();
  await insert(app, "a1", t - 400 * DAY);
  await insert(app, "a2", t - 200 * DAY, { qq: "10001", login: t - DAY - 60 });
  await insert(app, "a3", t - 100 * DAY, { email: "a@b.cn", login: t - 7 * DAY - 60, status: "disabled" });
  await insert(app, "a4", t - 99 * DAY, { qq: "10002", email: "a@b.cn", login: t - 30 * DAY + 60 });
  await insert(app, "a5", t - 98 * DAY, { login: t - 30 * DAY - 60 });
  await app.login({ user: undefined });
  const { computed_at, registrations, newest, ...counts } = await stats(`/apps/${app.appid}/stats`);
  assert.deepEqual(counts, {
    days: 30, users: 6, disabled: 1, with_qq: 2, with_email: 2, active_1d: 1, active_7d: 2, active_30d: 4,
  });
});

test("registrations are counted by the day of the deployment's zone, oldest first, today last", async () => {
  const app = await newApp();
  const midnight = Math.floor((now() + 8 * 3600) / DAY) * DAY - 8 * 3600;
  const times = [midnight, midnight - 1, midnight - DAY, midnight - DAY - 1, midnight - 89 * DAY, midnight - 89 * DAY - 1];
  for (const [i, time] of times.entries()) await insert(app, `user${i}`, time);
  await insert(app, "ahead", now() + 3 * DAY); // as by a clock that was wrong
  const { users, registrations } = await stats(`/apps/${app.appid}/stats?days=90`);
  assert.equal(users, 7);
  assert.deepEqual(registrations.map(({ day }) => day), Array.from({ length: 90 }, (_, i) => dayOf(midnight - (89 - i) * DAY)));
  const some = registrations.filter(({ count }) => count > 0).map(({ day, count }) => [day, count]);
  const [today, yesterday, before, first] = [0, 1, 2, 89].map((days) => dayOf(midnight - days * DAY));
  assert.deepEqual(some, [[first, 1], [before, 1], [yesterday, 2], [today, 2]]);
  for (const days of [1, 2, 7, 89]) {
    const body = await stats(`/apps/${app.appid}/stats?days=${days}`);
    assert.equal(body.days, days);
    assert.deepEqual(body.registrations, registrations.slice(-days));
  }
});

test("days follow UTC_OFFSET_MINUTES", async () => {
  const elsewhere = await startBare({ vars: { UTC_OFFSET_MINUTES: "-660" } });
  try {
    const app = await api(elsewhere).newApp();
    await app.register();
    const { body } = await api(elsewhere).admin("GET", `/apps/${app.appid}/stats?days=1`);
    assert.deepEqual(body.registrations, [{ day: new Date(Date.now() - 660 * 60_000).toISOString().slice(0, 10), count: 1 }]);
    assert.equal((await api(elsewhere).admin("GET", "/me")).body.utc_offset_minutes, -660);
  } finally {
    await elsewhere.stop();
  }
});

test("newest are the ten newest users as they are now, whole", async () => {
  const app = await newApp();
  const names = [];
  for (let i = 0; i < 12; i += 1) names.unshift((await app.register({ user: `user${i}` })).user);
  const path = `/apps/${app.appid}/stats`;
  assert.deepEqual((await stats(path)).newest.map(({ user }) => user), names.slice(0, 10));
  await app.register({ user: "newer" });
  await admin("DELETE", app.userAt("user11"));
  const { newest } = await stats(path);
  assert.deepEqual(newest.map(({ user }) => user), ["newer", ...names.slice(1, 10)]);
  for (const user of newest) assert.deepEqual(user, (await admin("GET", app.userAt(user.user))).body);
});

test("counts are kept for a minute, computed_at says since when, and then found out again", async () => {
  const app = await newApp();
  const path = `/apps/${app.appid}/stats`;
  const first = await stats(path);
  const { user } = await app.register();
  const kept = await stats(path);
  assert.deepEqual([kept.users, kept.computed_at], [0, first.computed_at]);
  await sql("UPDATE statistics SET computed_at = computed_at - 50 WHERE scope = ?1", app.appid);
  assert.equal((await stats(path)).users, 0);
  await sql("UPDATE statistics SET computed_at = computed_at - 10 WHERE scope = ?1", app.appid);
  const second = await stats(path);
  assert.deepEqual([second.users, second.registrations.at(-1).count], [1, 1]);
  assert.ok(second.computed_at >= first.computed_at);
  await admin("PATCH", app.userAt(user), { status: "disabled" });
  await forget();
  assert.deepEqual([(await stats(path)).disabled], [1]);
});

test("days that have passed since the scan are there, with no registrations", async () => {
  const app = await newApp();
  await app.register();
  const path = `/apps/${app.appid}/stats?days=3`;
  await stats(path);
  const today = Math.floor((now() + 8 * 3600) / DAY);
  const found = JSON.stringify({ [today - 1]: 5, [today - 2]: 2, [today - 3]: 9 });
  await sql("UPDATE statistics SET found = json_set(found, '$.registrations', json(?1)) WHERE scope = ?2", found, app.appid);
  assert.deepEqual((await stats(path)).registrations.map(({ count }) => count), [2, 5, 0]);
});

test("what a release found in another form, or without a count, is found again", async () => {
  const app = await newApp();
  await app.register();
  const path = `/apps/${app.appid}/stats`;
  const { computed_at, ...first } = await stats(path);
  for (const change of [
    "found = json_object('users', 7, 'registrations', json_object())",
    "found = json_remove(found, '$.active_30d')",
    "found = json_set(found, '$.users', 7), shape = 0",
  ]) {
    await sql(`UPDATE statistics SET ${change} WHERE scope = ?1`, app.appid);
    const { computed_at: later, ...again } = await stats(path);
    assert.deepEqual(again, first, change);
    assert.ok(later >= computed_at);
  }
  // What is whole is kept.
  await sql("UPDATE statistics SET found = json_set(found, '$.users', 7) WHERE scope = ?1", app.appid);
  assert.equal((await stats(path)).users, 7);
});

test("an app's statistics reach its developer and the owner: to others they are 404", async () => {
  const [mine, other] = [await newDeveloper(), await newDeveloper()];
  const app = await newApp({}, mine.key);
  await app.register();
  const path = `/apps/${app.appid}/stats`;
  assert.equal((await stats(path, mine.key)).users, 1);
  assert.equal((await stats(path)).users, 1);
  assertRefused(await admin("GET", path, undefined, other.key), 404);
  assertRefused(await admin("GET", "/apps/1/stats"), 404);
  for (const at of [path, "/stats", "/me"]) assertRefused(await admin("GET", at, undefined, "wrong"), 401);
});

test("the wide statistics go over the apps of the key, deleted ones left out", async () => {
  const [mine, other] = [await newDeveloper(), await newDeveloper()];
  const none = await stats("/stats", mine.key);
  assert.deepEqual([none.apps, none.users, none.newest, none.registrations.length], [0, 0, [], 30]);
  assert.deepEqual(Object.keys(none), ["computed_at", "days", "apps", ...KEYS.slice(2)]);

  const [one, two, gone] = [await newApp({}, mine.key), await newApp({ status: "disabled" }, mine.key), await newApp({}, mine.key)];
  const [foreign, owned] = [await newApp({}, other.key), await newApp()];
  for (const app of [one, gone, foreign, owned]) await app.login();
  const t = now();
  await insert(two, "old", t - 100 * DAY, { qq: "10001" });
  await insert(two, "later", t + DAY, { login: t - 8 * DAY, status: "disabled" });
  await admin("DELETE", `/apps/${gone.appid}?confirm=${gone.appid}`);
  await forget();

  const { computed_at, registrations, newest, ...counts } = await stats("/stats?days=2", mine.key);
  assert.deepEqual(counts, {
    days: 2, apps: 2, users: 3, disabled: 1, with_qq: 1, with_email: 0, active_1d: 1, active_7d: 1, active_30d: 2,
  });
  assert.equal(registrations.at(-1).count, 2, "what is ahead of the clock counts as today's");
  assert.deepEqual(newest.map(({ appid }) => appid), [two.appid, one.appid, two.appid]);
  for (const { appid, ...user } of newest) assert.deepEqual(user, (await admin("GET", `/apps/${appid}/users/${user.user}`)).body);

  const all = await stats("/stats");
  const { results } = await db.prepare("SELECT count(*) AS users, count(DISTINCT appid) AS apps FROM users").all();
  assert.equal(all.users, results[0].users);
  assert.ok(all.apps >= 4);
});

test("the newest of many apps are the newest of all", async () => {
  const { key } = await newDeveloper();
  const t = now();
  for (let i = 0; i < 13; i += 1) {
    const app = await newApp({}, key);
    for (let j = 0; j < (i % 3) * 6; j += 1) await insert(app, `user${j}`, t - 1000 + ((i * 7 + j * 11) % 97));
  }
  const { newest } = await stats("/stats", key);
  const { results } = await db
    .prepare(
      `SELECT appid, account FROM users WHERE appid IN (SELECT appid FROM apps a JOIN developers d ON d.id = a.developer_id
       WHERE d.id = (SELECT max(id) FROM developers)) ORDER BY id DESC LIMIT 10`,
    )
    .all();
  assert.deepEqual(newest.map(({ appid, user }) => [appid, user]), results.map(({ appid, account }) => [appid, account]));
});

test("a deleted app takes its statistics along", async () => {
  const app = await newApp();
  const path = `/apps/${app.appid}/stats`;
  await stats(path);
  const rows = async () => (await db.prepare("SELECT * FROM statistics WHERE scope = ?1").bind(app.appid).all()).results.length;
  assert.equal(await rows(), 1);
  await admin("DELETE", `/apps/${app.appid}?confirm=${app.appid}`);
  assert.equal(await rows(), 0);
  assertRefused(await admin("GET", path), 404);
  assert.equal(await rows(), 0);
});

test("a key whose last app is deleted has statistics of nothing", async () => {
  const { key } = await newDeveloper();
  const app = (await admin("POST", "/apps", { name: "last" }, key)).body;
  await insert(app, "a1", now() - DAY);
  assert.equal((await stats("/stats", key)).users, 1);
  await admin("DELETE", `/apps/${app.appid}?confirm=${app.appid}`, undefined, key);
  const { apps, users, registrations } = await stats("/stats", key);
  assert.deepEqual([apps, users], [0, 0]);
  assert.ok(registrations.every(({ count }) => count === 0));
});

test("days that make no sense are 422, other methods 405", async () => {
  const { appid } = await newApp();
  for (const path of ["/stats", `/apps/${appid}/stats`]) {
    for (const days of ["0", "91", "-1", "1.5", "abc"]) assertRefused(await admin("GET", `${path}?days=${days}`), 422, "days");
    assert.equal((await stats(`${path}?days=`)).days, 30);
  }
  for (const path of ["/me", "/stats", `/apps/${appid}/stats`]) {
    const answer = await admin("POST", path, {});
    assertRefused(answer, 405);
    assert.equal(answer.headers.get("allow"), "GET, HEAD");
  }
});

test("me says whose key it is", async () => {
  assert.deepEqual((await admin("GET", "/me")).body, { role: "owner", developer: null, utc_offset_minutes: 480 });
  const { key, ...developer } = await newDeveloper({ name: "小明", expires_at: now() + DAY });
  const { status, body } = await admin("GET", "/me", undefined, key);
  assert.deepEqual([status, body], [200, { role: "developer", developer, utc_offset_minutes: 480 }]);
  await admin("PATCH", `/developers/${developer.id}`, { status: "disabled" });
  assertRefused(await admin("GET", "/me", undefined, key), 403);
});
