// Limits on attempts, with THROTTLE=on and the rate-limiting bindings of wrangler.toml. The local runtime counts within
// whole minutes of the clock, so a test may see one limit's worth of attempts before a minute ends, and another after.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { api, assertRefused } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { codeTo, ownAddress as ownMail } from "./harness/mail.mjs";
import { words } from "./harness/words.mjs";

const [BY_ACCOUNT, BY_ADDRESS, CODES_BY_ADDRESS] = [10, 60, 10]; // as in wrangler.toml
const WRONG = { code: 400, msg: "fail", data: "账号密码错误" };

let server, limited;

before(async () => {
  server = await startBare({ vars: { THROTTLE: "on" } });
  limited = api(server);
});
after(() => server.stop());

let addresses = 0;
/** A client address of one's own, so that no test uses up another's attempts. */
const ownAddress = () => `203.0.113.${(addresses += 1)}`;

/** A call from `address`. Cloudflare says where a client is in CF-Connecting-IP; here the client may. */
const from = (address) => (endpoint, params) =>
  limited.user(endpoint, params, { headers: { "cf-connecting-ip": address } });

function assertThrottled(answer) {
  assert.equal(answer.status, 429, answer.text);
  assert.deepEqual(answer.body, { code: 429, msg: "fail", data: "请求过于频繁,请稍后再试!" });
  assert.match(answer.headers.get("retry-after"), /^[1-9]\d*$/);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
}

/** Repeats `attempt` until it is throttled, which has to happen after `limit` of them, or twice that. */
async function assertEndsThrottled(limit, expected, attempt) {
  let answer;
  for (let served = 0; served <= 2 * limit; served += 1) {
    answer = await attempt(served);
    if (answer.status === 429) {
      assert.ok(served >= limit, `throttled after ${served}`);
      return assertThrottled(answer);
    }
    assert.deepEqual(answer.body, expected);
  }
  throw new Error(`never throttled: ${answer.text}`);
}

test("failed logins of one account end in 429, and then even the right password is refused, there alone", async () => {
  const app = await limited.newApp();
  const call = from(ownAddress());
  const [victim, other] = [await app.register({ user: "victim1" }), await app.register()];
  const login = ({ user, pass }) => call("login", { ...app.id, user, pass });
  const guess = (i) => login({ user: i % 2 ? "VICTIM1" : "victim1", pass: "wrong11" });
  await assertEndsThrottled(BY_ACCOUNT, WRONG, guess);
  assertThrottled(await login(victim));
  assertThrottled(await from(ownAddress())("login", { ...app.id, user: victim.user, pass: victim.pass }));
  assert.equal((await login(other)).body.code, 200);

  const namesake = await limited.newApp();
  await namesake.register(victim);
  const elsewhere = await call("login", { ...namesake.id, user: victim.user, pass: victim.pass });
  assert.equal(elsewhere.body.code, 200, "the same name in another app is another account");
});

test("a caller from where the account logged in before has a count of its own: those who guess elsewhere do not keep its owner out", async () => {
  const app = await limited.newApp();
  const { user, pass } = await app.register();
  const [home, elsewhere] = [from("198.51.100.1"), from(ownAddress())];
  const login = (call, given = pass) => call("login", { ...app.id, user, pass: given });
  assert.equal((await login(home)).body.code, 200);
  await assertEndsThrottled(BY_ACCOUNT, WRONG, () => login(elsewhere, "wrong11"));
  assertThrottled(await login(elsewhere));
  assert.equal((await login(from("198.51.100.200"))).body.code, 200, "the same network");
  await assertEndsThrottled(BY_ACCOUNT, WRONG, () => login(home, "wrong11"));
  assertThrottled(await login(home));
});

test("a code by mail opens the account to its owner, wherever others guess", async () => {
  const app = await limited.newApp();
  const mail = ownMail();
  const { user } = await app.register({ email: mail });
  const home = from("192.0.2.7");
  await assertEndsThrottled(BY_ACCOUNT, WRONG, () => from(ownAddress())("login", { ...app.id, user, pass: "wrong11" }));
  await home("send_code", { ...app.id, mail, purpose: "reset" });
  const code = await codeTo(mail, { server });
  assert.equal((await home("reset_pass", { ...app.id, user, mail, code, newpass: "secret2" })).body.code, 200);
  assert.equal((await home("login", { ...app.id, user, pass: "secret2" })).body.code, 200);
});

test("guesses at an account that does not exist are throttled alike", async () => {
  const app = await limited.newApp();
  const call = from(ownAddress());
  await assertEndsThrottled(BY_ACCOUNT, WRONG, () => call("login", { ...app.id, user: "nobody", pass: "wrong11" }));
});

test("guesses by way of an update count as failed logins", async () => {
  const app = await limited.newApp({ token_required: false });
  const call = from(ownAddress());
  const { user, pass } = await app.register();
  const wrong = { code: 404, msg: "fail", data: "用户账号密码错误!" };
  const guess = { ...app.id, user, pass: "wrong11" };
  await assertEndsThrottled(BY_ACCOUNT, wrong, () => call("bind_mail", { ...guess, mail: "a@b.cn" }));
  assertThrottled(await call("qq", { ...app.id, user, pass, qq: "12345678" }));
  assertThrottled(await call("login", { ...app.id, user, pass }));
});

test("a throttled account's tokens still work", async () => {
  const app = await limited.newApp();
  const call = from(ownAddress());
  const { user, token } = await app.login();
  await assertEndsThrottled(BY_ACCOUNT, WRONG, () => call("login", { ...app.id, user, pass: "wrong11" }));
  assert.equal((await call("qq", { ...app.id, token, qq: "12345678" })).body.code, 200);
});

test("failed logins from one address end in 429, whatever accounts they try", async () => {
  const app = await limited.newApp();
  const address = ownAddress();
  const account = await app.register();
  const guess = (i) => from(address)("login", { ...app.id, user: `user${i}`, pass: "wrong11" });
  await assertEndsThrottled(BY_ADDRESS, WRONG, guess);
  const right = { ...app.id, user: account.user, pass: account.pass };
  assertThrottled(await from(address)("login", right));
  assert.equal((await from(ownAddress())("login", right)).body.code, 200, "another address is served");
});

test("successful logins are never throttled", async () => {
  const app = await limited.newApp();
  const call = from(ownAddress());
  const { user, pass } = await app.register();
  for (let i = 0; i < BY_ADDRESS + 5; i += 1) {
    assert.equal((await call("login", { ...app.id, user, pass })).body.code, 200);
  }
});

test("registrations from one address end in 429 and register nobody; another address is served", async () => {
  const app = await limited.newApp();
  const address = ownAddress();
  const register = (address, user) => from(address)("register", { ...app.id, user, pass: "secret1", nickname: "n" });
  let last;
  const done = { code: 200, msg: "success", data: "注册成功" };
  await assertEndsThrottled(BY_ADDRESS, done, (i) => register(address, (last = `user${i}`)));
  assertRefused(await limited.admin("GET", app.userAt(last)), 404);
  assert.deepEqual((await register(ownAddress(), last)).body, done);
});

for (const purpose of ["reset", "bind"]) {
  test(`codes (${purpose}) that one address asks for end in the wait, whatever mailboxes they are for; another address is served`, async () => {
    const app = await limited.newApp();
    const proof = purpose === "bind" ? { token: (await app.login()).token } : {};
    const ask = async (address, mail) => (await from(address)("send_code", { ...app.id, ...proof, mail, purpose })).body;
    const address = ownAddress();
    let [mail, answer, served] = [undefined, undefined, -1];
    do {
      served += 1;
      answer = await ask(address, (mail = ownMail()));
    } while (answer.code === 200 && served <= 2 * CODES_BY_ADDRESS);
    assert.ok(served >= CODES_BY_ADDRESS && served <= 2 * CODES_BY_ADDRESS, `${served} served`);
    assert.deepEqual(answer, words.send_code.tooSoonToMail(60));
    assert.deepEqual(await ask(ownAddress(), mail), words.send_code.done, "nothing was counted for the mailbox");
  });
}

test("an IPv6 client is its /64 network, whatever address of it it uses", async () => {
  const app = await limited.newApp();
  const client = (i) => from(`2001:db8:0:1::${i.toString(16)}`);
  const guess = (i) => client(i)("login", { ...app.id, user: `user${i}`, pass: "wrong11" });
  await assertEndsThrottled(BY_ADDRESS, WRONG, guess);
  const neighbour = await from("2001:db8:0:2::1")("login", { ...app.id, user: "somebody", pass: "wrong11" });
  assert.deepEqual(neighbour.body, WRONG);
});

test("wrong admin keys from one address end in 429, which then tells nothing of a key, right or wrong", async () => {
  const { key: developersKey } = await limited.newDeveloper();
  const attempt = (address, key) => {
    const headers = { authorization: `Bearer ${key}`, "cf-connecting-ip": address };
    return limited.call("/api/admin/apps?limit=1", { headers });
  };
  // Side by side, because each is refused slowly; once more where a minute has ended between them.
  const guess = async (address) => {
    for (let i = 0; i < 3; i += 1) {
      const answers = await Promise.all(Array.from({ length: BY_ADDRESS }, (_, n) => attempt(address, `guess ${i} ${n}`)));
      for (const answer of answers) assertRefused(answer, answer.status === 429 ? 429 : 401);
      const last = await attempt(address, "one more");
      if (last.status !== 429) continue;
      const served = answers.filter(({ status }) => status === 401).length;
      assert.ok(i > 0 || served >= BY_ADDRESS - 1, `${served} served`); // a right key may have been counted before
      return assert.match(last.headers.get("retry-after"), /^[1-9]\d*$/);
    }
    throw new Error("never throttled");
  };
  const guesser = ownAddress();
  await guess(guesser);
  for (const key of [server.adminKey, developersKey, "wrong"]) assertRefused(await attempt(guesser, key), 429);
  assert.equal((await attempt(ownAddress(), server.adminKey)).status, 200, "another address is served");

  // Who was there with a good key before is not locked out by a guesser behind the same address.
  const shared = ownAddress();
  assert.equal((await attempt(shared, server.adminKey)).status, 200);
  await guess(shared);
  assert.equal((await attempt(shared, server.adminKey)).status, 200);
  assertRefused(await attempt(shared, developersKey), 429);
});

test("calls with a right key are never throttled", async () => {
  const headers = { authorization: `Bearer ${server.adminKey}`, "cf-connecting-ip": ownAddress() };
  for (let i = 0; i < BY_ADDRESS + 5; i += 1) {
    assert.equal((await limited.call("/api/admin/apps?limit=1", { headers })).status, 200);
  }
});

test("limits that cannot be counted limit nobody", async () => {
  const uncounted = await startBare({ vars: { THROTTLE: "on" }, change: ({ ratelimits, ...worker }) => worker });
  try {
    const { newApp, post } = api(uncounted);
    const app = await newApp();
    const { user, pass } = await app.register();
    assert.deepEqual((await post("login", { ...app.id, user, pass: "wrong11" })).body, WRONG);
    assert.equal((await post("login", { ...app.id, user, pass })).body.code, 200);
  } finally {
    await uncounted.stop();
  }
});

test("with THROTTLE=off nobody is throttled", async () => {
  const { user, newApp, call } = api(); // the tests' own server
  const headers = { "cf-connecting-ip": ownAddress() };
  const app = await newApp();
  const account = await app.register();
  await Promise.all(Array.from({ length: BY_ADDRESS + 5 }, async (_, i) => {
    const failed = await user("login", { ...app.id, user: account.user, pass: "wrong11" }, { headers });
    assert.deepEqual(failed.body, WRONG);
    const registration = { ...app.id, user: `user${i}`, pass: "secret1", nickname: "n" };
    assert.equal((await user("register", registration, { headers })).body.code, 200);
    assertRefused(await call("/api/admin/apps", { headers: { ...headers, authorization: "Bearer wrong" } }), 401);
  }));
  const right = { ...app.id, user: account.user, pass: account.pass };
  assert.equal((await user("login", right, { headers })).body.code, 200);
});
