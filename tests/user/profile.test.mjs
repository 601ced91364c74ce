// The profile object that /api/user/login answers. 连续登录 has a file of its own, ../streak.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { d1 } from "../harness/server.mjs";

const { server, admin, newApp } = api();

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const now = () => Math.floor(Date.now() / 1000);
/** Unix seconds as the deployment writes them: YYYY-MM-DD HH:MM:SS in UTC+8. */
const inChina = (at) => new Date((at + 8 * HOUR) * 1000).toISOString().slice(0, 19).replace("T", " ");

const DOCUMENTED = [
  "username", "nickname", "qq", "useremail", "exp", "grade", "title", "createtime", "logintime", "viptime",
  "Continuous(连续签到)", "piastrenum(余额货币)", "likes", "Continuouslogin(连续登录)", "signature", "icon", "foll(关注数量)",
  "fans(粉丝数量)", "forum(帖子数量)", "sex(性别1是男2是女)", "token (用户令牌)", "token_dead(令牌失效时间)",
];
const TWINS = ["Continuous", "piastrenum", "Continuouslogin", "foll", "fans", "forum", "sex", "token", "token_dead"];
const NUMBERS = [
  "exp", "grade", "Continuous(连续签到)", "piastrenum(余额货币)", "likes", "Continuouslogin(连续登录)", "foll(关注数量)",
  "fans(粉丝数量)", "forum(帖子数量)", "sex(性别1是男2是女)", "token_dead(令牌失效时间)",
];

test("the keys are the document's, in its order and spelling, then their plain twins", async () => {
  const app = await newApp();
  const { profile } = await app.login();
  assert.deepEqual(Object.keys(profile), [...DOCUMENTED, ...TWINS]);
});

test("every documented key has the document's type", async () => {
  const app = await newApp();
  const { profile } = await app.login();
  for (const key of DOCUMENTED) assert.equal(typeof profile[key], NUMBERS.includes(key) ? "number" : "string", key);
  for (const key of NUMBERS) assert.ok(Number.isInteger(profile[key]), key);
});

test("a twin has the value of its documented key", async () => {
  const app = await newApp();
  const account = await app.register();
  // All different, so that no twin can be another's.
  const numbers = { balance: 152, following: 3, fans: 4, posts: 5, checkin_streak: 6, sex: 2 };
  await admin("PATCH", app.userAt(account.user), numbers);
  const { profile } = await app.login(account);
  for (const twin of TWINS) {
    const documented = DOCUMENTED.find((key) => key.replace(/ ?\(.*/, "") === twin);
    assert.equal(profile[twin], profile[documented], twin);
  }
});

test("a new account's profile has the documented defaults", async () => {
  const app = await newApp();
  const { profile, user, nickname } = await app.login();
  const { createtime, logintime, icon, token, token_dead, ...rest } = Object.fromEntries(
    Object.entries(profile).filter(([key]) => !key.includes("(")));
  assert.deepEqual(rest, {
    username: user, nickname, qq: "未绑定", useremail: "未绑定", exp: 0, grade: 0, title: "未佩戴", viptime: "已逾期(1分钟)",
    likes: 0, signature: "此用户很懒,连签名都没有留下", Continuous: 0, piastrenum: 0, Continuouslogin: 0, foll: 0, fans: 0,
    forum: 0, sex: 1,
  });
});

test("what was registered and what the admin sets stands in the profile", async () => {
  const app = await newApp();
  const account = await app.register({ qq: "123456789", email: "user@example.com", imag: "https://example.com/a.jpg" });
  const set = { exp: 5, grade: 2, title: "头衔", balance: 152, likes: 7, following: 8, fans: 9, posts: 10, sex: 2,
    checkin_streak: 11, sign: "签名\n👍", nickname: "顾江" };
  await admin("PATCH", app.userAt(account.user), set);
  const { profile } = await app.login(account);
  const wanted = {
    username: account.user, nickname: "顾江", qq: "123456789", useremail: "user@example.com", exp: 5, grade: 2, title: "头衔",
    "Continuous(连续签到)": 11, "piastrenum(余额货币)": 152, likes: 7, signature: "签名\n👍", icon: "https://example.com/a.jpg",
    "foll(关注数量)": 8, "fans(粉丝数量)": 9, "forum(帖子数量)": 10, "sex(性别1是男2是女)": 2,
  };
  for (const [key, value] of Object.entries(wanted)) assert.equal(profile[key], value, key);
});

test("times are YYYY-MM-DD HH:MM:SS in UTC+8", async () => {
  const app = await newApp();
  const start = now();
  const account = await app.register();
  const { profile } = await app.login(account);
  const [from, to] = [inChina(start), inChina(now())];
  for (const time of [profile.createtime, profile.logintime]) {
    assert.match(time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.ok(from <= time && time <= to, `${from} <= ${time} <= ${to}`);
  }
});

test("createtime is the registration, logintime this login", async () => {
  const app = await newApp();
  const account = await app.register();
  // The document's own sample.
  const sql = "UPDATE users SET created_at = 1739072903, vip_until = NULL WHERE appid = ? RETURNING account";
  assert.deepEqual(await d1(server.stateDir, sql, app.appid), [{ account: account.user }]);
  const start = now();
  const { profile } = await app.login(account);
  assert.equal(profile.createtime, "2025-02-09 11:48:23");
  assert.ok(profile.logintime >= inChina(start));
  const months = Math.floor((now() - 1739072903) / (30 * DAY));
  assert.equal(profile.viptime, `已逾期(${months}月)`, "without an end of its own, VIP ended with the creation");
});

test("the token is 64 lower-case hex digits", async () => {
  const app = await newApp();
  const { profile } = await app.login();
  assert.match(profile["token (用户令牌)"], /^[0-9a-f]{64}$/);
});

test("the token dies token_ttl seconds after the login", async () => {
  const app = await newApp();
  const account = await app.register();
  const lives = ({ profile }) => profile.token_dead - Date.parse(`${profile.logintime.replace(" ", "T")}+08:00`) / 1000;
  assert.equal(lives(await app.login(account)), DAY);
  for (const token_ttl of [60, 31_536_000]) {
    await app.patch({ token_ttl });
    assert.equal(lives(await app.login(account)), token_ttl);
  }
});

test("viptime is the end of VIP while it lasts, the overdue phrase after", async () => {
  const app = await newApp();
  const account = await app.register();
  const viptime = async (vip_until) => {
    await admin("PATCH", app.userAt(account.user), { vip_until });
    return (await app.login(account)).profile.viptime;
  };
  const end = now() + DAY;
  assert.equal(await viptime(end), inChina(end));
  for (const [ago, phrase] of [
    [30, "已逾期(1分钟)"],
    [59.5 * MINUTE, "已逾期(59分钟)"],
    [HOUR, "已逾期(1时)"],
    [23.5 * HOUR, "已逾期(23时)"],
    [DAY, "已逾期(1天)"],
    [30.5 * DAY, "已逾期(30天)"],
    [31 * DAY, "已逾期(1月)"],
    [59.5 * DAY, "已逾期(1月)"],
    [60 * DAY, "已逾期(2月)"],
    [400 * DAY, "已逾期(13月)"],
  ]) {
    assert.equal(await viptime(now() - ago), phrase, `${ago} seconds`);
  }
});
