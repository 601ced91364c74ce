// Days in a row with a login, and the deployment's zone. Days are moved by moving the last login in D1.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { newStateDir } from "./harness/server.mjs";

const DAY = 86_400;
const CHINA = 8 * 3600;
const elsewhere = newStateDir(); // of servers in other zones, one after the other

let server, newApp, admin, db;

before(async () => {
  server = await startBare({ vars: { UTC_OFFSET_MINUTES: null } });
  ({ newApp, admin } = api(server));
  db = await server.db();
});
after(() => server.stop());

const now = () => Math.floor(Date.now() / 1000);
const midnight = (offset = CHINA) => Math.floor((now() + offset) / DAY) * DAY - offset;

/** A time as the contract writes it, in the zone `offset` seconds east of UTC. */
const written = (seconds, offset) => new Date((seconds + offset) * 1000).toISOString().slice(0, 19).replace("T", " ");

/** Says that the last login was at `at` and left `streak`. */
const lastLogin = ({ appid }, { user }, at, streak) =>
  db
    .prepare("UPDATE users SET login_at = ?3, login_streak = ?4 WHERE appid = ?1 AND account = ?2")
    .bind(appid, user, at, streak)
    .run();

/** The streak after a login now. Should midnight pass on the way, the whole of `attempt` is done again. */
async function onOneDay(attempt, offset) {
  for (;;) {
    const today = midnight(offset);
    const result = await attempt(today);
    if (midnight(offset) === today) return result;
  }
}

const streakOf = ({ profile }) => {
  assert.equal(profile["Continuouslogin(连续登录)"], profile.Continuouslogin, "both spellings");
  return profile.Continuouslogin;
};

test("the first login ever, and every other one on its day, is 0", async () => {
  const app = await newApp();
  const streaks = await onOneDay(async () => {
    const account = await app.register();
    return [streakOf(await app.login(account)), streakOf(await app.login(account))];
  });
  assert.deepEqual(streaks, [0, 0]);
});

test("a login on the next calendar day adds one, from yesterday's first second to its last", async () => {
  const app = await newApp();
  const account = await app.register();
  for (const [back, before] of [[DAY, 0], [1, 0], [DAY / 2, 1], [DAY, 41]]) {
    const streak = await onOneDay(async (today) => {
      await lastLogin(app, account, today - back, before);
      return streakOf(await app.login(account));
    });
    assert.equal(streak, before + 1, `last login ${back} s before midnight`);
  }
});

test("more logins on the same day change nothing", async () => {
  const app = await newApp();
  const account = await app.register();
  const streaks = await onOneDay(async (today) => {
    await lastLogin(app, account, today, 7);
    const first = streakOf(await app.login(account));
    await lastLogin(app, account, today - 1, 7);
    return [first, streakOf(await app.login(account)), streakOf(await app.login(account))];
  });
  assert.deepEqual(streaks, [7, 8, 8]);
});

test("a gap of a whole day starts again at 0", async () => {
  const app = await newApp();
  const account = await app.register();
  for (const back of [DAY + 1, 2 * DAY, 400 * DAY]) {
    const streak = await onOneDay(async (today) => {
      await lastLogin(app, account, today - back, 9);
      return streakOf(await app.login(account));
    });
    assert.equal(streak, 0);
  }
});

test("a failed login is no login", async () => {
  const app = await newApp();
  const account = await app.register();
  await lastLogin(app, account, midnight() - 10 * DAY, 9);
  const { post } = api(server);
  assert.equal((await post("login", { ...app.id, user: account.user, pass: "wrong11" })).body.code, 400);
  const { body } = await admin("GET", app.userAt(account.user));
  assert.equal(body.login_streak, 9);
});

test("the admin API shows the streak that the last login left", async () => {
  const app = await newApp();
  const account = await app.register();
  const [shown, stored] = await onOneDay(async (today) => {
    await lastLogin(app, account, today - 1, 4);
    const shown = streakOf(await app.login(account));
    return [shown, (await admin("GET", app.userAt(account.user))).body.login_streak];
  });
  assert.deepEqual([shown, stored], [5, 5]);
});

/** Asserts that the times of a login's profile are of the zone `minutes` east of UTC. */
async function assertZone({ newApp, admin }, minutes) {
  const app = await newApp();
  const account = await app.register();
  await admin("PATCH", app.userAt(account.user), { vip_until: 4102444800 });
  const { profile } = await app.login(account);
  const { body: stored } = await admin("GET", app.userAt(account.user));
  const { createtime, logintime, viptime } = profile;
  assert.deepEqual(
    { createtime, logintime, viptime },
    {
      createtime: written(stored.created_at, minutes * 60),
      logintime: written(stored.login_at, minutes * 60),
      viptime: written(4102444800, minutes * 60),
    },
  );
}

test("time strings are in UTC+8 by default", async () => {
  await assertZone(api(server), 480);
});

test("UTC_OFFSET_MINUTES moves time strings, and where a day ends", async () => {
  for (const minutes of [0, -570, 345]) {
    const there = await startBare({ stateDir: elsewhere, vars: { UTC_OFFSET_MINUTES: String(minutes) } });
    try {
      const { newApp, admin } = api(there);
      await assertZone({ newApp, admin }, minutes);
      const app = await newApp();
      const account = await app.register();
      const update = (await there.db()).prepare("UPDATE users SET login_at = ?1, login_streak = 3 WHERE appid = ?2");
      const [late, early] = await onOneDay(async (today) => {
        await update.bind(today - 1, app.appid).run();
        const late = streakOf(await app.login(account));
        await update.bind(today, app.appid).run();
        return [late, streakOf(await app.login(account))];
      }, minutes * 60);
      assert.deepEqual([late, early], [4, 3]);
    } finally {
      await there.stop();
    }
  }
});

test("a UTC_OFFSET_MINUTES that is none answers code 500 without detail", async () => {
  const sound = await startBare({ stateDir: elsewhere });
  const app = await api(sound).newApp();
  const { user, pass } = await app.register();
  await sound.stop();
  const broken = await startBare({ stateDir: elsewhere, vars: { UTC_OFFSET_MINUTES: "UTC+8" } });
  try {
    const { post } = api(broken);
    const { status, body } = await post("login", { ...app.id, user, pass });
    assert.deepEqual([status, body], [200, { code: 500, msg: "fail", data: "系统错误" }]);
  } finally {
    await broken.stop();
  }
});

test("a login that comes to be written after a later one does not undo its day; a time that is far ahead is a wrong clock's", async () => {
  const app = await newApp();
  const account = await app.register();
  const stored = () => db.prepare("SELECT login_at FROM users WHERE appid = ?1 AND account = ?2").bind(app.appid, account.user).first("login_at");
  const later = now() + 300;
  await lastLogin(app, account, later, 4);
  assert.equal(streakOf(await app.login(account)), 4);
  assert.equal(await stored(), later);
  await lastLogin(app, account, now() + 2 * DAY, 4);
  await app.login(account);
  assert.ok(Math.abs((await stored()) - now()) < 60);
});
