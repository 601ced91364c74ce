// The console: the pictures that a user uploaded.

import assert from "node:assert/strict";
import { api } from "../harness/api.mjs";
import { PHONE, browserTest } from "../harness/browser.mjs";
import { PICTURES, file } from "../harness/pictures.mjs";
import { assertAccessible } from "./page.mjs";

const { admin, newApp, post, server } = api();
const signedIn = { key: server.adminKey, path: "/#/apps" };

const goTo = (page, url, app) => page.goto(`${url}/#/apps/${app.appid}/users?user=10001`);
const button = (scope, name) => scope.getByRole("button", { name, exact: true });
const kinds = (drawer) => drawer.locator(".pictures li strong").allInnerTexts();
const question = (page) => page.getByRole("dialog", { name: "删除这张图片？" });

/** Sends a picture of 1 x 1, which has `size` bytes. */
async function upload(app, token, endpoint, size = PICTURES.png.length) {
  const bytes = Buffer.concat([PICTURES.png, Buffer.alloc(size - PICTURES.png.length)]);
  const { body, text } = await post(endpoint, { ...app.id, token, file_upload: file(bytes) });
  assert.equal(body.code, 200, text);
}

const listed = async (app) => (await admin("GET", app.userAt("10001", "/pictures"))).body.items;

/** The bytes go after the answer. */
async function isGone(page, picture) {
  for (let tries = 0; (await fetch(picture)).status !== 404; tries += 1) {
    assert.ok(tries < 100, `${picture} is still there`);
    await page.waitForTimeout(50);
  }
}

/** The shown pictures have been loaded by the browser. */
const areLoaded = (page, n) =>
  page.waitForFunction((n) => {
    const all = [...document.querySelectorAll(".pictures img")];
    return all.length === n && all.every((it) => it.complete && it.naturalWidth === 1);
  }, n);

for (const viewport of [undefined, PHONE]) {
  const where = viewport ? "on a phone" : "on a desktop";
  browserTest(`pictures are loaded when they are asked for, shown, and deleted, ${where}`, { ...signedIn, viewport }, async ({ page, url }) => {
    const app = await newApp({ allow_upload: true });
    const { token } = await app.login(await app.register({ user: "10001", nickname: "小明" }));
    await upload(app, token, "new_avatar");
    await upload(app, token, "upload_img", 1_600_000);
    const [image, avatar] = await listed(app);

    const asked = [];
    page.on("request", (request) => /picture/.test(request.url()) && asked.push(request.url()));
    await goTo(page, url, app);
    const drawer = page.getByRole("dialog", { name: "用户资料" });
    await drawer.getByRole("heading", { name: "上传的图片" }).waitFor();
    await button(drawer, "查看图片").waitFor();
    assert.deepEqual(asked, [], "nothing is asked for before");

    await button(drawer, "查看图片").click();
    await drawer.locator(".pictures li").nth(1).scrollIntoViewIfNeeded();
    assert.deepEqual(await kinds(drawer), ["图片", "头像"]);
    const about = await drawer.locator(".pictures .about").allInnerTexts();
    assert.match(about[0], /1\.5 MB/);
    assert.match(about[1], /70 B[^]*\d{4}-\d\d-\d\d \d\d:\d\d/);
    await areLoaded(page, 2);
    assert.equal(await drawer.getByRole("link", { name: /^查看头像（/ }).getAttribute("href"), avatar.url);
    await assertAccessible(page, "pictures");
    const [content, width] = await page.locator(".el-drawer__body").evaluate((it) => [it.scrollWidth, it.clientWidth]);
    assert.ok(content <= width, `${content} > ${width}`);

    // What is typed elsewhere stays when the avatar's deletion reads the user anew, which tells of other changes.
    await drawer.getByLabel("昵称").fill("还没有保存");
    await admin("PATCH", app.userAt("10001"), { title: "管理员" });
    await drawer.getByRole("button", { name: /^删除头像（/ }).click();
    await button(question(page), "取消").click();
    assert.equal((await listed(app)).length, 2);
    await drawer.getByRole("button", { name: /^删除头像（/ }).click();
    await question(page).getByText("变回“头像网址”里的图片").waitFor();
    await button(question(page), "永久删除").click();
    await page.getByText("图片已删除").waitFor();
    await page.waitForFunction(() => document.querySelector("#user-title").value === "管理员");
    assert.equal(await drawer.getByLabel("昵称").inputValue(), "还没有保存");
    assert.deepEqual(await kinds(drawer), ["图片"]);
    await isGone(page, avatar.url);
    assert.equal((await fetch(image.url)).status, 200);

    await drawer.getByRole("button", { name: /^删除图片（/ }).press("Enter");
    await button(question(page), "永久删除").click();
    await drawer.getByText("没有上传过图片").waitFor();
    await isGone(page, image.url);
    assert.deepEqual(await listed(app), []);

    await button(drawer, "收起图片").click();
    assert.equal(await drawer.locator(".pictures").count(), 0);
    await drawer.getByLabel("昵称").fill("小明");
  });
}

browserTest("pictures go on by more, and the page after those that were deleted comes by itself", signedIn, async ({ page, url }) => {
  const app = await newApp({ allow_upload: true });
  const { token } = await app.login(await app.register({ user: "10001" }));
  await upload(app, token, "upload_img", 100); // the oldest, the last of all
  for (let n = 0; n < 20; n += 1) await upload(app, token, "upload_img");
  await goTo(page, url, app);
  const drawer = page.getByRole("dialog", { name: "用户资料" });
  await button(drawer, "查看图片").click();
  await drawer.locator(".pictures li").nth(19).waitFor();
  assert.equal((await kinds(drawer)).length, 20);
  await button(drawer, "加载更多").click();
  await drawer.locator(".pictures li").nth(20).waitFor();
  assert.equal(await button(drawer, "加载更多").count(), 0);

  await button(drawer, "收起图片").click();
  await button(drawer, "查看图片").click();
  await drawer.locator(".pictures li").nth(19).waitFor();
  for (let left = 20; left > 0; left -= 1) {
    const first = drawer.getByRole("button", { name: /^删除图片（/ }).first();
    await first.click();
    await button(question(page), "永久删除").click();
    if (left > 1) await page.waitForFunction((left) => document.querySelectorAll(".pictures li").length === left, left - 1);
  }
  await drawer.getByText("100 B").waitFor();
  assert.deepEqual((await listed(app)).map(({ bytes }) => bytes), [100]);
});

browserTest("a picture that another one has deleted meanwhile is told so", { ...signedIn, locale: "en-US" }, async ({ page, url }) => {
  const app = await newApp();
  const { token } = await app.login(await app.register({ user: "10001" }));
  await upload(app, token, "new_avatar");
  await goTo(page, url, app);
  await button(page, "Show the pictures").click();
  await page.locator(".pictures li").waitFor();
  const [{ id }] = await listed(app);
  await admin("DELETE", app.userAt("10001", `/pictures/${id}`));
  await page.getByRole("button", { name: /^Delete: Avatar/ }).click();
  await button(page.getByRole("dialog", { name: "Delete this picture?" }), "Delete for good").click();
  await page.getByText("Not found. It may have been deleted.").waitFor();
});
