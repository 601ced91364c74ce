// /api/user/bind_mail: bind or replace the e-mail address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { testCredentials, testNarrowedForms } from "../harness/credentials.mjs";
import { testCaller } from "../harness/caller.mjs";
import { words } from "../harness/words.mjs";

const { post, newApp } = api();
const say = words.bind_mail;
const value = () => ({ mail: "user@example.com" });

testCaller("bind_mail", async (app) => {
  const { token } = await app.login();
  return { ...value(), token };
}, ["mail"]);

testCredentials("bind_mail", value, (stored) => stored.email);
testNarrowedForms("bind_mail", value);

test("a new address replaces the old one and stands in the next login's profile", async () => {
  const app = await newApp();
  const account = await app.login({ email: "old@example.com" });
  assert.equal(account.profile.useremail, "old@example.com");
  const { body } = await post("bind_mail", { ...app.id, token: account.token, mail: "New@Example.com" });
  assert.deepEqual(body, say.done);
  const { profile } = await app.login(account);
  assert.equal(profile.useremail, "New@Example.com");
});

test("an address is what the documents' regular expression takes, of at most 254 characters", async () => {
  const app = await newApp();
  const { token } = await app.login();
  const long = (length) => `${"a".repeat(length - 12)}@example.com`;
  for (const mail of [
    "user", "user@", "@example.com", "user@example", "user@example.c", "a b@example.com", "用户@example.com", "a@b@c.com",
    " user@example.com", "user@exa_mple.com", "user@例子.com", "user@example.com\n", "\"a\"@example.com", long(255),
  ]) {
    const { status, body } = await post("bind_mail", { ...app.id, token, mail });
    assert.equal(status, 200);
    assert.deepEqual(body, say.emailFormat, mail);
  }
  for (const mail of ["user@example.com", "A.b_c%d+e-f@x-y.z.CO", "1@2.cn", "..@-.cn", long(254)]) {
    assert.deepEqual((await post("bind_mail", { ...app.id, token, mail })).body, say.done, mail);
  }
});

test("the address is called mail here: email is an unknown parameter", async () => {
  const app = await newApp();
  const { token } = await app.login();
  const sent = { ...app.id, token, email: "user@example.com" };
  assert.deepEqual((await post("bind_mail", sent)).body, say.missing("mail"));
});

test("several accounts may have one address, and binding it again succeeds", async () => {
  const app = await newApp();
  for (const { token } of [await app.login(), await app.login()]) {
    for (let i = 0; i < 2; i += 1) {
      assert.deepEqual((await post("bind_mail", { ...app.id, token, ...value() })).body, say.done);
    }
  }
});
