// The commands import and backup --app, and what the console's page shares with them: files, columns, and sending.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { SYSTEMS, mapped, timeOf, userOf } from "../../scripts/import/fields.mjs";
import { decode, records } from "../../scripts/import/read.mjs";
import { send } from "../../scripts/import/send.mjs";
import { COLUMNS as columns, FORMS } from "../../scripts/import.mjs";
import { root } from "../../scripts/lib.mjs";
import { api } from "../harness/api.mjs";
import { newStateDir, shared } from "../harness/server.mjs";

const { admin, newApp, post } = api();
const md5 = (text) => createHash("md5").update(text).digest("hex");
const folder = newStateDir();

/** A file of this content; answers its path. */
function file(name, content) {
  const at = path.join(folder, name);
  fs.writeFileSync(at, content);
  return at;
}

/** Starts a command. */
function start(...args) {
  const { url, adminKey, stateDir } = shared();
  const env = { ...process.env, ADMIN_KEY: adminKey, STATE_DIR: stateDir };
  const where = args[0] === "import" ? ["--url", url] : ["--local"];
  return spawn(process.execPath, ["scripts/cli.mjs", ...args, ...where], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs a command to its end; answers its exit code and what it said. */
async function run(...args) {
  const child = start(...args);
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code, said: out + error };
}
const login = async (app, user, pass) => (await post("login", { ...app.id, user, pass })).body;

test("a file is CSV or JSON, in UTF-8, UTF-16 or GBK", () => {
  const expected = [{ user: "10001", nickname: "小明" }];
  const read = (bytes) => records(decode(new Uint8Array(bytes))).map(({ record }) => record);
  const utf8 = (text) => Buffer.from(text, "utf8");
  for (const text of [
    "user,nickname\n10001,小明\n", "\ufeffuser;nickname\r\n10001;小明\r\n", 'user,nickname\n"10001","小明"', "user\tnickname\n10001\t小明\n\n",
    '[{"user":"10001","nickname":"小明"}]', '{"user":"10001","nickname":"小明"}\n', '#filetype:JSON-streaming {"class":"_User"}\n{"user":"10001","nickname":"小明"}\n',
    '{"page":1,"items":[{"user":"10001","nickname":"小明"}]}', '{"results":[{"user":"10001","nickname":"小明"}]}',
  ]) assert.deepEqual(read(utf8(text)), expected, text);
  const gbk = Buffer.concat([utf8("user,nickname\n10001,"), Buffer.from([0xd0, 0xa1, 0xc3, 0xf7]), utf8("\n")]);
  assert.deepEqual(read(gbk), expected);
  assert.deepEqual(read(Buffer.from("\ufeffuser,nickname\n10001,小明\n", "utf16le")), expected);
});

test("a line is named by its number in the file, and one that cannot be read says so", () => {
  const csv = records('user,sign\n10001,"a\nb"\n10002,x,y\n10003,z\n');
  assert.deepEqual(csv.map(({ line, problem }) => [line, problem]), [[2, undefined], [4, "has 3 values for 2 columns"], [5, undefined]]);
  const lines = records('{"user":"10001"}\n\n{broken\n[1]\n');
  assert.deepEqual(lines.map(({ line, problem }) => [line, problem]), [[1, undefined], [3, "is no JSON object"], [4, "is no JSON object"]]);
  assert.deepEqual(records("[broken").map(({ problem }) => problem), ["is no JSON object"]);
});

test("columns are known by our names, by the console's labels, and by those of other systems", () => {
  assert.deepEqual(mapped(["user", "邮箱", "Nickname", "uid"], columns), { user: "user", 邮箱: "email", Nickname: "nickname" });
  assert.equal(mapped(["username", "salt"], columns, SYSTEMS.discuz).username, "user");
  assert.equal(mapped(["username"], columns).username, undefined);
  assert.deepEqual(mapped(["id", "email", "password"], columns, SYSTEMS.pocketbase), { email: "user", password: "password_hash" });
  const names = columns.map(({ name }) => name);
  for (const [name, { fields, form }] of Object.entries(SYSTEMS)) {
    for (const field of Object.values(fields)) assert.ok([...names, "password_hash", "password_salt"].includes(field), `${name}: ${field}`);
    assert.ok(form === undefined || FORMS.includes(form), name);
  }
});

test("times, yes and no, and words are read as other systems write them", () => {
  const zone = 8 * 3600;
  for (const [written, expected] of [
    ["1500000000", 1_500_000_000], [1_500_000_000_123, 1_500_000_000], ["2017-07-14 10:40:00", 1_500_000_000], ["2017-07-14T02:40:00.000Z", 1_500_000_000],
    ["2017/7/14 10:40", 1_500_000_000], ["2017-07-14 03:40:00+01:00", 1_500_000_000], [{ __type: "Date", iso: "2017-07-14T02:40:00.000Z" }, 1_500_000_000],
    ["0", null], ["0000-00-00 00:00:00", null], ["yesterday", "yesterday"],
  ]) assert.deepEqual(timeOf(written, zone), expected, JSON.stringify(written));
  const rules = { columns, zone, map: Object.fromEntries(columns.map(({ name }) => [name, name])) };
  const record = { user: 10001, status: "已停用", sex: "女", email_verified: "是", exp: "12", nickname: "'=1", sign: "", qq: null };
  assert.deepEqual(userOf(record, rules), { user: "10001", status: "disabled", sex: 2, email_verified: true, exp: 12, nickname: "=1", qq: null });
});

test("calls that fail are made again, and one that fails for good ends the import with what was done", async () => {
  const lines = Array.from({ length: 950 }, (_, n) => ({ line: n + 1, user: { user: `user${n}` } }));
  const fine = (users) => ({ added: users.length, existing: [], refused: [] });
  class Passing extends Error {}
  const mayPass = (error) => error instanceof Passing;
  let calls = 0;
  const report = await send(lines, async (users) => {
    calls += 1;
    if (calls % 2 === 0) throw new Passing();
    return fine(users);
  }, { mayPass, pauses: [0, 0, 0] });
  assert.deepEqual([report.added, report.done], [950, 950]);
  const failed = await send(lines, async (users) => {
    if (users.some(({ user }) => user === "user500")) throw new Error("no");
    return fine(users);
  }, { mayPass, pauses: [0] }).catch((error) => error);
  assert.equal(failed.message, "no");
  assert.ok(failed.report.added >= 500 && failed.report.added < 950);
});

test("no call is larger than the server takes", async () => {
  const lines = Array.from({ length: 300 }, (_, n) => ({ line: n + 1, user: { user: `user${n}`, sign: "签".repeat(n % 2 ? 1000 : 1) } }));
  const sizes = [];
  await send(lines, async (users) => {
    sizes.push(Buffer.byteLength(JSON.stringify({ users })));
    return { added: users.length, existing: [], refused: [] };
  }, { mayPass: () => false });
  assert.ok(Math.max(...sizes) < 64 * 1024 && sizes.length > 3, sizes.join());
});

test("users of Discuz, WordPress, LeanCloud and PocketBase come along from their exports", async () => {
  const app = await newApp();
  const sha512 = (data) => createHash("sha512").update(data).digest();
  const leancloud = Array.from({ length: 512 }).reduce(sha512, sha512("saltpassword")).toString("base64");
  const files = {
    discuz: ["members.csv", `uid,username,password,salt,email,regdate\n1,discuz1,${md5(`${md5("password")}ab12`)},ab12,a@example.com,1500000000\n`, "discuz1"],
    typecho: ["typecho.csv", `uid,name,password,mail,screenName,created,logged\n1,typecho1,$P$68hJRlv6Wu.3cYT3QO9F7L.egjtLKp0,a@example.com,昵称,1500000000,0\n`, "typecho1"],
    wordpress: ["wp_users.csv", `ID,user_login,user_pass,user_email,user_registered,display_name\n1,wordpress1,$wp$2y$04$.Y/2OKXiXzlINcCK360FYux0AxPFiEjsPBfsJt00SYqLD/OSh1OpG,a@example.com,2017-07-14 02:40:00,昵称\n`, "wordpress1"],
    leancloud: ["_User.jsonl", `#filetype:JSON-streaming {"type":"Class","class":"_User"}\n${JSON.stringify({ username: "leancloud1", password: leancloud, salt: "salt", email: "a@example.com", emailVerified: true, createdAt: "2017-07-14T02:40:00.000Z", objectId: "x" })}\n`, "leancloud1"],
    pocketbase: ["users.json", JSON.stringify({ items: [{ id: "x", email: "pocket@example.com", verified: true, created: "2017-07-14 02:40:00.000Z", password: "$2b$04$SDn6.6fW63BSmzJrqZYh5.MWiAEqZVWou3hGsVu4zKO.J7xT9Zr3K" }] }), "pocket@example.com"],
  };
  for (const [system, [name, content, user]] of Object.entries(files)) {
    const { code, said } = await run("import", "--app", app.appid, "--from", system, file(name, content));
    assert.equal(code, 0, said);
    assert.match(said, /1 added, 0 there already, 0 refused/);
    assert.equal((await login(app, user, "password")).code, 200, system);
    const { created_at, email, email_verified } = (await admin("GET", app.userAt(user))).body;
    assert.equal(created_at, 1_500_000_000, system);
    assert.equal(email, system === "pocketbase" ? "pocket@example.com" : "a@example.com");
    assert.equal(email_verified, ["leancloud", "pocketbase"].includes(system));
  }
});

test("what is missing or unknown is asked for, before anything is sent", async () => {
  const app = await newApp();
  const csv = file("unsaid.csv", "login,password\nuser1,secret1\n");
  for (const [args, expected] of [
    [["--app", app.appid, csv], /--map COLUMN=user; it has login, password/],
    [["--app", app.appid, "--map", "login=user", csv], /how are the passwords .* kept\? --passwords raw/],
    [["--app", app.appid, "--map", "name=user", csv], /the file has no name, only login, password/],
    [["--app", app.appid, "--map", "login=account", csv], /ours are user/],
    [["--app", app.appid, "--passwords", "rot13", csv], /--passwords is one of raw, md5/],
    [["--app", app.appid, "--from", "nowhere", csv], /--from is one of discuz/],
    [["--app", app.appid, path.join(folder, "nothing.csv")], /there is no file/],
    [["--app", app.appid, file("empty.csv", "user\n")], /holds no users/],
    [[csv], /into which app/],
    [["--app", "123", "--map", "login=user", "--passwords", "raw", csv], /says 404/],
  ]) {
    const { code, said } = await run("import", ...args);
    assert.equal(code, 1, said);
    assert.match(said, expected);
  }
  assert.equal((await admin("GET", `/apps/${app.appid}/users`)).body.items.length, 0);
});

test("a dry run writes no user, and who is refused is in a file beside", async () => {
  const app = await newApp();
  const csv = file("refused.csv", `user,password\nuser1,secret1\n"中,文",secret2\nUSER1,secret3\n`);
  const args = ["import", "--app", app.appid, "--passwords", "raw", csv];
  const dry = await run(...args, "--dry-run");
  assert.match(dry.said, /1 would be added, 0 there already, 2 refused/);
  assert.equal((await admin("GET", `/apps/${app.appid}/users`)).body.items.length, 0);
  const { said } = await run(...args);
  assert.match(said, /line 3, 中,文: user must be letters/);
  const lines = fs.readFileSync(`${csv}.refused.csv`, "utf8").trim().split("\r\n");
  assert.deepEqual(lines.slice(1).map((line) => line.slice(0, 10)), ['"3","中,文",', '"4","USER1']);
  assert.ok(!said.includes("secret") && !lines.join().includes("secret"), "no password is in what is said");
});

test("10,000 users go out with backup and in with import, and come to the same again", { timeout: 300_000 }, async () => {
  const [from, to] = [await newApp(), await newApp()];
  const made = Array.from({ length: 10_000 }, (_, n) => ({
    user: `user${n}`, nickname: `昵称"${n}"\n,`.replace("\n", ""), created_at: 1_500_000_000 + Math.floor(n / 3), sign: n % 2 ? null : `第一行\n第二行 ${n}`, exp: n,
    ...(n % 3 === 0 && { qq: String(100_000 + n), email: `u${n}@example.com`, email_verified: n % 2 === 0 }),
    ...(n % 5 === 0 && { balance: n - 5000, login_at: 1_600_000_000, checkin_at: 1_600_000_000, checkin_streak: 3, login_streak: 2, vip_until: n % 2 ? null : 1_900_000_000 }),
    ...(n % 7 === 0 && { status: "disabled", sex: 2, title: "头衔", icon: "https://example.com/a.png", likes: 1, following: 2, fans: 3, posts: 4, grade: 5 }),
    ...[{ password: `secret${n}` }, { password_hash: md5(`secret${n}`) }, { password_hash: md5(`secret${n}s`), password_form: "md5(pass+salt)", password_salt: "s" }, {}][n % 4],
  }));
  const first = await run("import", "--app", from.appid, "--passwords", "raw", file("made.ndjson", made.map((it) => JSON.stringify(it)).join("\n")));
  assert.match(first.said, /10000 added, 0 there already, 0 refused/, first.said);
  assert.equal((await login(from, "user1", "secret1")).code, 200); // so that one of them has an ordinary hash

  const out = path.join(folder, "out.ndjson");
  assert.match((await run("backup", "--app", from.appid, out)).said, /wrote 10000 users/);
  const second = await run("import", "--app", to.appid, out);
  assert.match(second.said, /10000 added, 0 there already, 0 refused/, second.said);
  const back = path.join(folder, "back.ndjson");
  await run("backup", "--app", to.appid, back);
  // Calls go side by side, so users of one second may change places.
  const sorted = (file) => fs.readFileSync(file, "utf8").split("\n").sort();
  assert.deepEqual(sorted(back), sorted(out));
  for (const n of [1, 4, 6]) assert.equal((await login(to, `user${n}`, `secret${n}`)).code, n % 7 === 0 ? 400 : 200, n);
  const { body } = await admin("GET", to.userAt("user9990"));
  const expected = made[9990];
  for (const name of Object.keys(expected).filter((it) => !it.startsWith("password"))) assert.deepEqual(body[name], expected[name], name);
});

test("an import that was killed is gone on with, and adds nobody twice", { timeout: 120_000 }, async () => {
  const app = await newApp();
  const csv = file("killed.csv", `user,password_hash\n${Array.from({ length: 4_000 }, (_, n) => `user${n},${md5(`secret${n}`)}`).join("\n")}\n`);
  const child = start("import", "--app", app.appid, csv);
  const users = async () => (await admin("GET", `/apps/${app.appid}/users?limit=1`)).body.items.length;
  for (const deadline = Date.now() + 60_000; (await users()) === 0; ) assert.ok(Date.now() < deadline);
  child.kill("SIGKILL");
  await once(child, "exit");
  const { said } = await run("import", "--app", app.appid, csv);
  const [, added, existing] = said.match(/(\d+) added, (\d+) there already, 0 refused in/);
  assert.equal(Number(added) + Number(existing), 4_000);
  assert.ok(Number(existing) > 0 && Number(added) > 0, said);
});
