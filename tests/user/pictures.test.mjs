// /api/user/new_avatar, get_avatar, upload_img: pictures that users upload.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api } from "../harness/api.mjs";
import { testCaller } from "../harness/caller.mjs";
import { PICTURES, TYPES, file, gifOf } from "../harness/pictures.mjs";
import { words } from "../harness/words.mjs";

const { server, call, user, post, admin, newApp } = api();
const MB = 1024 * 1024;

/** Each endpoint, and what an app needs for it. */
const ENDPOINTS = { new_avatar: {}, upload_img: { allow_upload: true } };

for (const [endpoint, settings] of Object.entries(ENDPOINTS)) {
  testCaller(
    endpoint,
    async (app) => {
      await app.patch(settings);
      return { file_upload: file(PICTURES.png), token: (await app.login()).token };
    },
    ["file_upload"],
  );
}

const bytesOf = async (url, init) => {
  const answer = await fetch(url, init);
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
};
const avatarOf = (app, name, init) => bytesOf(`${server.url}/api/user/get_avatar?${new URLSearchParams({ appid: app.appid, user: name })}`, init);
const icon = async (app, account) => (await app.login(account)).profile.icon;

/** Waits for what happens after an answer. */
async function until(done, what) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await done()) return;
    await sleep(50);
  }
  assert.fail(what);
}
const isGone = (url) => until(async () => (await fetch(url)).status === 404, `${url} is still there`);

/** Asserts what a picture is served with. */
function assertServed({ answer, bytes }, ending, cache = "public, max-age=31536000, immutable") {
  assert.equal(answer.status, 200);
  assert.deepEqual(bytes, PICTURES[ending]);
  const headers = Object.fromEntries(answer.headers);
  assert.equal(headers["content-type"], TYPES[ending]);
  assert.equal(headers["cache-control"], cache);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.match(headers["content-security-policy"], /sandbox/);
  assert.equal(headers["access-control-allow-origin"], "*");
}

for (const token_required of [true, false]) {
  test(`an avatar of each type is stored as it was sent, by token or by password where token_required is ${token_required}`, async () => {
    const app = await newApp({ token_required });
    const account = await app.login();
    const byPassword = { user: account.user, pass: account.pass };
    const proofs = token_required ? [{ token: account.token }, byPassword] : [byPassword];
    for (const proof of proofs) {
      for (const [ending, bytes] of Object.entries(PICTURES)) {
        // Neither the name nor the type that is claimed counts.
        const sent = file(bytes, "../头像.exe", "text/html");
        assert.deepEqual((await post("new_avatar", { ...app.id, ...proof, file_upload: sent })).body, words.new_avatar.done);
        assertServed(await avatarOf(app, account.user.toUpperCase()), ending, "no-cache");
        const url = await icon(app, account);
        assert.match(url, new RegExp(`^${server.url}/api/user/picture/[0-9a-f]{32}\\.${ending}$`));
        assertServed(await bytesOf(url), ending);
      }
    }
  });

  test(`upload_img answers the picture's address, where token_required is ${token_required}`, async () => {
    const app = await newApp({ token_required, allow_upload: true });
    const account = await app.login();
    const proof = token_required ? { token: account.token } : { user: account.user, pass: account.pass };
    const before = await icon(app, account);
    const urls = [];
    for (const [ending, bytes] of Object.entries(PICTURES)) {
      const { body, status } = await post("upload_img", { ...app.id, ...proof, file_upload: file(bytes) });
      assert.deepEqual([status, body.code, body.msg, Object.keys(body)], [200, 200, "上传成功", ["code", "msg", "data"]]);
      assert.match(body.data, new RegExp(`^${server.url}/api/user/picture/[0-9a-f]{32}\\.${ending}$`));
      urls.push([body.data, ending]);
    }
    for (const [url, ending] of urls) assertServed(await bytesOf(url), ending);
    assert.equal(await icon(app, account), before, "the avatar is another matter");
  });
}

test("a new avatar deletes the one before it, and no other picture", async () => {
  const app = await newApp({ allow_upload: true });
  const account = await app.login();
  const send = (endpoint, bytes) => post(endpoint, { ...app.id, token: account.token, file_upload: file(bytes) });
  const upload = (await send("upload_img", PICTURES.png)).body.data;
  await send("new_avatar", PICTURES.png);
  const first = await icon(app, account);
  await send("new_avatar", PICTURES.gif);
  const second = await icon(app, account);
  assert.notEqual(first, second);
  await isGone(first);
  for (const url of [second, upload]) assert.equal((await fetch(url)).status, 200, url);
});

test("of many avatars at once one stays, and it is there", async () => {
  const app = await newApp();
  const account = await app.login();
  const endings = Object.keys(PICTURES);
  const sent = Array.from({ length: 12 }, (_, i) => post("new_avatar", { ...app.id, token: account.token, file_upload: file(PICTURES[endings[i % 4]]) }));
  for (const { body } of await Promise.all(sent)) assert.deepEqual(body, words.new_avatar.done);
  const ending = (await icon(app, account)).split(".").at(-1);
  assertServed(await avatarOf(app, account.user), ending, "no-cache");
  const list = () => admin("GET", app.userAt(account.user, "/pictures"));
  await until(async () => (await list()).body.items.length === 1, "the others are still listed");
});

test("without an uploaded picture get_avatar leads to the link, else it draws the default avatar", async () => {
  const app = await newApp();
  const [linked, plain] = [await app.register({ imag: "https://a.cn/图 1.png".replace(" ", "") }), await app.login()];
  const { answer } = await avatarOf(app, linked.user, { redirect: "manual" });
  assert.equal(answer.status, 302);
  assert.equal(answer.headers.get("location"), "https://a.cn/%E5%9B%BE1.png");
  const drawn = await avatarOf(app, plain.user);
  assert.equal(drawn.answer.headers.get("content-type"), "image/svg+xml");
  assert.deepEqual(drawn.bytes, (await bytesOf(plain.profile.icon)).bytes);
  const head = await avatarOf(app, plain.user, { method: "HEAD" });
  assert.deepEqual([head.answer.status, head.bytes.length], [200, 0]);
});

test("get_avatar says in msg what is wrong, and takes GET alone", async () => {
  const app = await newApp();
  const { user: name } = await app.register();
  const ask = async (params) => (await user("get_avatar", params)).body;
  const { appid } = app;
  for (const params of [{}, { appid }, { user: name }, { appid, user: "" }]) assert.deepEqual(await ask(params), { code: 204, msg: "接口参数错误" });
  const nobody = { code: 404, msg: "用户不存在" };
  for (const params of [{ appid, user: "404404" }, { appid: "0", user: name }, { appid, user: "' OR 1=1 --" }]) assert.deepEqual(await ask(params), nobody);
  await app.patch({ status: "disabled" });
  assert.deepEqual(await ask({ appid, user: name }), nobody, "of an app that is not served");
  const posted = await post("get_avatar", { appid, user: name });
  assert.deepEqual([posted.status, posted.headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
  assert.equal((await call("/api/user/get_avatar", { method: "OPTIONS" })).status, 204);
});

test("what is no picture by its first bytes is refused, whatever it is called; nothing of it is kept", async () => {
  const app = await newApp({ allow_upload: true });
  const account = await app.login();
  const text = (string) => Buffer.from(string);
  const refused = {
    svg: text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    html: text("<!doctype html><script>alert(1)</script>"),
    javascript: text("alert(1)"),
    pdf: text("%PDF-1.7"),
    bmp: text("BM6\0\0\0"),
    "a space first": Buffer.concat([text(" "), PICTURES.gif]),
    "cut within its first bytes": PICTURES.png.subarray(0, 7),
    "gzipped": gzipSync(PICTURES.png),
    "one byte": text("x"),
  };
  for (const endpoint of Object.keys(ENDPOINTS)) {
    for (const [what, bytes] of Object.entries(refused)) {
      const { status, body, cost } = await post(endpoint, { ...app.id, token: account.token, file_upload: file(bytes, "a.png", "image/png") });
      assert.equal(status, 200);
      assert.deepEqual(body, words[endpoint].pictureType, what);
      assert.equal(cost.kv_put, 0, what);
    }
  }
  assert.deepEqual((await admin("GET", app.userAt(account.user, "/pictures"))).body.items, []);
});

test("a polyglot is served as the picture it begins as, and may run nothing", async () => {
  const app = await newApp({ allow_upload: true });
  const { token } = await app.login();
  const polyglots = {
    "GIF and JavaScript": [Buffer.from("GIF89a/*\0\0*/=1;alert(document.domain)//"), "image/gif"],
    "GIF and HTML": [Buffer.concat([PICTURES.gif, Buffer.from("<html><script>alert(1)</script>")]), "image/gif"],
    "JPEG and PHP": [Buffer.concat([PICTURES.jpg, Buffer.from("<?php phpinfo();")]), "image/jpeg"],
    "PNG and ZIP": [Buffer.concat([PICTURES.png, Buffer.from("PK\x03\x04")]), "image/png"],
  };
  for (const [what, [bytes, type]] of Object.entries(polyglots)) {
    const { body } = await post("upload_img", { ...app.id, token, file_upload: file(bytes, "a.html", "text/html") });
    const { answer, bytes: served } = await bytesOf(body.data);
    assert.deepEqual(served, bytes, what);
    assert.equal(answer.headers.get("content-type"), type, what);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.equal(answer.headers.get("content-security-policy"), "default-src 'none'; sandbox");
  }
});

test("a picture that unpacks to gigabytes, or is cut off, is kept as it is: nothing here unpacks pictures", async () => {
  const app = await newApp({ allow_upload: true });
  const { token } = await app.login();
  // A PNG that says it has 65,535 x 65,535 pixels; and half of one.
  const bomb = Buffer.from(PICTURES.png);
  bomb.writeUInt32BE(65_535, 16);
  bomb.writeUInt32BE(65_535, 20);
  for (const bytes of [bomb, PICTURES.png.subarray(0, 40)]) {
    const { body } = await post("upload_img", { ...app.id, token, file_upload: file(bytes) });
    assert.deepEqual((await bytesOf(body.data)).bytes, bytes);
  }
});

test("a picture has 5 MB at most; a body that is larger still is refused by its size alone", async () => {
  const app = await newApp({ allow_upload: true });
  const account = await app.login();
  const send = (bytes) => post("upload_img", { ...app.id, token: account.token, file_upload: bytes });
  const largest = await send(gifOf(5 * MB));
  assert.equal(largest.body.code, 200, largest.text);
  assert.equal((await bytesOf(largest.body.data)).bytes.length, 5 * MB);
  assert.deepEqual((await send(gifOf(5 * MB + 1))).body, words.upload_img.pictureSize);
  for (const size of [5 * MB + 64 * 1024, 12 * MB]) {
    const { status, body } = await send(gifOf(size));
    assert.deepEqual([status, body], [413, { code: 413, msg: "fail", data: "请求体过大,图片最大5MB!" }]);
  }
  // In chunks, without a length.
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...app.id, token: account.token, file_upload: gifOf(3 * MB) })) form.append(name, value);
  const whole = new Response(form);
  const chunked = await call("/api/user/new_avatar", { method: "POST", body: whole.body, headers: { "content-type": whole.headers.get("content-type") }, duplex: "half" });
  assert.deepEqual(chunked.body, words.new_avatar.done);
  assert.equal((await avatarOf(app, account.user)).bytes.length, 3 * MB);
});

test("only multipart, and only POST", async () => {
  const app = await newApp();
  const { token } = await app.login();
  for (const endpoint of Object.keys(ENDPOINTS)) {
    const { status, headers } = await user(endpoint, { ...app.id, token });
    assert.deepEqual([status, headers.get("allow")], [405, "POST, OPTIONS"]);
    for (const type of ["application/json", "application/x-www-form-urlencoded", "image/png"]) {
      const { status, body } = await call(`/api/user/${endpoint}`, { method: "POST", headers: { "content-type": type }, body: "{}" });
      assert.deepEqual([status, body.code], [415, 415], type);
    }
    // The query counts, as everywhere; without a body there is no file.
    const empty = await call(`/api/user/${endpoint}?${new URLSearchParams({ ...app.id, token })}`, { method: "POST" });
    assert.deepEqual(empty.body, words[endpoint].missing("file_upload"));
  }
});

test("multipart is read as clients write it, and refused where it is broken", async () => {
  const app = await newApp();
  const account = await app.login();
  const send = (boundary, ...pieces) =>
    call("/api/user/new_avatar", { method: "POST", headers: { "content-type": `multipart/form-data; boundary=${boundary}` }, body: Buffer.concat(pieces.map((it) => Buffer.from(it))) });
  const field = (name, value) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = (disposition) => `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
  const fields = Object.entries({ ...app.id, token: account.token }).map(([name, value]) => field(name, value)).join("");
  const gbk = Buffer.concat([Buffer.from('--b\r\nContent-Type: image/gif\r\ncontent-disposition: form-data;name=file_upload;filename="'), Buffer.from([0xcd, 0xb7, 0xcf, 0xf1]), Buffer.from('.gif"\r\n\r\n')]);
  const { png, gif } = PICTURES;
  const good = {
    "a preamble and an epilogue": ["b", "preamble\r\n", fields, head('name="file_upload"; filename="a"'), png, "\r\n--b--\r\nepilogue"],
    "a quoted boundary": ['"b"', fields, head('name="file_upload"; filename="a"'), png, "\r\n--b--"],
    "a file's name in GBK, unquoted names": ["b", fields, gbk, gif, "\r\n--b--"],
    "no file's name": ["b", fields, head('name="file_upload"'), png, "\r\n--b--"],
    "what looks like a boundary in the picture": ["b", fields, head('name="file_upload"; filename="a"'), gif, "\r\n-b\r\n--", "\r\n--b--"],
    "the last of two files": ["b", fields, head('name="file_upload"; filename="a"'), "no picture", "\r\n", head('name="file_upload"; filename="a"'), png, "\r\n--b--"],
    "a picture full of what a boundary begins with": [`"${"a".repeat(70)}"`, fields.replaceAll("--b", `--${"a".repeat(70)}`), head('name="file_upload"; filename="a"').replace("--b", `--${"a".repeat(70)}`), gif, `\r\n--${"a".repeat(69)}`.repeat(10_000), "\r".repeat(100_000), `\r\n--${"a".repeat(70)}--`],
    "a field of 70,000 bytes that nobody asked for": ["b", field("x", "y".repeat(70_000)), fields, head('name="file_upload"'), png, "\r\n--b--"],
    "a field in GBK that nobody asked for": ["b", head('name="x"'), Buffer.from([0xb9, 0xcb]), "\r\n", fields, head('name="file_upload"'), png, "\r\n--b--"],
    "a file's name that looks like parameters": ["b", fields, head('filename="a; name=user"; name="file_upload"'), png, "\r\n--b--"],
    "a header of two lines": ["b", fields, head('filename="a";\r\n name="file_upload"'), png, "\r\n--b--"],
    "a file whose name is encoded is no field": ["b", fields, head("name=\"pass\"; filename*=UTF-8''a.txt"), "secret1", "\r\n", head('name="file_upload"'), png, "\r\n--b--"],
    "another file beside it": ["b", fields, head('name="other"; filename="a"'), "no picture", "\r\n", head('name="file_upload"; filename="a"'), png, "\r\n--b--"],
  };
  for (const [what, pieces] of Object.entries(good)) assert.deepEqual((await send(...pieces)).body, words.new_avatar.done, what);
  const file = head('name="file_upload"; filename="a"');
  const broken = {
    "cut in the picture": ["b", fields, file, png.subarray(0, 20)],
    "no last boundary": ["b", fields, file, png, "\r\n"],
    "another boundary": ["c", fields, file, png, "\r\n--b--"],
    "no boundary in the type": ["", fields, file, png, "\r\n--b--"],
    "not multipart at all": ["b", "appid=1"],
    "a header without an end": ["b", fields, "--b\r\nContent-Disposition: form-data"],
    "a header of 10,000 bytes": ["b", fields, `--b\r\nX: ${"x".repeat(10_000)}\r\n\r\n`, png, "\r\n--b--"],
    "a field in GBK": ["b", fields, '--b\r\nContent-Disposition: form-data; name="user"\r\n\r\n', Buffer.from([0xb9, 0xcb]), "\r\n", file, png, "\r\n--b--"],
    "a thousand parts": ["b", field("x", "y").repeat(1000), fields, file, png, "\r\n--b--"],
    "fields of 70,000 bytes": ["b", field("user", "y".repeat(70_000)), fields, file, png, "\r\n--b--"],
  };
  for (const [what, pieces] of Object.entries(broken)) {
    const { status, body } = await send(...pieces);
    assert.deepEqual([status, body.code], [400, 400], what);
  }
});

test("who proves nothing, half of it, both kinds at once, or the kind that the app does not want", async () => {
  const app = await newApp({ allow_upload: true });
  const { user: name, pass, token } = await app.login();
  for (const endpoint of Object.keys(ENDPOINTS)) {
    const say = words[endpoint];
    const ask = async (sent) => (await post(endpoint, { ...app.id, file_upload: file(PICTURES.png), ...sent })).body;
    await app.patch({ token_required: true });
    assert.deepEqual(await ask({}), say.missing("token"));
    assert.deepEqual(await ask({ user: name }), say.missing("pass"));
    assert.deepEqual(await ask({ pass }), say.missing("user"));
    assert.deepEqual(await ask({ user: name, pass, token }), say.mixed);
    assert.deepEqual(await ask({ token: "0".repeat(64) }), say.wrongToken);
    assert.deepEqual(await ask({ user: name, pass: "wrong11" }), say.wrongCredentials);
    await app.patch({ token_required: false });
    assert.deepEqual(await ask({}), say.missing("user"));
    assert.deepEqual(await ask({ token }), say.missing("user"));
  }
  await app.patch({ token_required: true });
  await admin("PATCH", app.userAt(name), { status: "disabled" });
  const asked = async (sent) => (await post("new_avatar", { ...app.id, file_upload: file(PICTURES.png), ...sent })).body;
  assert.deepEqual(await asked({ user: name, pass }), words.new_avatar.userDisabled);
});

test("an app that does not allow uploads says so, whoever asks; avatars it takes", async () => {
  const app = await newApp();
  const { token } = await app.login();
  for (const sent of [{ token }, { token: "x" }, {}]) {
    const { body, cost } = await post("upload_img", { ...app.id, file_upload: file(PICTURES.png), ...sent });
    assert.deepEqual(body, words.upload_img.uploadNotAllowed);
    assert.equal(cost.kv_put, 0);
  }
  assert.deepEqual((await post("new_avatar", { ...app.id, token, file_upload: file(PICTURES.png) })).body, words.new_avatar.done);
});

test("a token that is revoked keeps no picture, and none that was there goes", async () => {
  const app = await newApp();
  const account = await app.login();
  const send = async (bytes) => (await post("new_avatar", { ...app.id, token: account.token, file_upload: file(bytes) })).body;
  assert.deepEqual(await send(PICTURES.png), words.new_avatar.done);
  await admin("DELETE", app.userAt(account.user, "/tokens"));
  assert.deepEqual(await send(PICTURES.gif), words.new_avatar.wrongToken);
  assertServed(await avatarOf(app, account.user), "png", "no-cache");
});

test("no other name leads to a picture", async () => {
  const name = "0".repeat(32);
  for (const path of [`${name}.png`, `${name}.svg`, name, `${name}.png/`, `..%2f${name}.png`, `token:${name}`, ""]) {
    const { status, body } = await call(`/api/user/picture/${path}`);
    assert.deepEqual([status, body.code], [404, 404], path);
  }
  const { status, headers } = await call(`/api/user/picture/${name}.png`, { method: "POST", body: "x" });
  assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
});
