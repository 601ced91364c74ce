// /api/admin/apps/{appid}/users/{user}: one user of an app.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";
import { defaults, furtherColumns, others } from "../harness/columns.mjs";

const { admin, post, newApp } = api();

const now = () => Math.floor(Date.now() / 1000);
const MAX_INT = Number.MAX_SAFE_INTEGER;

/** What a new user has in every field that PATCH knows. */
const NEW = {
  status: "active",
  nickname: "昵称",
  qq: null,
  email: null,
  icon: null,
  sign: null,
  exp: 0,
  grade: 0,
  title: null,
  sex: 1,
  balance: 0,
  likes: 0,
  following: 0,
  fans: 0,
  posts: 0,
  checkin_streak: 0,
};

/** Other values for all of them. */
const CHANGED = {
  status: "active",
  nickname: "顾江",
  qq: "1234567890123",
  email: "user@example.com",
  icon: "https://example.com/a.jpg",
  sign: "签名",
  exp: 7,
  grade: 3,
  title: "版主",
  sex: 2,
  balance: -152,
  likes: 1,
  following: 2,
  fans: 4,
  posts: 5,
  checkin_streak: 6,
  vip_until: 4102415999,
};

/** The columns that have come since. */
const FURTHER = furtherColumns("users", Object.keys(CHANGED));
Object.assign(NEW, defaults(FURTHER));
Object.assign(CHANGED, others(FURTHER));

test("a new user's object has every documented field and no other", async () => {
  const app = await newApp();
  const before = now();
  const { user: name } = await app.register({ user: "Alice_01" });
  const { status, body } = await admin("GET", app.userAt(name));
  assert.equal(status, 200);
  const { created_at, vip_until, ...rest } = body;
  assert.deepEqual(rest, { user: "Alice_01", ...NEW, email_verified: false, login_streak: 0, checkin_at: null, login_at: null });
  assert.ok(created_at >= before && created_at <= now());
  assert.ok(vip_until === null || vip_until === created_at, "VIP ends at the account's creation");
});

test("what register and login stored is in the object", async () => {
  const app = await newApp();
  const given = { qq: "10001", email: "a@b.cn", imag: "http://example.com/b.png", nickname: "n" };
  const before = now();
  const { user: name } = await app.login(await app.register(given));
  const { body } = await admin("GET", app.userAt(name));
  const { qq, email, icon, nickname, login_at } = body;
  assert.deepEqual({ qq, email, imag: icon, nickname }, given);
  assert.ok(login_at >= before && login_at <= now());
});

test("a user is found without regard to case, and by names that need escaping", async () => {
  const app = await newApp();
  await app.register({ user: "Alice" });
  await app.register({ user: "a+b@c.cn" });
  assert.equal((await admin("GET", app.userAt("aLICE"))).body.user, "Alice");
  assert.equal((await admin("GET", app.userAt("a+b@c.cn"))).body.user, "a+b@c.cn");
  assert.equal((await admin("PATCH", app.userAt("ALICE"), { exp: 1 })).body.user, "Alice");
});

test("every field of PATCH is answered, kept, and shown by the next login", async () => {
  const app = await newApp();
  const account = await app.register();
  const { body: before } = await admin("GET", app.userAt(account.user));
  const { status, body } = await admin("PATCH", app.userAt(account.user), CHANGED);
  assert.equal(status, 200);
  assert.deepEqual(body, { ...before, ...CHANGED });
  assert.deepEqual((await admin("GET", app.userAt(account.user))).body, body);
  const { profile } = await app.login(account);
  const shown = {
    nickname: "顾江",
    qq: "1234567890123",
    useremail: "user@example.com",
    exp: 7,
    grade: 3,
    title: "版主",
    viptime: "2099-12-31 23:59:59",
    "Continuous(连续签到)": 6,
    "piastrenum(余额货币)": -152,
    likes: 1,
    signature: "签名",
    icon: "https://example.com/a.jpg",
    "foll(关注数量)": 2,
    "fans(粉丝数量)": 4,
    "forum(帖子数量)": 5,
    "sex(性别1是男2是女)": 2,
  };
  for (const [key, value] of Object.entries(shown)) assert.equal(profile[key], value, key);
});

test("fields not sent stay", async () => {
  const app = await newApp();
  const { user: name } = await app.register();
  let { body: expected } = await admin("PATCH", app.userAt(name), CHANGED);
  const others = { ...CHANGED, nickname: "other", qq: "54321", exp: 8, sex: 1, vip_until: 1 };
  for (const [field, value] of Object.entries(others)) {
    expected = { ...expected, [field]: value };
    assert.deepEqual((await admin("PATCH", app.userAt(name), { [field]: value })).body, expected);
  }
  assert.deepEqual((await admin("PATCH", app.userAt(name), {})).body, expected);
});

test("null clears every field that can be empty, back to what a new user has", async () => {
  const app = await newApp();
  const account = await app.register();
  await admin("PATCH", app.userAt(account.user), CHANGED);
  const { status: kept, nickname, ...cleared } = NEW;
  const nulls = Object.fromEntries([...Object.keys(cleared), "vip_until"].map((field) => [field, null]));
  const { status, body } = await admin("PATCH", app.userAt(account.user), nulls);
  assert.equal(status, 200);
  for (const [field, value] of Object.entries(cleared)) assert.equal(body[field], value, field);
  assert.equal(body.nickname, "顾江", "fields not sent stay");
  const { profile } = await app.login(account);
  const { qq, useremail, title, signature, viptime } = profile;
  assert.deepEqual({ qq, useremail, title }, { qq: "未绑定", useremail: "未绑定", title: "未佩戴" });
  assert.equal(signature, "此用户很懒,连签名都没有留下");
  assert.match(viptime, /^已逾期\(\d+分钟\)$/);
  assert.match(profile.icon, /\/api\/user\/avatar\/[^/]+\.svg$/);
});

test("values out of range or of a wrong type are 422 and named, and change nothing", async () => {
  const app = await newApp();
  const { user: name } = await app.register();
  const { body: before } = await admin("GET", app.userAt(name));
  const counts = ["exp", "grade", "likes", "following", "fans", "posts", "checkin_streak"];
  const noCount = [-1, 1.5, "1", true, MAX_INT + 1, 1e300, [1]];
  const wrong = {
    status: ["reviewing", "", null, 1],
    nickname: [null, "", "a".repeat(51), "a\nb", 5],
    qq: ["", "1234", "12345678901234", "12345a", "１２３４５", 12345],
    email: ["", "a", "a@b", "a b@c.cn", `${"a".repeat(250)}@b.cn`, 5],
    icon: ["", "ftp://a.cn/b", "javascript:alert(1)", "a.jpg", `https://a.cn/${"a".repeat(2048)}`, 5],
    sign: ["", "  ", "a".repeat(1001), 5],
    title: ["", "a\u0000", 5, "a".repeat(10_000)],
    sex: [0, 3, "1", true, 1.5],
    balance: [1.5, "1", true, MAX_INT + 1, -MAX_INT - 1],
    vip_until: [-1, 1.5, "1", true, 1e18],
    password: [null, "", "12345", 123456, true],
    ...Object.fromEntries(counts.map((field) => [field, noCount])),
  };
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) {
      assertRefused(await admin("PATCH", app.userAt(name), { exp: 5, [field]: value }), 422, field);
    }
  }
  assert.deepEqual((await admin("GET", app.userAt(name))).body, before);
});

test("the largest values are kept exactly", async () => {
  const app = await newApp();
  const { user: name } = await app.register();
  const texts = { nickname: "名".repeat(50), sign: "签".repeat(1000), qq: "9".repeat(13) };
  const largest = { ...texts, balance: -MAX_INT, exp: MAX_INT, vip_until: 253402300799 };
  const { body } = await admin("PATCH", app.userAt(name), largest);
  for (const [field, value] of Object.entries(largest)) assert.equal(body[field], value, field);
});

test("a QQ number that another user of the app has is 409, and nothing of the call is done", async () => {
  const [app, other] = [await newApp(), await newApp()];
  const [first, second] = [await app.register({ qq: "12345678" }), await app.register()];
  const answer = await admin("PATCH", app.userAt(second.user), { qq: "12345678", exp: 5 });
  assertRefused(answer, 409);
  const { body } = await admin("GET", app.userAt(second.user));
  assert.deepEqual([body.qq, body.exp], [null, 0]);
  const bind = async (path, qq) => (await admin("PATCH", path, { qq, exp: 6 })).status;
  assert.equal(await bind(app.userAt(first.user), "12345678"), 200, "one's own number");
  assert.equal(await bind(app.userAt(first.user), null), 200);
  assert.equal(await bind(app.userAt(second.user), "12345678"), 200, "a number that was given up");
  assert.equal(await bind(other.userAt((await other.register()).user), "12345678"), 200, "another app");
});

test("password takes the raw one: the new one opens the account, the old one does not", async () => {
  const app = await newApp();
  const { user, pass } = await app.register();
  const login = async (pass) => (await post("login", { ...app.id, user, pass })).body.code;
  // 32 hex digits are a password like any other here; only register reads them as an MD5.
  for (const password of ["新密码 🔑!", "0123456789abcdef0123456789abcdef", "a".repeat(5000)]) {
    const { status } = await admin("PATCH", app.userAt(user), { password });
    assert.equal(status, 200);
    assert.deepEqual([await login(password), await login(pass)], [200, 400]);
  }
});

test("an unknown user is 404 for every call, also in another app than its own", async () => {
  const [app, other] = [await newApp(), await newApp()];
  const { user: name } = await other.register();
  for (const unknown of [name, "nobody", "' OR 1=1 --", "%", "a".repeat(500)]) {
    assertRefused(await admin("GET", app.userAt(unknown)), 404);
    assertRefused(await admin("PATCH", app.userAt(unknown), { exp: 1 }), 404);
    assertRefused(await admin("PATCH", app.userAt(unknown), { password: "secret2" }), 404);
    assertRefused(await admin("PATCH", app.userAt(unknown), {}), 404);
    assertRefused(await admin("DELETE", app.userAt(unknown)), 404);
    assertRefused(await admin("DELETE", app.userAt(unknown, "/tokens")), 404);
  }
  assert.equal((await admin("GET", other.userAt(name))).body.exp, 0);
});

test("DELETE of a user answers a JSON object, and the user is gone", async () => {
  const app = await newApp();
  const { user, pass } = await app.register({ qq: "12345678" });
  const { status, body } = await admin("DELETE", app.userAt(user));
  assert.equal(status, 200);
  assert.ok(body !== null && typeof body === "object" && !Array.isArray(body));
  assertRefused(await admin("GET", app.userAt(user)), 404);
  assert.equal((await post("login", { ...app.id, user, pass })).body.data, "账号密码错误");
  await app.register({ qq: "12345678" });
});
