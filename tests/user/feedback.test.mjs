// /api/user/feedback: write to the app's developer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api, fail } from "../harness/api.mjs";
import { testCaller } from "../harness/caller.mjs";
import { d1 } from "../harness/server.mjs";
import { words } from "../harness/words.mjs";

const { server, post, newApp } = api();
const say = words.feedback;
const value = { title: "标题", content: "内容" };

testCaller("feedback", async (app) => ({ ...value, token: (await app.login()).token }), ["title", "content"]);

const kept = ({ appid }) => d1(server.stateDir,
  "SELECT u.account, f.title, content, contact, f.status FROM feedback f JOIN users u ON u.appid = f.appid AND u.id = f.user_id WHERE f.appid = ?1 ORDER BY f.id", appid);

for (const token_required of [true, false]) {
  test(`what is written is kept as it was sent, where token_required is ${token_required}`, async () => {
    const app = await newApp({ token_required });
    const { user, pass, token } = await app.login();
    const proof = token_required ? { token } : { user, pass };
    const sent = { title: "<b>'; DROP TABLE feedback; --", content: " 第一行\n第二行 👍 ", contact: "QQ 12345" };
    assert.deepEqual((await post("feedback", { ...app.id, ...proof, ...sent })).body, say.done);
    assert.deepEqual(await kept(app), [{ account: user, ...sent, status: "open" }]);
  });
}

test("one user writes once in 30 seconds, and is told how long to wait; others are not held up", async () => {
  const app = await newApp();
  const [one, other] = [await app.login(), await app.login()];
  const write = async ({ token }) => (await post("feedback", { ...app.id, token, ...value })).body;
  const answers = await Promise.all(Array.from({ length: 10 }, () => write(one)));
  assert.equal(answers.filter(({ code }) => code === 200).length, 1, "of many at once one");
  for (const { code, data } of answers.filter(({ code }) => code !== 200)) {
    assert.equal(code, 405);
    const [, seconds] = data.match(/^反馈频繁:请于(\d+)秒后再提交!$/);
    assert.ok(seconds >= 1 && seconds <= 30, data);
  }
  assert.deepEqual(await write(other), say.done);
  const ago = (seconds) => d1(server.stateDir, "UPDATE feedback SET id = id - ?1 WHERE appid = ?2", seconds * 1_000_000, app.appid);
  await ago(20);
  const { data } = await write(one);
  assert.ok(Number(data.match(/\d+/)[0]) <= 10, data);
  await ago(11);
  assert.deepEqual(await write(one), say.done);
});

test("title, content and contact have 100, 2000 and 100 characters at most, and the first two are not blank", async () => {
  const app = await newApp();
  const write = async (more) => (await post("feedback", { ...app.id, token: (await app.login()).token, ...value, ...more })).body;
  const longest = { title: "题".repeat(100), content: "文".repeat(2000), contact: "c".repeat(100) };
  assert.deepEqual(await write(longest), say.done);
  for (const title of ["题".repeat(101), " \n"]) assert.deepEqual(await write({ title }), say.titleFormat);
  for (const content of ["文".repeat(2001), "\t"]) assert.deepEqual(await write({ content }), say.contentFormat);
  assert.deepEqual(await write({ contact: "c".repeat(101) }), say.contactFormat);
  assert.equal((await kept(app)).length, 1);
  assert.deepEqual(say.feedbackTooSoon, fail(405, "反馈频繁:请于30秒后再提交!"));
});
