// What many callers at once must not break: uniqueness, tokens, and changes of the app or the user during load.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "./harness/api.mjs";
import { words } from "./harness/words.mjs";

const { post, admin, newApp } = api();

const times = (n, make) => Promise.all(Array.from({ length: n }, (_, i) => make(i)));
/** How often each answer came, by its text. */
const counted = (answers) => answers.reduce((sums, { text }) => ({ ...sums, [text]: (sums[text] ?? 0) + 1 }), {});
const text = (words) => JSON.stringify(words);

test("of many equal registrations one wins", async () => {
  const app = await newApp();
  // Each spells the account and has a password of its own: the winner's is the one that opens.
  const names = ["alice", "Alice", "ALICE", "aLiCe"];
  const sent = Array.from({ length: 24 }, (_, i) => ({ user: names[i % 4], pass: `secret${i}`, nickname: `${i}` }));
  const answers = await Promise.all(sent.map((account) => post("register", { ...app.id, ...account })));
  assert.deepEqual(counted(answers), { [text(words.register.done)]: 1, [text(words.register.accountTaken)]: 23 });
  const winner = sent[answers.findIndex(({ body }) => body.code === 200)];
  const { profile } = await app.login(winner);
  assert.deepEqual([profile.username, profile.nickname], [winner.user, winner.nickname]);
  assert.equal((await admin("GET", `/apps/${app.appid}/users`)).body.items.length, 1);
});

test("of many registrations with one QQ number one wins, and the others leave nothing", async () => {
  const app = await newApp();
  const answers = await times(20, (i) =>
    post("register", { ...app.id, user: `user${i}`, pass: "secret1", nickname: "a", qq: "123456789" }));
  assert.deepEqual(counted(answers), { [text(words.register.done)]: 1, [text(words.register.qqTaken)]: 19 });
  const { items } = (await admin("GET", `/apps/${app.appid}/users`)).body;
  assert.deepEqual(items.map(({ user }) => user), [`user${answers.findIndex(({ body }) => body.code === 200)}`]);
});

for (const token_required of [true, false]) {
  test(`of many bindings of one QQ number one wins where token_required is ${token_required}`, async () => {
    const app = await newApp({ token_required });
    const users = await times(12, () => app.login());
    const answers = await Promise.all(users.map(({ user, pass, token }) =>
      post("qq", { ...app.id, qq: "123456789", ...(token_required ? { token } : { user, pass }) })));
    assert.deepEqual(counted(answers), { [text(words.qq.done)]: 1, [text(words.qq.qqTaken)]: 11 });
    const { items } = (await admin("GET", `/apps/${app.appid}/users?search=123456789`)).body;
    assert.deepEqual(items.map(({ user }) => user), [users[answers.findIndex(({ body }) => body.code === 200)].user]);
  });
}

test("a registration and a binding of one QQ number at once: one wins", async () => {
  const app = await newApp();
  for (let round = 0; round < 8; round += 1) {
    const qq = String(100_000 + round);
    const { token } = await app.login();
    const [bound, registered] = await Promise.all([
      post("qq", { ...app.id, token, qq }),
      post("register", { ...app.id, user: `racer${round}`, pass: "secret1", nickname: "a", qq }),
    ]);
    const codes = [bound.body.code, registered.body.code].sort();
    assert.deepEqual(codes, [200, 400]);
  }
});

test("many different registrations at once all succeed", async () => {
  const app = await newApp();
  const accounts = await times(24, (i) => app.register({ user: `user${i}`, qq: String(10_000 + i) }));
  const { items } = (await admin("GET", `/apps/${app.appid}/users?limit=100`)).body;
  assert.deepEqual(items.map(({ user }) => user).sort(), accounts.map(({ user }) => user).sort());
});

test("many logins of one account at once all yield tokens that work", async () => {
  const app = await newApp();
  const account = await app.register();
  const tokens = await times(20, async () => (await app.login(account)).token);
  assert.equal(new Set(tokens).size, tokens.length);
  const answers = await Promise.all(tokens.map((token, i) => post("update_sign", { ...app.id, token, newsign: `${i}` })));
  assert.deepEqual(counted(answers), { [text(words.update_sign.done)]: tokens.length });
});

test("many updates of one user at once all succeed, and the last one stands", async () => {
  const app = await newApp();
  const { token, user } = await app.login();
  const sent = { ...app.id, token };
  const answers = await times(24, (i) => [
    () => post("qq", { ...sent, qq: String(10_000 + i) }),
    () => post("bind_mail", { ...sent, mail: `user${i}@example.com` }),
    () => post("update_sign", { ...sent, newsign: `${i}` }),
  ][i % 3]());
  assert.deepEqual(counted(answers), { [text(words.qq.done)]: 24 });
  const { body } = await admin("GET", app.userAt(user));
  assert.match(`${body.qq} ${body.email} ${body.sign}`, /^100\d\d user\d+@example\.com \d+$/);
});

/**
 * Has several clients call `send(i)` over and over, makes `change` in the midst of it, and answers {late, before, after}:
 * the answers to calls that began after the change was acknowledged, and what `look` saw then and at the very end.
 */
async function duringLoad(send, change, look) {
  let [changed, done, sent] = [false, false, 0];
  const late = [];
  const clients = times(6, async () => {
    while (!done) {
      const began = changed;
      sent += 1;
      const answer = await send(sent);
      if (began) late.push(answer);
      else assert.ok(answer.body.code !== 500 && answer.body.code !== 405, answer.text);
    }
  });
  while (sent < 24) await send((sent += 1));
  await change();
  changed = true;
  const before = await look();
  for (let i = 0; i < 6; i += 1) late.push(await send((sent += 1)));
  done = true;
  await clients;
  return { late, before, after: await look() };
}

async function allUsers(app, more = "") {
  const { items, next_cursor } = (await admin("GET", `/apps/${app.appid}/users?limit=100${more}`)).body;
  return next_cursor === null ? items : [...items, ...(await allUsers(app, `&cursor=${next_cursor}`))];
}

const CHANGES = [
  ["a new signature", (app) => admin("POST", `/apps/${app.appid}/signature`), "wrongSignature"],
  ["stopping the app", (app) => app.patch({ status: "disabled" }), "appDisabled"],
  ["disabling the user", (app, user) => admin("PATCH", app.userAt(user), { status: "disabled" }), "wrongToken"],
  ["revoking the tokens", (app, user) => admin("DELETE", app.userAt(user, "/tokens")), "wrongToken"],
];

for (const [what, change, wanted] of CHANGES) {
  test(`once ${what} is acknowledged, no update that is under way is written any more`, async () => {
    const app = await newApp();
    const { token, user } = await app.login();
    const { late, before, after } = await duringLoad(
      (i) => post("update_sign", { ...app.id, token, newsign: `${i}` }),
      () => change(app, user),
      async () => (await admin("GET", app.userAt(user))).body.sign,
    );
    assert.deepEqual(counted(late), { [text(words.update_sign[wanted])]: late.length });
    assert.match(before, /^\d+$/, "there was load");
    assert.equal(after, before);
  });
}

for (const [what, change, wanted] of CHANGES.slice(0, 2)) {
  test(`once ${what} is acknowledged, nobody is registered any more`, async () => {
    const app = await newApp();
    const { late, before, after } = await duringLoad(
      (i) => post("register", { ...app.id, user: `user${i}`, pass: "secret1", nickname: "a" }),
      () => change(app),
      async () => (await allUsers(app)).length,
    );
    assert.deepEqual(counted(late), { [text(words.register[wanted])]: late.length });
    assert.ok(before > 0, "there was load");
    assert.equal(after, before);
  });
}

for (const [what, fields, wanted] of [
  ["disabled", { status: "disabled" }, "userDisabled"],
  ["given another password", { password: "another1" }, "wrongCredentials"],
]) {
  test(`no token that was handed out around the moment a user is ${what} outlives it`, async () => {
    const app = await newApp();
    const { user, pass } = await app.register();
    const tokens = [];
    const { late } = await duringLoad(
      async () => {
        const answer = await post("login", { ...app.id, user, pass });
        if (answer.body.code === 200) tokens.push(answer.body.data.token);
        return answer;
      },
      () => admin("PATCH", app.userAt(user), fields),
      async () => undefined,
    );
    assert.deepEqual(counted(late), { [text(words.login[wanted])]: late.length });
    assert.ok(tokens.length > 0, "there was load");
    const answers = await Promise.all(tokens.map((token) => post("update_sign", { ...app.id, token, newsign: "x" })));
    assert.deepEqual(counted(answers), { [text(words.update_sign.wrongToken)]: tokens.length });
  });
}

test("a change of token_required during load refuses by its own text, and nothing slips", async () => {
  const app = await newApp({ token_required: false });
  const { user, pass } = await app.register();
  const { late, before, after } = await duringLoad(
    (i) => post("update_sign", { ...app.id, user, pass, newsign: `${i}` }),
    () => app.patch({ token_required: true }),
    async () => (await admin("GET", app.userAt(user))).body.sign,
  );
  assert.deepEqual(counted(late), { [text(words.update_sign.missing("token"))]: late.length });
  assert.equal(after, before);
});

test("an account registered while its name is being deleted is either there or free", async () => {
  const app = await newApp();
  for (let round = 0; round < 6; round += 1) {
    const account = { user: "alice", pass: "secret1", nickname: `${round}` };
    await post("register", { ...app.id, ...account });
    const [, registered] = await Promise.all([
      admin("DELETE", app.userAt("alice")),
      post("register", { ...app.id, ...account }),
    ]);
    assert.ok([200, 404].includes(registered.body.code), registered.text);
    const { status } = await admin("GET", app.userAt("alice"));
    assert.equal(status, registered.body.code === 200 ? 200 : 404);
  }
});
