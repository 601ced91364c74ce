// Every call of the API, made on a database that holds the rows of data/: the same calls for the present Worker after an
// upgrade, and for the Worker of the release before on the newest schema.

import assert from "node:assert/strict";
import { createHash, randomInt } from "node:crypto";
import { api, ok } from "../harness/api.mjs";
import { examplesOf } from "../harness/examples.mjs";
import { codeTo } from "../harness/mail.mjs";
import { scheduled } from "../harness/server.mjs";
import { declared, words } from "../harness/words.mjs";

// What belongs to the rows of data/0001_initial.sql and does not stand there.
const KEY = "nbk_eb6de39cad73e858d4eb7b8de453b4afef93980680b038c5d34c496eb865192f";
const TOKEN = "7303e9c04fd6f6bcce48dd9cfdfde251a3a137b6738efc81f40170217c278aa3";
const EXPIRED = "ca4c1030fc0e370c7b6834c2f94c668cb021bc8b09f8dea14266da96fedf83cf";
const PASSWORD = "secret1";

// One user each: by token, of the developer with KEY; by password, of the owner.
const byToken = { appid: "5009120543", signature: "5ee6fcb722e363bffdd7d39e68a6acea" };
const byPassword = { appid: "9273034426", signature: "a390991b7b74b7b4c69b21b6693159b6" };
const ALICE = "Alice_01";
const CAROL = "10003";

const fresh = () => String(randomInt(1e9, 9e9));
const digest = (token) => createHash("sha256").update(token).digest("hex");

/** Makes every call on `server`, a bare one. */
export async function everyCall(server) {
  const it = api(server);
  await oldUsers(it);
  await newUsers(it);
  for (const key of [server.adminKey, KEY]) await appsAndUsers(it, key);
  await developers(it);
  await sweep(server, it);
}

/** The calls that the release before has too. */
const OLD_CALLS = ["register", "login", "qq", "bind_mail", "update_sign"];

/** Makes every further call of the present Worker on `server`, with a user who was there before. */
export async function everyNewCall(server) {
  const { post, admin } = api(server);
  const token = async () => (await post("login", { ...byToken, user: ALICE, pass: PASSWORD })).body.data.token;
  await admin("PATCH", `/apps/${byToken.appid}`, { client_money_add: true, signin_balance: 1, allow_upload: true, allow_mail_send: true });
  const payee = fresh();
  await post("register", { ...byToken, user: payee, pass: PASSWORD, nickname: "n" });
  const before = (await admin("GET", `/apps/${byToken.appid}/users/${ALICE}`)).body.balance;
  // Where the documentation's examples would not do.
  const sent = {
    data: { user: payee },
    money_add: { num: 10, request_id: "add" },
    money_reduce: { num: 3 },
    transfer: { num: 5, newuser: payee },
    token_check: {},
    logout: {},
    new_pass: { newpass: "secret2" },
  };
  const last = ["new_pass", "reset_pass", "delete_account"];
  const others = declared.endpoints.map(({ name }) => name).filter((name) => !OLD_CALLS.includes(name) && !last.includes(name));
  for (const endpoint of [...others, "new_pass"]) {
    const { body, text } = await post(endpoint, { ...byToken, token: await token(), ...(sent[endpoint] ?? examplesOf(endpoint)) });
    assert.equal(body.code, 200, `${endpoint}: ${text}`);
  }
  const mail = "forgotten@example.com";
  await admin("PATCH", `/apps/${byToken.appid}/users/${ALICE}`, { email: mail });
  await post("send_code", { ...byToken, mail, purpose: "reset" });
  const reset = { user: ALICE, mail, code: await codeTo(mail, { server }), newpass: "secret3" };
  assert.deepEqual((await post("reset_pass", { ...byToken, ...reset })).body, words.reset_pass.done);
  const { body } = await admin("GET", `/apps/${byToken.appid}/users/${ALICE}`);
  assert.deepEqual([body.balance, body.checkin_streak], [before + 1 + 10 - 3 - 5, 1]);
  const gone = await post("delete_account", { ...byToken, user: payee, pass: PASSWORD });
  assert.equal(gone.body.code, 200, gone.text);
}

/** Users that were there before log in, with what they had; their tokens and passwords go on working. */
async function oldUsers({ post }) {
  const login = await post("login", { ...byToken, user: "alice_01", pass: PASSWORD });
  assert.equal(login.body.code, 200, login.text);
  const { nickname, qq, useremail, signature, title, exp, grade, likes, icon, token } = login.body.data;
  assert.deepEqual(
    { nickname, qq, useremail, signature, title, exp, grade, likes, icon },
    {
      nickname: "昵称", qq: "10000001", useremail: "alice@example.com", signature: "旧签名; -- 'quoted'", title: "版主",
      exp: 7, grade: 3, likes: 1, icon: "https://example.com/a.png",
    },
  );
  assert.deepEqual((await post("login", { ...byToken, user: ALICE, pass: "wrong11" })).body, words.login.wrongCredentials);
  assert.deepEqual((await post("login", { ...byToken, user: "10002", pass: PASSWORD })).body, words.login.userDisabled);
  const proofs = [
    { ...byToken, token: TOKEN },
    { ...byToken, token },
    { ...byPassword, user: CAROL, pass: PASSWORD },
  ];
  for (const proof of proofs) await updates(post, proof);
  assert.deepEqual((await post("qq", { ...byToken, token: EXPIRED, qq: fresh() })).body, words.qq.wrongToken);
}

async function newUsers({ post }) {
  for (const app of [byToken, byPassword]) {
    const account = { user: fresh(), pass: PASSWORD, nickname: "new", qq: fresh(), email: "new@example.com" };
    assert.deepEqual((await post("register", { ...app, ...account })).body, words.register.done);
    assert.deepEqual((await post("register", { ...app, ...account })).body, words.register.accountTaken);
    const { body } = await post("login", { ...app, user: account.user, pass: account.pass });
    assert.equal(body.code, 200);
    const proof = app === byToken ? { token: body.data.token } : { user: account.user, pass: account.pass };
    await updates(post, { ...app, ...proof });
  }
  assert.deepEqual((await post("register", { ...byToken, user: "ALICE_01", pass: PASSWORD, nickname: "n" })).body, words.register.accountTaken);
}

/** The three updates, by what proves who the user is. */
async function updates(post, proof) {
  const values = { qq: { qq: fresh() }, bind_mail: { mail: `${fresh()}@example.com` }, update_sign: { newsign: "新签名" } };
  for (const [endpoint, value] of Object.entries(values)) {
    assert.deepEqual((await post(endpoint, { ...proof, ...value })).body, ok("更新成功"), endpoint);
  }
}

/** What the owner and the developer may both do. */
async function appsAndUsers({ admin, post }, key) {
  const call = caller(admin, key);
  const app = `/apps/${byToken.appid}`;
  await call("GET", "/me");
  assert.ok((await call("GET", "/apps")).items.some(({ appid, name }) => appid === byToken.appid && name === "迁移"));
  assert.equal((await call("GET", app)).signature, byToken.signature);
  assert.equal((await call("PATCH", app, { token_ttl: 7200 })).token_ttl, 7200);
  const alice = await call("GET", `${app}/users/${ALICE}`);
  for (const search of ["alice_0", "昵称", alice.qq, alice.email.slice(0, 9)]) {
    const { items } = await call("GET", `${app}/users?search=${encodeURIComponent(search)}&status=active`);
    assert.deepEqual(items.map(({ user }) => user), [ALICE], search);
  }
  assert.equal(alice.balance, 152);
  assert.deepEqual(await call("PATCH", `${app}/users/${ALICE}`, { fans: 9 }), { ...alice, fans: 9 });
  for (const path of ["/stats", `${app}/stats`]) {
    const { users, newest } = await call("GET", path);
    assert.ok(users >= 2 && newest.some(({ user }) => user === ALICE), path);
  }

  const made = await call("POST", "/apps", { name: "new" });
  const at = `/apps/${made.appid}`;
  const { signature } = await call("POST", `${at}/signature`);
  const user = { appid: made.appid, signature, user: fresh(), pass: PASSWORD };
  assert.deepEqual((await post("register", { ...user, nickname: "n" })).body, words.register.done);
  const { token } = (await post("login", user)).body.data;
  assert.equal((await call("DELETE", `${at}/users/${user.user}/tokens`)).revoked, 1);
  assert.deepEqual((await post("qq", { appid: made.appid, signature, token, qq: fresh() })).body, words.qq.wrongToken);
  await call("DELETE", `${at}/users/${user.user}`);
  assert.equal((await call("GET", `${at}/stats`)).users, 0);
  await call("DELETE", `${at}?confirm=${made.appid}`);
}

async function developers({ admin, server }) {
  const call = caller(admin, server.adminKey);
  const old = (await call("GET", "/developers")).items.find(({ name }) => name === "顾江");
  const made = await call("POST", "/developers", { name: "new" });
  assert.ok(made.id > old.id);
  assert.equal((await call("PATCH", `/developers/${made.id}`, { name: "newer" })).name, "newer");
  const { key } = await call("POST", `/developers/${made.id}/key`);
  assert.deepEqual((await caller(admin, key)("GET", "/me")).developer, await call("GET", `/developers/${made.id}`));
}

/** An admin call with `key` that must succeed; answers its body. */
const caller = (admin, key) => async (method, path, body) => {
  const answer = await admin(method, path, body, key);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
};

/** The sweep takes the expired token and leaves the live one. */
async function sweep(server, { post }) {
  const db = await server.db();
  const there = async () => (await db.prepare("SELECT digest FROM tokens WHERE digest IN (?1, ?2)").bind(digest(TOKEN), digest(EXPIRED)).all()).results;
  assert.equal(await scheduled(server.url), "ok");
  assert.deepEqual(await there(), [{ digest: digest(TOKEN) }]);
  await updates(post, { ...byToken, token: TOKEN });
}
