// /api/user/update_sign: replace the personal signature text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { testCredentials, testNarrowedForms } from "../harness/credentials.mjs";
import { testCaller } from "../harness/caller.mjs";
import { assertWords, words } from "../harness/words.mjs";

const { user, post, json, newApp } = api();
const say = words.update_sign;
const value = () => ({ newsign: "新的用户签名信息" });

testCaller("update_sign", async (app) => {
  const { token } = await app.login();
  return { ...value(), token };
}, ["newsign"]);

testCredentials("update_sign", value, (stored) => stored.sign);
testNarrowedForms("update_sign", value);

test("a signature comes back from the next login exactly as it was sent", async () => {
  const app = await newApp();
  const account = await app.login();
  for (const [i, newsign] of [
    "个人签名更新", " a\nb\r\n\tc ", "<script>alert('x')</script>", "'; DROP TABLE users; --", "a+b %2B & = ? # %",
    "\\u0000\\\"", "👨‍👩‍👧‍👦 é ﷺ \u202e逆\u202c", "a\0b", "null", "0", "\ufeffx", "\ufffd",
  ].entries()) {
    const sent = { ...app.id, token: account.token, newsign };
    const { body } = await [user, post, json][i % 3]("update_sign", sent);
    assert.deepEqual(body, say.done, newsign);
    const { profile } = await app.login(account);
    assert.equal(profile.signature, newsign);
  }
});

test("a signature is 1 to 1000 characters, however many bytes these are", async () => {
  const app = await newApp();
  const { token } = await app.login();
  for (const letter of ["a", "签", "👍"]) {
    const ask = async (length) => (await post("update_sign", { ...app.id, token, newsign: letter.repeat(length) })).body;
    assert.deepEqual(await ask(1), say.done);
    assert.deepEqual(await ask(1000), say.done);
    assertWords(await ask(1001), say.otherFormat);
  }
});

test("white space alone is no signature", async () => {
  const app = await newApp();
  const account = await app.login();
  for (const newsign of [" ", "\t\r\n", "\u3000", "\u00a0 \u2003"]) {
    const { status, body } = await post("update_sign", { ...app.id, token: account.token, newsign });
    assert.equal(status, 200);
    assertWords(body, say.otherFormat, JSON.stringify(newsign));
  }
  const { profile } = await app.login(account);
  assert.equal(profile.signature, "此用户很懒,连签名都没有留下");
});

test("two parameters are alike in name only: signature is the app's, newsign the user's", async () => {
  const app = await newApp();
  const account = await app.login();
  await post("update_sign", { ...app.id, token: account.token, newsign: "个人签名" });
  const { profile } = await app.login(account);
  assert.equal(profile.signature, "个人签名");
  assert.notEqual(profile.signature, app.signature);
});
