// POST /api/admin/apps/{appid}/import: users from elsewhere.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { api, assertRefused, fail } from "../harness/api.mjs";
import { d1, shared } from "../harness/server.mjs";

const { admin, newApp, newDeveloper, post } = api();

const md5 = (text) => createHash("md5").update(text).digest("hex");
const sha512 = (data) => createHash("sha512").update(data).digest();
const leancloud = (salt, pass) => Array.from({ length: 512 }).reduce(sha512, sha512(salt + pass)).toString("base64");

/** How other systems keep the password "password"; made by PHP's, Python's and Node's own functions. */
const KEPT = {
  plain: { password: "password" },
  justMd5: { password_hash: md5("password") },
  upper: { password_hash: md5("password").toUpperCase() },
  passSalt: { password_hash: md5("passwordab12"), password_form: "md5(pass+salt)", password_salt: "ab12" },
  saltPass: { password_hash: md5("ab12password"), password_form: "md5(salt+pass)", password_salt: "ab12" },
  discuz: { password_hash: md5(`${md5("password")}ab12`), password_form: "md5(md5(pass)+salt)", password_salt: "ab12" },
  phpass: { password_hash: "$P$68hJRlv6Wu.3cYT3QO9F7L.egjtLKp0" },
  bcrypt: { password_hash: "$2b$04$SDn6.6fW63BSmzJrqZYh5.MWiAEqZVWou3hGsVu4zKO.J7xT9Zr3K" },
  wordpress: { password_hash: "$wp$2y$04$.Y/2OKXiXzlINcCK360FYux0AxPFiEjsPBfsJt00SYqLD/OSh1OpG" },
  django: { password_hash: "pbkdf2_sha256$100$seasalt$dyJ9iJEOk1cyIaO66OaOstmzFEfb5vXjLLYgmzDOcDY=" },
  leancloud: { password_hash: leancloud("salt", "password"), password_salt: "salt" },
  argon2: { password_hash: "$argon2id$v=19$m=8,t=1,p=1$7Oo7YPtELhXMqh+KzdQbSA$HK0wbt8oLlDU8C123g2CdfoX2VN2WYLZSRAhKpIIX0E" },
};

const importTo = (app, users, more = {}, key) => admin("POST", `/apps/${app.appid}/import`, { users, ...more }, key);
const login = (app, user, pass) => post("login", { ...app.id, user, pass });
const stored = async (app, user) => {
  const [row] = await d1(shared().stateDir, "SELECT password FROM users WHERE appid = ? AND account = ?", app.appid, user);
  return row.password;
};

test("a user comes along with the password as another system kept it, which the first login makes an ordinary hash", async () => {
  const app = await newApp();
  const users = Object.entries(KEPT).map(([user, kept]) => ({ user, ...kept }));
  const { status, body } = await importTo(app, users);
  assert.equal(status, 200);
  assert.deepEqual(body, { added: users.length, existing: [], refused: [] });
  for (const { user, password_hash } of users) {
    assert.notEqual(await stored(app, user), password_hash?.toLowerCase(), "what was quick to compute is wrapped");
    assert.deepEqual((await login(app, user, "Password")).body, fail(400, "账号密码错误"), user);
    assert.equal((await login(app, user, "password")).body.code, 200, user);
    assert.match(await stored(app, user), /^\$argon2id\$v=19\$m=8,t=1,p=1\$/, user);
    assert.equal((await login(app, user, "password")).body.code, 200, `${user}, the second time`);
  }
});

test("nothing that is quick to guess from is stored", async () => {
  const app = await newApp();
  await importTo(app, Object.entries(KEPT).map(([user, kept]) => ({ user, ...kept })));
  for (const user of ["plain", "justMd5", "passSalt", "saltPass", "discuz", "phpass", "leancloud"]) {
    const text = await stored(app, user);
    assert.match(text, /\$argon2id\$v=19\$/);
    assert.ok(!text.includes("password") && !text.includes(KEPT[user].password_hash ?? "password"), text);
  }
});

test("everything else of a user comes along", async () => {
  const app = await newApp();
  const user = {
    user: "10001", status: "disabled", nickname: "小明", qq: "12345", email: "a@example.com", email_verified: true, icon: "https://example.com/a.png",
    sign: "你好", exp: 1, grade: 2, title: "t", sex: 2, balance: -7, likes: 3, following: 4, fans: 5, posts: 6, checkin_streak: 7,
    login_streak: 8, vip_until: 1_900_000_000, checkin_at: 1_600_000_001, created_at: 1_500_000_000, login_at: 1_600_000_000,
  };
  await importTo(app, [user, { user: "10002", created_at: 1_500_000_000 }]);
  assert.deepEqual((await admin("GET", app.userAt("10001"))).body, user);
  const { body } = await admin("GET", `${app.userAt("10001", "/ledger")}`);
  assert.deepEqual(body.items.map(({ amount, balance, kind, note }) => ({ amount, balance, kind, note })), [{ amount: -7, balance: -7, kind: "admin", note: "import" }]);
  const other = (await admin("GET", app.userAt("10002"))).body;
  assert.deepEqual([other.nickname, other.vip_until, other.sex, other.status], ["10002", 1_500_000_000, 1, "active"], "what is not sent is as after a registration");
});

test("users stand in the order of their registration, those of one second in the call's", async () => {
  const app = await newApp();
  await app.register({ user: "newest" });
  await importTo(app, [{ user: "second1", created_at: 1_500_000_001 }, { user: "first1", created_at: 1_500_000_000 }, { user: "second2", created_at: 1_500_000_001 }]);
  await importTo(app, [{ user: "second3", created_at: 1_500_000_001 }]);
  const { body } = await admin("GET", `/apps/${app.appid}/users`);
  assert.deepEqual(body.items.map(({ user }) => user), ["newest", "second3", "second2", "second1", "first1"]);
});

test("a repeated call adds nobody twice and changes nobody who is there", async () => {
  const app = await newApp();
  const there = await app.register({ user: "There", nickname: "before" });
  const users = [{ user: "new1", password: "secret1" }, { user: "there", password: "another", nickname: "after" }];
  assert.deepEqual((await importTo(app, users)).body, { added: 1, existing: [1], refused: [] });
  const again = await importTo(app, users);
  assert.deepEqual(again.body, { added: 0, existing: [0, 1], refused: [] });
  assert.equal(again.cost.d1, 1, "and hashes nothing");
  assert.equal(again.cost.hash, 0);
  assert.equal((await admin("GET", app.userAt("there"))).body.nickname, "before");
  assert.equal((await login(app, "there", there.pass)).body.code, 200);
});

test("who is imported after another was deleted does not get the other's ledger, nor the requests in it", async () => {
  const app = await newApp({ client_money_add: true });
  const one = (user) => ({ user, password: "secret1", created_at: 1_600_000_000 });
  const added = async (user, num) => {
    assert.equal((await importTo(app, [one(user)])).body.added, 1);
    const { token } = (await login(app, user, "secret1")).body.data;
    assert.equal((await post("money_add", { ...app.id, token, num, request_id: "r" })).body.code, 200);
    return (await admin("GET", app.userAt(user, "/ledger"))).body.items.map(({ amount, balance }) => [amount, balance]);
  };
  for (const [user, num] of [["10001", 5], ["10001", 6], ["10002", 7]]) {
    assert.deepEqual(await added(user, num), [[num, num]]);
    await admin("DELETE", app.userAt(user));
  }
});

test("calls with the same users at once add each once", async () => {
  const app = await newApp();
  const users = Array.from({ length: 50 }, (_, n) => ({ user: `user${n}`, password: "secret1", balance: 5 }));
  const answers = await Promise.all(Array.from({ length: 6 }, () => importTo(app, users)));
  assert.equal(answers.reduce((sum, { body }) => sum + body.added, 0), 50);
  for (const { body } of answers) assert.equal(body.added + body.existing.length + body.refused.length, 50);
  const [{ n, money }] = await d1(shared().stateDir, "SELECT count(*) AS n, sum(balance) AS money FROM users WHERE appid = ?", app.appid);
  assert.deepEqual([n, money], [50, 250]);
});

test("a dry run says what would be, and writes and hashes nothing", async () => {
  const app = await newApp();
  await app.register({ user: "there" });
  const users = [{ user: "new1", password: "secret1" }, { user: "there" }, { user: "n" }];
  const { body, cost } = await importTo(app, users, { dry_run: true });
  assert.equal(body.added, 1);
  assert.deepEqual(body.existing, [1]);
  assert.deepEqual(body.refused.map(({ index, field }) => [index, field]), [[2, "user"]]);
  assert.deepEqual([cost.d1, cost.written, cost.hash], [1, 0, 0]);
  assertRefused(await admin("GET", app.userAt("new1")), 404);
});

test("who cannot be taken is named with the field and the reason, and keeps nobody else out", async () => {
  const app = await newApp();
  await app.register({ user: "qqowner", qq: "55555" });
  const long = "a".repeat(33);
  const cases = [
    [{ nickname: "x" }, "user"], [{ user: 10001 }, "user"], [{ user: "中文名字" }, "user"], [{ user: long }, "user"],
    [{ user: "case-c1", qq: "1" }, "qq"], [{ user: "case-c2", qq: "55555" }, "qq"], [{ user: "case-c3", email: "a" }, "email"], [{ user: "case-c4", nickname: "" }, "nickname"],
    [{ user: "case-c5", exp: -1 }, "exp"], [{ user: "case-c6", exp: "1" }, "exp"], [{ user: "case-c7", created_at: 9_999_999_999 }, "created_at"],
    [{ user: "case-c8", password: "" }, "password"], [{ user: "case-c9", password: "a", password_hash: md5("a") }, "password_hash"],
    [{ user: "case-d1", password_hash: "abc" }, "password_form"], [{ user: "case-d2", password_hash: md5("a"), password_salt: "x" }, "password_form"],
    [{ user: "case-d3", password_hash: md5("a"), password_form: "md5(pass+salt)" }, "password_salt"], [{ user: "case-d4", password_hash: "xyz", password_form: "md5" }, "password_hash"],
    [{ user: "case-d5", password_hash: "x", password_form: "rot13" }, "password_form"], [{ user: "case-d6", password_hash: "$2b$31$SDn6.6fW63BSmzJrqZYh5.MWiAEqZVWou3hGsVu4zKO.J7xT9Zr3K" }, "password_hash"],
    [{ user: "case-d7", password_hash: "pbkdf2_sha256$99999999$seasalt$dyJ9iJEOk1cyIaO66OaOstmzFEfb5vXjLLYgmzDOcDY=" }, "password_hash"],
    [{ user: "case-d8", password_hash: "$argon2id$v=19$m=4000000,t=1,p=1$7Oo7YPtELhXMqh+KzdQbSA$HK0wbt8oLlDU8C123g2CdfoX2VN2WYLZSRAhKpIIX0E" }, "password_hash"],
    [{ user: "case-d9", password_hash: "$argon2id$v=19$m=8,t=1,p=1,keyid=YWJjZGVm$7Oo7YPtELhXMqh+KzdQbSA$HK0wbt8oLlDU8C123g2CdfoX2VN2WYLZSRAhKpIIX0E", password_form: "nobase-edge" }, "password_hash"],
    [{ user: "case-e1", generation: 1 }, "generation"], [{ user: "fine", email_verified: "yes" }, "email_verified"],
  ];
  const { body } = await importTo(app, [...cases.map(([user]) => user), { user: "good", password: "secret1" }, { user: "GOOD" }]);
  assert.equal(body.added, 1);
  const refused = Object.fromEntries(body.refused.map(({ index, field }) => [index, field]));
  assert.deepEqual(refused, Object.fromEntries([...cases.map(([, field]) => field), undefined, "user"].map((field, n) => [n, field]).filter(([, field]) => field)));
  for (const { message } of body.refused) assert.ok(message.length > 5);
  assert.equal((await login(app, "good", "secret1")).body.code, 200);
});

test("a user without a password is there, and nobody can log in until one is set", async () => {
  const app = await newApp();
  await importTo(app, [{ user: "without" }]);
  for (const pass of ["", "none", "password"]) assert.notEqual((await login(app, "without", pass)).body.code, 200);
  await admin("PATCH", app.userAt("without"), { password: "secret1" });
  assert.equal((await login(app, "without", "secret1")).body.code, 200);
});

test("the passwords of an app with another system's slow hashes are refused no sooner than those take, whoever has the account", async () => {
  const app = await newApp();
  await importTo(app, [{ user: "bcrypt", ...KEPT.bcrypt, password_hash: KEPT.bcrypt.password_hash.replace("$04$", "$11$") }, { user: "plain", password: "secret1" }]);
  for (const user of ["bcrypt", "plain", "nobody"]) {
    const started = Date.now();
    assert.deepEqual((await login(app, user, "wrong12")).body, fail(400, "账号密码错误"));
    assert.ok(Date.now() - started >= 800, user); // 200 ms and thrice the 204 ms that it should take
  }
});

test("it is for whom the app belongs to, and takes 1 to 200 objects", async () => {
  const app = await newApp();
  const { key } = await newDeveloper();
  assertRefused(await importTo(app, [{ user: "user1" }], {}, key), 404);
  const own = await newApp({}, key);
  assert.equal((await importTo(own, [{ user: "user1" }], {}, key)).body.added, 1);
  for (const users of [[], [1], "a", null, Array.from({ length: 201 }, (_, n) => ({ user: `user${n}` }))]) assertRefused(await importTo(app, users), 422, "users");
  assertRefused(await importTo(app, [{ user: "user1" }], { hashing: "md5" }), 422, "hashing");
  assertRefused(await importTo(app, [{ user: "user1" }], { overwrite: true }), 422, "overwrite");
});

test("a call of 100 users makes 2 round trips, 1 hashing, and 2 rows for a user, with QQ number, e-mail address and balance 6; 1 for the audit log", async () => {
  const app = await newApp();
  const users = Array.from({ length: 100 }, (_, n) => ({ user: `user${n}`, password: "secret1" }));
  const plain = await importTo(app, users);
  assert.deepEqual([plain.cost.d1, plain.cost.hash, plain.cost.written], [2, 1, 201]);
  const rich = users.map((user, n) => ({ ...user, user: `rich${n}`, qq: String(100000 + n), email: `a${n}@example.com`, balance: 5 }));
  const { cost } = await importTo(app, rich);
  assert.deepEqual([cost.d1, cost.written], [2, 601]);
  // However many users the app has, within a row or two.
  assert.ok(plain.cost.read <= 12 * 100 + 10 && cost.read <= 16 * 100 + 10, JSON.stringify([plain.cost, cost]));
});

test("the first slow hash of an app writes the app's row as well, a further one does not", async () => {
  const app = await newApp();
  const written = async (user) => (await importTo(app, [{ user, ...KEPT.bcrypt }])).cost.written;
  assert.deepEqual([await written("first"), await written("second")], [4, 3]);
});
