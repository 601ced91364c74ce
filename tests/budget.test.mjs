// What a call costs: D1 round trips before the answer, rows written, KV operations, password hashes. The Worker says
// it in X-Cost, counted from D1's own `meta`; nothing here is measured in time.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, test } from "node:test";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { codeTo, ownAddress, wrongCode } from "./harness/mail.mjs";
import { PICTURES, file } from "./harness/pictures.mjs";
import { d1 } from "./harness/server.mjs";

// A server of one's own: an admin call of another test makes the isolate forget the apps that it knows.
const server = await startBare();
after(() => server.stop());
const { user, post, admin, newApp } = api(server);

/** Asserts that `answer` has `code` and cost what is said; unsaid is nothing. Rows read are another matter. */
function assertCost(answer, code, expected, what) {
  assert.equal(answer.body?.code, code, answer.text);
  const { read, ...cost } = answer.cost;
  assert.deepEqual(cost, { d1: 0, written: 0, kv_get: 0, kv_put: 0, hash: 0, ...expected }, what ?? answer.text);
}

const fresh = () => String(randomInt(1e9, 9e9));
const registration = (more) => ({ user: fresh(), pass: "secret1", nickname: "n", ...more });

test("register: 2 round trips, 1 while the app is remembered; 2 rows, 1 more with a QQ number, 1 more with an address", async () => {
  const app = await newApp();
  assertCost(await user("register", { ...app.id, ...registration() }), 200, { d1: 2, written: 2, hash: 1 });
  assertCost(await user("register", { ...app.id, ...registration() }), 200, { d1: 1, written: 2, hash: 1 });
  const qq = { qq: "12345678", imag: "https://a.cn/b.png" };
  assertCost(await user("register", { ...app.id, ...registration(qq) }), 200, { d1: 1, written: 3, hash: 1 });
  const full = { qq: "87654321", email: "a@b.cn" };
  assertCost(await user("register", { ...app.id, ...registration(full) }), 200, { d1: 1, written: 4, hash: 1 });
});

test("login: 2 round trips, 2 rows, 1 KV put, also with everything bound and again and again", async () => {
  const app = await newApp();
  for (const account of [await app.register(), await app.register({ qq: "12345678", email: "a@b.cn" })]) {
    for (let i = 0; i < 2; i += 1) {
      const answer = await post("login", { ...app.id, ...account });
      assertCost(answer, 200, { d1: 2, written: 2, kv_put: 1, hash: 1 });
    }
  }
});

test("login with a token too short-lived for KV puts nothing there", async () => {
  const app = await newApp({ token_ttl: 60 });
  assertCost(await post("login", { ...app.id, ...(await app.register()) }), 200, { d1: 2, written: 2, hash: 1 });
});

test("update by token: 1 round trip, nothing of KV, whether an isolate has met the token or not; 1 row, 2 with a QQ number or an address", async () => {
  const bare = await startBare();
  try {
    for (const token_ttl of [86_400, 60]) { // the second never comes into KV
      const app = await api(bare).newApp({ token_ttl });
      const { token } = await app.login();
      // Here the token was issued; elsewhere nobody has heard of it.
      for (const { user } of [api(bare), api(bare.elsewhere)]) {
        const [one, two] = [{ d1: 1, written: 1 }, { d1: 1, written: 2 }];
        assertCost(await user("update_sign", { ...app.id, token, newsign: "n" }), 200, one);
        for (const mail of ["a@b.cn", "b@b.cn"]) assertCost(await user("bind_mail", { ...app.id, token, mail }), 200, two);
        for (const qq of ["12345678", "87654321", "87654321"]) assertCost(await user("qq", { ...app.id, token, qq }), 200, two);
      }
    }
  } finally {
    await bare.stop();
  }
});

test("update by password: 2 round trips, 1 row, 2 with a QQ number or an address, nothing of KV; 1 hash, none while it is remembered", async () => {
  const app = await newApp({ token_required: false });
  const { user: name, pass } = await app.register();
  const proof = { ...app.id, user: name, pass };
  const one = { d1: 2, written: 1 };
  assertCost(await user("bind_mail", { ...proof, mail: "a@b.cn" }), 200, { ...one, written: 2, hash: 1 });
  assertCost(await user("update_sign", { ...proof, newsign: "n" }), 200, one);
  assertCost(await user("qq", { ...proof, qq: "12345678" }), 200, { ...one, written: 2 });
  const sign = (pass) => user("update_sign", { ...proof, pass, newsign: "n" });
  assertCost(await sign("wrong11"), 404, { d1: 1, hash: 1 });
  // A new password is not the one that is remembered; the old one is remembered in vain.
  await admin("PATCH", app.userAt(name), { password: "secret2" });
  assertCost(await sign(pass), 404, { d1: 1, hash: 1 });
  assertCost(await sign("secret2"), 200, { ...one, hash: 1 });
  assertCost(await sign("secret2"), 200, one);
});

/** A user's own calls: endpoint, parameters, rows written, and what it costs besides. */
const OWN_CALLS = ({ user }, payee) => [
  ["data", { user }, 0],
  ["signin", {}, 1],
  ["change_nickname", { nickname: "n" }, 1],
  ["money_add", { num: 10 }, 2],
  ["money_reduce", { num: 1 }, 2],
  ["transfer", { num: 1, newuser: payee.user }, 4],
  ["feedback", { title: "t", content: "c" }, 2],
  ["new_pass", { newpass: "secret2" }, 1],
];

test("a user's own calls by token: 1 round trip, of KV only what ends tokens, and 1 get for new_pass; token_check none, and 1 KV get", async () => {
  const app = await newApp({ client_money_add: true });
  const [account, payee] = [await app.login(), await app.register()];
  for (const [endpoint, params, written] of OWN_CALLS(account, payee)) {
    const answer = await post(endpoint, { ...app.id, token: account.token, ...params });
    // A new password ends the one token, which KV then forgets, after the answer.
    const more = endpoint === "new_pass" ? { hash: 1, kv_get: 1, kv_put: 1 } : {};
    assertCost(answer, 200, { d1: 1, written, ...more }, endpoint);
  }
  const login = async () => (await post("login", { ...app.id, user: account.user, pass: "secret2" })).body.data.token;
  // The one KV operation is the token's deletion.
  assertCost(await post("logout", { ...app.id, token: await login() }), 200, { d1: 1, written: 1, kv_put: 1 });
  const again = await login();
  // While the isolate remembers the app; KV knows the token a moment after the login's answer.
  let checked;
  do checked = await post("token_check", { ...app.id, token: again });
  while (checked.cost.d1 > 0);
  assertCost(checked, 200, { kv_get: 1 });
  assertCost(await post("token_check", { ...app.id, token: again, fresh: "1" }), 200, { d1: 1 });
  assertCost(await post("logout_all", { ...app.id, token: again }), 200, { d1: 1, written: 1, kv_put: 2 }, "the one that has logged out is listed until it dies");
});

test("a user's own calls by password: 2 round trips, no hash while it is remembered", async () => {
  const app = await newApp({ client_money_add: true, token_required: false });
  const [account, payee] = [await app.register(), await app.register()];
  const proof = { ...app.id, user: account.user, pass: account.pass };
  await post("update_sign", { ...proof, newsign: "n" }); // from here on it is remembered
  for (const [endpoint, params, written] of [...OWN_CALLS(account, payee), ["logout_all", {}, 1]]) {
    const { newpass } = params;
    assertCost(await post(endpoint, { ...proof, ...params }), 200, { d1: 2, written, hash: newpass ? 1 : 0 }, endpoint);
    if (newpass) {
      proof.pass = newpass;
      await post("update_sign", { ...proof, newsign: "n" });
    }
  }
  assertCost(await post("delete_account", proof), 200, { d1: 2, written: 2 }, "the user and its feedback");
});

test("what a sign-in adds to the balance, and a request_id, cost rows of their own", async () => {
  const app = await newApp({ signin_balance: 5, client_money_add: true });
  const [{ token }, payee] = [await app.login(), await app.register()];
  const call = (endpoint, params) => post(endpoint, { ...app.id, token, ...params });
  assertCost(await call("signin"), 200, { d1: 1, written: 3 });
  assertCost(await call("signin"), 200, { d1: 1 });
  for (const [endpoint, written] of [["money_add", 3], ["money_reduce", 3], ["transfer", 5]]) {
    const params = { num: 1, newuser: payee.user, request_id: endpoint };
    assertCost(await call(endpoint, params), 200, { d1: 1, written });
    assertCost(await call(endpoint, params), 200, { d1: 1 }, "the second time nothing is written");
  }
});

test("a picture: 1 round trip by token while app and token are known at the edge, 2 by password; 1 KV put; 2 rows for an avatar", async () => {
  const app = await newApp({ allow_upload: true });
  const account = await app.login();
  const send = (endpoint, proof) => post(endpoint, { ...app.id, ...proof, file_upload: file(PICTURES.png) });
  const byToken = { token: account.token };
  // While the isolate remembers the app; KV knows the token a moment after the login's answer.
  let sent;
  do sent = await send("upload_img", byToken);
  while (sent.cost.d1 > 1);
  assertCost(sent, 200, { d1: 1, written: 1, kv_get: 1, kv_put: 1 });
  assertCost(await send("new_avatar", byToken), 200, { d1: 1, written: 2, kv_get: 1, kv_put: 1 });
  assertCost(await send("new_avatar", byToken), 200, { d1: 1, written: 4, kv_get: 1, kv_put: 2 }, "and the one before is marked, and deleted");
  const byPassword = { user: account.user, pass: account.pass };
  assertCost(await send("upload_img", byPassword), 200, { d1: 2, written: 1, kv_put: 1, hash: 1 });
  assertCost(await send("new_avatar", byPassword), 200, { d1: 2, written: 4, kv_put: 2 });
  for (const refused of [{ token: "0".repeat(64) }, { ...byToken, signature: "x" }]) {
    const { body, cost } = await send("new_avatar", refused);
    assert.notEqual(body.code, 200);
    assert.deepEqual([cost.d1, cost.written, cost.kv_put], [1, 0, 0]);
  }
  assertCost(await user("get_avatar", { appid: app.appid, user: account.user }), undefined, { d1: 1, kv_get: 1 });
});

test("send_code: 1 round trip, 2 for binding by password; 4 rows, whether or not anybody has the address, 2 for binding", async () => {
  const app = await newApp();
  const account = await app.login({ email: ownAddress() });
  const send = (mail, more) => post("send_code", { ...app.id, mail, ...more });
  const mail = ownAddress();
  assertCost(await send(mail, { purpose: "reset" }), 200, { d1: 1, written: 4 });
  assertCost(await send(mail, { purpose: "reset" }), 405, { d1: 1 }, "too soon");
  const known = ownAddress();
  for (let users = 0; users < 2; users += 1) await app.register({ email: known });
  assertCost(await send(known, { purpose: "reset" }), 200, { d1: 1, written: 4 });
  assertCost(await send(ownAddress(), { purpose: "bind", token: account.token }), 200, { d1: 1, written: 2 });
  assertCost(await send(ownAddress(), { purpose: "bind", token: "x" }), 401, { d1: 1 });
  assertCost(await send("x", { purpose: "reset" }), 404, { d1: 1 });
  await app.patch({ token_required: false });
  const proof = { user: account.user, pass: account.pass };
  assertCost(await send(ownAddress(), { purpose: "bind", ...proof }), 200, { d1: 2, written: 2, hash: 1 });
});

test("reset_pass: 2 round trips and 1 hash with the right code, 1 trip and none with a wrong one; 1 row for a try", async () => {
  const app = await newApp();
  const mail = ownAddress();
  const account = await app.login({ email: mail });
  await post("send_code", { ...app.id, mail, purpose: "reset" });
  const code = await codeTo(mail, { server });
  const reset = (more) => post("reset_pass", { ...app.id, user: account.user, mail, code, newpass: "secret2", ...more });
  assertCost(await reset({ code: wrongCode(code) }), 404, { d1: 1, written: 1 });
  assertCost(await reset({ user: "nobody" }), 404, { d1: 1, written: 1 }, "an unknown account costs the same");
  for (const wrong of [{ mail: ownAddress() }, { newpass: "x" }, { signature: "x" }]) {
    const { body, cost } = await reset(wrong);
    assert.notEqual(body.code, 200);
    assert.deepEqual([cost.d1, cost.written, cost.hash], [1, 0, 0], JSON.stringify(wrong));
  }
  // The one token, which KV then forgets, after the answer.
  assertCost(await reset(), 200, { d1: 2, written: 4, hash: 1, kv_put: 1 });
});

test("bind_mail with a code: 1 round trip; 4 rows, 1 for a wrong one", async () => {
  const app = await newApp({ verify_mail: true });
  const { token } = await app.login();
  const mail = ownAddress();
  await post("send_code", { ...app.id, mail, purpose: "bind", token });
  const code = await codeTo(mail, { server });
  const bind = (code) => post("bind_mail", { ...app.id, token, mail, code });
  assertCost(await bind(wrongCode(code)), 404, { d1: 1, written: 1 });
  assertCost(await bind(code), 200, { d1: 1, written: 4 });
});

test("mail_send: 1 round trip and 2 rows by token, and 1 row after the answer; 2 trips by password", async () => {
  const app = await newApp({ allow_mail_send: true });
  const [account, other] = [await app.login(), await app.login()];
  const send = (more) => post("mail_send", { ...app.id, mail: ownAddress(), title: "t", content: "c", ...more });
  assertCost(await send({ token: account.token }), 200, { d1: 1, written: 2 });
  assertCost(await send({ token: account.token }), 405, { d1: 1 }, "too soon");
  assertCost(await send({ token: "x" }), 401, { d1: 1 });
  await app.patch({ token_required: false });
  assertCost(await send({ user: other.user, pass: other.pass }), 200, { d1: 2, written: 2, hash: 1 });
});

test("a refused call of a user's own writes nothing and costs one round trip by token", async () => {
  const app = await newApp();
  const { token } = await app.login();
  const refused = [
    ["data", { user: "nobody" }], ["change_nickname", { nickname: "\u0007" }], ["money_add", { num: 1 }], ["money_reduce", { num: 1 }],
    ["transfer", { num: 1, newuser: "nobody" }], ["feedback", { title: " ", content: "c" }], ["new_pass", { newpass: "x" }],
  ];
  for (const [endpoint, params] of refused) {
    for (const sent of [{ token }, { token: "0".repeat(64) }, { token, signature: "x" }]) {
      const { body, cost } = await post(endpoint, { ...app.id, ...params, ...sent });
      assert.notEqual(body.code, 200, endpoint);
      assert.deepEqual([cost.d1, cost.written, cost.kv_get, cost.kv_put], [1, 0, 0, 0], `${endpoint} ${JSON.stringify(sent)}`);
    }
  }
});

test("a refused registration or login writes nothing and costs no more trips than one that is served", async () => {
  const app = await newApp();
  const taken = await app.register({ qq: "12345678" });
  const barred = await app.register();
  await admin("PATCH", app.userAt(barred.user), { status: "disabled" });
  const unknown = { appid: "1", signature: "x" };
  const calls = [
    ["register", { ...app.id, ...registration({ user: taken.user }) }, 404],
    ["register", { ...app.id, ...registration({ qq: "12345678" }) }, 400],
    ["register", { ...app.id, ...registration({ user: "汉字汉字" }) }, 400],
    ["register", { ...app.id, signature: "x", ...registration() }, 400],
    ["register", { ...unknown, ...registration() }, 404],
    ["login", { ...app.id, user: taken.user, pass: "wrong11" }, 400],
    ["login", { ...app.id, user: fresh(), pass: "secret1" }, 400],
    ["login", { ...app.id, signature: "x", ...taken }, 400],
    ["login", { ...app.id, ...barred }, 400],
    ["login", { ...unknown, ...taken }, 400],
  ];
  for (const [endpoint, params, code] of calls) {
    const answer = await user(endpoint, params);
    assert.ok(answer.cost.d1 <= 2, answer.text);
    assert.ok(answer.cost.hash <= 1, answer.text);
    assertCost(answer, code, { d1: answer.cost.d1, hash: answer.cost.hash });
  }
});

test("a refused update writes nothing and costs no more trips than one that is served", async () => {
  const app = await newApp();
  await app.register({ qq: "12345678" });
  const { token } = await app.login();
  const updates = [
    ["qq", { qq: "12345678" }, { qq: "1" }],
    ["bind_mail", { mail: "a@b.cn" }, { mail: "a" }],
    ["update_sign", { newsign: "n" }, { newsign: "  " }],
  ];
  for (const [endpoint, good, malformed] of updates) {
    const refused = [
      { ...app.id, token: "0".repeat(64), ...good },
      { ...app.id, token: "x", ...good },
      { ...app.id, token, ...malformed },
      { ...app.id, signature: "x", token, ...good },
      { appid: "1", signature: "x", token, ...good },
      ...(endpoint === "qq" ? [{ ...app.id, token, ...good }] : []),
    ];
    for (const params of refused) {
      const { body, cost } = await user(endpoint, params);
      assert.notEqual(body.code, 200);
      assert.deepEqual([cost.d1, cost.written, cost.kv_put, cost.kv_get], [1, 0, 0, 0], `${endpoint} ${JSON.stringify(params)}`);
    }
  }
});

test("a call that lacks a parameter costs nothing at all", async () => {
  const app = await newApp();
  for (const endpoint of ["register", "login"]) assertCost(await user(endpoint, { ...app.id, user: "1234" }), 400, {});
  assertCost(await user("qq", { ...app.id, token: "x" }), 400, {});
  for (const endpoint of ["bind_mail", "update_sign"]) {
    assertCost(await user(endpoint, { ...app.id, token: "x" }), 204, {});
  }
});

test("rows read do not grow with the app", async () => {
  const [byToken, byPassword] = [await newApp({ allow_mail_send: true }), await newApp({ token_required: false })];
  const [first, second] = [await byToken.register(), await byPassword.register()];
  await byToken.register({ email: "zz@example.com" }); // so that there is a next one in the index, now as later
  const measure = async () => {
    const costs = {};
    const note = (what, { body, cost }) => {
      assert.equal(body.code, 200, what);
      costs[what] = cost.read;
    };
    await post("register", { ...byToken.id, ...registration() }); // from here on the app is remembered
    note("register", await post("register", { ...byToken.id, ...registration({ qq: fresh() }) }));
    const login = await post("login", { ...byToken.id, ...first });
    note("login", login);
    const token = { ...byToken.id, token: login.body.data.token };
    const password = { ...byPassword.id, user: second.user, pass: second.pass };
    for (const [kind, proof] of Object.entries({ token, password })) {
      note(`qq by ${kind}`, await post("qq", { ...proof, qq: fresh() }));
      note(`bind_mail by ${kind}`, await post("bind_mail", { ...proof, mail: "a@b.cn" }));
      note(`update_sign by ${kind}`, await post("update_sign", { ...proof, newsign: "n" }));
    }
    // It counts the app's mails of today.
    await d1(server.stateDir, "DELETE FROM deliveries WHERE appid = ?1", byToken.appid);
    await d1(server.stateDir, "UPDATE users SET mailed_at = NULL WHERE appid = ?1", byToken.appid);
    note("mail_send", await post("mail_send", { ...token, mail: ownAddress(), title: "t", content: "c" }));
    note("send_code", await post("send_code", { ...byToken.id, mail: ownAddress(), purpose: "reset" }));
    const mail = ownAddress();
    await post("bind_mail", { ...token, mail });
    note("send_code to a user", await post("send_code", { ...byToken.id, mail, purpose: "reset" }));
    const reset = { user: first.user, mail, newpass: first.pass };
    note("reset_pass", await post("reset_pass", { ...byToken.id, ...reset, code: await codeTo(mail, { server }) }));
    const taken = await post("register", { ...byToken.id, ...registration({ user: first.user }) });
    const unknown = await post("login", { ...byToken.id, user: fresh(), pass: "secret1" });
    return { ...costs, taken: taken.cost.read, unknown: unknown.cost.read };
  };
  const small = await measure();
  for (const { appid } of [byToken, byPassword]) {
    await d1(
      server.stateDir,
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
       INSERT INTO users (appid, id, account, password, nickname, qq, email, created_at)
       SELECT ?1, 1000 + i, 'user' || i, '', 'n', 10000 + i, 'user' || i || '@b.cn', 1700000000 FROM n`,
      appid,
    );
  }
  const grown = await measure();
  assert.deepEqual(grown, small);
  for (const [what, read] of Object.entries(small)) assert.ok(read > 0 && read <= 24, `${what} reads ${read}`);
});

test("statistics read the users once, write one row, and are then kept for as long as they took", async () => {
  const bare = await startBare();
  try {
    const { admin, newApp, newDeveloper } = api(bare);
    const db = await bare.db();
    const sql = (text, ...values) => db.prepare(text).bind(...values).run();
    const { key } = await newDeveloper();
    const users = 30_000;
    const app = await newApp({}, key);
    for (let i = 0; i < 20; i += 1) await newApp({}, key);
    await sql(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       INSERT INTO users (appid, id, account, password, nickname, created_at)
       SELECT ?1, (unixepoch() - i * 300) * 1000000, 'user' || i, '', 'n', unixepoch() - i * 300 FROM n`,
      app.appid, users,
    );
    for (const [path, apps, live] of [[`/apps/${app.appid}/stats`, 1, 60], ["/stats", 21, 4 * 21 + 60]]) {
      const age = (seconds) => sql("UPDATE statistics SET computed_at = unixepoch() - ?1", seconds);
      const look = async () => (await admin("GET", path, undefined, key)).cost;
      const kept = { d1: 2, written: 0 }; // one trip is for the developer's key
      const cold = await look();
      assert.deepEqual([cold.d1, cold.written], [3, 1], path);
      assert.ok(cold.read >= users && cold.read <= users + 182 * (apps + 1) + live, `${path} reads ${cold.read}`);
      for (const seconds of [0, 60, users / 25 - 30]) {
        await age(seconds);
        const { d1, written, read } = await look();
        assert.deepEqual({ d1, written }, kept);
        assert.ok(read <= live, `${path}, kept, reads ${read}`);
      }
      await age(Math.ceil((users + 182 * apps) / 25));
      assert.equal((await look()).d1, 3);
    }
  } finally {
    await bare.stop();
  }
});

test("X-Cost is absent unless COST_HEADER turns it on", async () => {
  assert.match((await user("login")).headers.get("x-cost"), /^d1=0 /, "the tests' own server has it");
  const quiet = await startBare({ vars: { COST_HEADER: "off" } });
  try {
    const { newApp, user, call } = api(quiet);
    const app = await newApp();
    const { token } = await app.login();
    const bound = await user("qq", { ...app.id, token, qq: "12345678" });
    for (const answer of [bound, await user("login"), await call("/healthz")]) {
      assert.equal(answer.headers.get("x-cost"), null);
    }
  } finally {
    await quiet.stop();
  }
});
