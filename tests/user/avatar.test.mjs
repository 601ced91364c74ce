// /api/user/avatar/<hash>.svg: the default avatar of an account without a picture of its own.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { api } from "../harness/api.mjs";

const { server, call, admin, newApp } = api();

const NOT_FOUND = { code: 404, msg: "fail", data: "接口不存在!" };
const path = (icon) => new URL(icon).pathname;

test("the default avatar is served by this Worker, on the origin that was asked", async () => {
  const app = await newApp();
  const { profile } = await app.login();
  assert.match(profile.icon, /^https?:\/\/[^/]+\/api\/user\/avatar\/[0-9a-f]+\.svg$/);
  assert.equal(new URL(profile.icon).origin, new URL(server.url).origin);
  const answer = await call(path(profile.icon));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "image/svg+xml");
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.match(answer.text, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<\/svg>$/s);
});

test("a user keeps one default avatar, and different users have different ones", async () => {
  const app = await newApp();
  const [one, two] = [await app.register(), await app.register()];
  const icon = async (account) => (await app.login(account)).profile.icon;
  assert.equal(await icon(one), await icon(one));
  assert.notEqual(await icon(one), await icon(two));
});

test("the avatar's name tells nobody the account name", async () => {
  const [app, other] = [await newApp(), await newApp()];
  const account = { user: "alice", pass: "secret1", nickname: "a" };
  const names = [];
  for (const one of [app, other]) {
    await one.register(account);
    names.push(path((await one.login(account)).profile.icon).match(/([0-9a-f]+)\.svg$/)[1]);
  }
  await admin("DELETE", app.userAt("alice"));
  await app.register(account);
  names.push(path((await app.login(account)).profile.icon).match(/([0-9a-f]+)\.svg$/)[1]);
  assert.equal(new Set(names).size, 3, "one name, three users, three avatars");
  const { appid, signature } = app;
  const guesses = ["alice", `${appid}alice`, `alice${appid}`, `${appid}:alice`, `avatar:${appid}:alice`];
  for (const guess of [...guesses, `${signature}alice`]) {
    for (const hash of ["md5", "sha1", "sha256", "sha512"]) {
      const digest = createHash(hash).update(guess).digest("hex");
      for (const name of names) assert.ok(!digest.startsWith(name), `${hash}(${guess})`);
    }
  }
});

test("a picture of one's own takes the default avatar's place, and clearing it brings that back", async () => {
  const app = await newApp();
  const account = await app.register();
  const icon = async () => (await app.login(account)).profile.icon;
  const first = await icon();
  await admin("PATCH", app.userAt(account.user), { icon: "https://example.com/a.png" });
  assert.equal(await icon(), "https://example.com/a.png");
  await admin("PATCH", app.userAt(account.user), { icon: null });
  assert.equal(await icon(), first);
});

test("an avatar never changes under its address, so it may be cached, and it runs no scripts", async () => {
  const file = `/api/user/avatar/${"0123456789abcdef".repeat(2)}.svg`;
  const [one, two] = [await call(file), await call(file)];
  assert.equal(one.text, two.text);
  assert.match(one.headers.get("cache-control"), /max-age=\d{5,}/);
  assert.equal(one.headers.get("x-content-type-options"), "nosniff");
  assert.doesNotMatch(one.text, /<script|javascript:|\son\w+=|href=/i);
});

test("a name that is no hash is an unknown path", async () => {
  const hash = "0".repeat(32);
  const almost = [hash, `${hash}.png`, `${hash}.svg/x`, `..%2F${hash}.svg`, `${hash}0.svg`, `${hash.slice(1)}.svg`];
  for (const name of [...almost, `${"A".repeat(32)}.svg`, "", "x.svg", "alice.svg", "%00.svg", "%E9%A1%BE.svg"]) {
    const { status, body } = await call(`/api/user/avatar/${name}`);
    assert.equal(status, 404, name);
    assert.deepEqual(body, NOT_FOUND, name);
  }
});

test("an avatar is read by GET and HEAD; other methods are refused, a pre-flight is answered", async () => {
  const file = `/api/user/avatar/${"0".repeat(32)}.svg`;
  const head = await call(file, { method: "HEAD" });
  assert.deepEqual([head.status, head.text], [200, ""]);
  const post = await call(file, { method: "POST" });
  assert.equal(post.status, 405);
  assert.equal(post.body.code, 405);
  assert.match(post.headers.get("allow"), /\bGET\b/);
  assert.equal((await call(file, { method: "OPTIONS" })).status, 204);
});
