// /api/user/change_nickname: replace the nickname.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";
import { testCaller } from "../harness/caller.mjs";
import { testCredentials } from "../harness/credentials.mjs";
import { words } from "../harness/words.mjs";

const { post, newApp } = api();
const say = words.change_nickname;
const value = () => ({ nickname: "新昵称" });

testCaller("change_nickname", async (app) => {
  const { token } = await app.login();
  return { ...value(), token };
}, ["nickname"]);

testCredentials("change_nickname", value, ({ nickname }) => (nickname === "昵称" ? null : nickname));

test("a nickname is 1 to 50 characters without control characters, as at registration", async () => {
  const app = await newApp();
  const account = await app.login();
  const change = async (nickname) => (await post("change_nickname", { ...app.id, token: account.token, nickname })).body;
  for (const nickname of ["a", "顾".repeat(50), "👍 &<>'\""]) {
    assert.deepEqual(await change(nickname), say.done);
    assert.equal((await app.login(account)).profile.nickname, nickname);
  }
  for (const nickname of ["a".repeat(51), "a\u0007b"]) assert.deepEqual(await change(nickname), say.nicknameFormat);
});
