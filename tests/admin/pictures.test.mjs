// /api/admin/apps/{appid}/users/{user}/pictures: what a user uploaded, as the developer sees and removes it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api, assertRefused } from "../harness/api.mjs";
import { PICTURES, file } from "../harness/pictures.mjs";

const { server, post, user, admin, newApp, newDeveloper } = api();

async function uploads() {
  const app = await newApp({ allow_upload: true });
  const account = await app.login();
  const send = (endpoint, ending) => post(endpoint, { ...app.id, token: account.token, file_upload: file(PICTURES[ending]) });
  await send("new_avatar", "png");
  for (const ending of ["gif", "webp", "jpg"]) await send("upload_img", ending);
  return { app, account, at: (rest = "") => app.userAt(account.user, `/pictures${rest}`) };
}

test("pictures are listed, newest first, page by page, with their addresses", async () => {
  const { at } = await uploads();
  const { status, body } = await admin("GET", at());
  assert.equal(status, 200);
  assert.deepEqual(body.items.map(({ kind, bytes, url }) => [kind, bytes, url.split(".").at(-1)]), [
    ["upload", PICTURES.jpg.length, "jpg"], ["upload", PICTURES.webp.length, "webp"], ["upload", PICTURES.gif.length, "gif"], ["avatar", PICTURES.png.length, "png"],
  ]);
  assert.equal(body.next_cursor, null);
  for (const { url, id, at: when } of body.items) {
    assert.ok(url.startsWith(`${server.url}/api/user/picture/`) && (await fetch(url)).status === 200);
    assert.ok(/^\d+$/.test(id) && Math.abs(when - Date.now() / 1000) < 60);
  }
  const pages = [];
  for (let cursor = ""; cursor !== null;) {
    const page = (await admin("GET", at(`?limit=3${cursor && `&cursor=${cursor}`}`))).body;
    pages.push(page.items.length);
    cursor = page.next_cursor;
  }
  assert.deepEqual(pages, [3, 1]);
});

test("a picture is deleted: its address leads nowhere, and the avatar is the default one again", async () => {
  const { app, account, at } = await uploads();
  const { items } = (await admin("GET", at())).body;
  for (const { id, url, kind } of items) {
    const deleted = await admin("DELETE", at(`/${id}`));
    assert.deepEqual([deleted.status, deleted.body], [200, { deleted: id }]);
    for (let tries = 0; (await fetch(url)).status !== 404; tries += 1) {
      assert.ok(tries < 100, `${kind} is still there`);
      await sleep(50);
    }
    assertRefused(await admin("DELETE", at(`/${id}`)), 404);
  }
  assert.deepEqual((await admin("GET", at())).body.items, []);
  assert.match((await app.login(account)).profile.icon, /avatar\/[0-9a-f]{32}\.svg$/);
  assert.equal((await user("get_avatar", { appid: app.appid, user: account.user })).headers.get("content-type"), "image/svg+xml");
});

test("only who reaches the app, and only the user's own pictures", async () => {
  const { app, account, at } = await uploads();
  const other = await app.login();
  const { key } = await newDeveloper();
  const [{ id }] = (await admin("GET", at())).body.items;
  for (const path of [at(), app.userAt("nobody", "/pictures")]) assertRefused(await admin("GET", path, undefined, path === at() ? key : undefined), 404);
  for (const [path, as] of [[at(`/${id}`), key], [app.userAt(other.user, `/pictures/${id}`)], [at("/0")], [at("/x")], [at("/-1")], [at("/9223372036854775808")]]) {
    assertRefused(await admin("DELETE", path, undefined, as), 404);
  }
  assertRefused(await admin("GET", at("?limit=0")), 422, "limit");
  assertRefused(await admin("GET", at("?cursor=x")), 422, "cursor");
  assert.equal((await admin("GET", at())).body.items.length, 4);
  assert.ok(account.token);
});
