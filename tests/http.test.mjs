// The HTTP side of the API: methods, paths, caps on bodies, CORS, the envelope, headers, health.

import assert from "node:assert/strict";
import { request } from "node:http";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { words } from "./harness/words.mjs";

// A server of one's own: broken requests end their connection, and wrangler's proxy in front of the shared one would let
// other tests' requests feel it.
const server = await startBare();
after(() => server.stop());
const { call, user, post, json, admin, newApp, newDeveloper } = api(server);

const ENDPOINTS = ["register", "login", "qq", "bind_mail", "update_sign"];
const LARGEST = 64 * 1024;

/** Asserts an answer that no endpoint gave: its code is its status, and browsers of any origin may read it. */
function assertRefused(answer, status, note) {
  assert.equal(answer.status, status, note);
  assert.deepEqual(Object.keys(answer.body), ["code", "msg", "data"]);
  assert.deepEqual([answer.body.code, answer.body.msg, typeof answer.body.data], [status, "fail", "string"], note);
  assertHeaders(answer, note);
}

function assertHeaders({ headers }, note) {
  assert.equal(headers.get("content-type"), "application/json; charset=utf-8", note);
  assert.equal(headers.get("cache-control"), "no-store", note);
  assert.equal(headers.get("access-control-allow-origin"), "*", note);
}

test("an answer is the documents' envelope, byte for byte", async () => {
  const app = await newApp();
  const account = { user: "alice", pass: "secret1", nickname: "昵称" };
  assert.equal((await user("register", { ...app.id, ...account })).text, '{"code":200,"msg":"success","data":"注册成功"}');
  assert.equal((await user("register", { ...app.id, ...account })).text, '{"code":404,"msg":"fail","data":"该账号已被注册!"}');
  assert.equal((await user("register", { ...app.id, ...account, appid: "0" })).text, '{"code":404,"msg":"应用不存在"}');
  const { text } = await user("login", { ...app.id, ...account });
  assert.match(text, /^\{"code":200,"msg":"success","data":\{"username":"alice",/);
});

test("business failures are HTTP 200: the documented clients throw on any other status", async () => {
  const app = await newApp();
  for (const endpoint of ENDPOINTS) {
    const sent = { ...app.id, user: "a", pass: "p", nickname: "\n", qq: "x", mail: "x", newsign: " ", token: "x" };
    for (const params of [{}, sent, { ...sent, signature: "x" }, { ...sent, appid: "x" }]) {
      const answer = await user(endpoint, params);
      assert.equal(answer.status, 200);
      assert.notEqual(answer.body.code, 200);
      assertHeaders(answer, endpoint);
    }
  }
});

test("a success carries the same headers as a failure", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  const answer = await post("login", { ...app.id, user: name, pass });
  assert.equal(answer.body.code, 200);
  assertHeaders(answer);
});

test("HEAD is GET without a body", async () => {
  const app = await newApp();
  const account = { user: "alice", pass: "secret1", nickname: "a" };
  const head = await user("register", { ...app.id, ...account }, { method: "HEAD" });
  assert.deepEqual([head.status, head.text], [200, ""]);
  assertHeaders(head);
  assert.deepEqual((await user("register", { ...app.id, ...account })).body, words.register.accountTaken, "it was done");
});

for (const endpoint of ENDPOINTS) {
  test(`${endpoint} takes GET, POST, HEAD and OPTIONS alone, and says so`, async () => {
    for (const method of ["PUT", "DELETE", "PATCH", "PROPFIND", "PURGE"]) {
      for (const body of [undefined, "{", "a=1"]) {
        const answer = await user(endpoint, { appid: "0" }, { method, body });
        assertRefused(answer, 405, method);
        const allowed = answer.headers.get("allow").split(", ").sort();
        assert.deepEqual(allowed, ["GET", "HEAD", "OPTIONS", "POST"]);
      }
    }
  });

  test(`${endpoint} answers a CORS pre-flight`, async () => {
    const headers = {
      origin: "https://client.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,x-requested-with",
    };
    const { status, text, headers: answered } = await user(endpoint, {}, { method: "OPTIONS", headers });
    assert.deepEqual([status, text], [204, ""]);
    assert.equal(answered.get("access-control-allow-origin"), "*");
    assert.match(answered.get("access-control-allow-methods"), /\bGET\b.*\bPOST\b/);
    // Without credentials "*" stands for every header.
    assert.match(answered.get("access-control-allow-headers"), /^\*$|content-type.*x-requested-with/i);
  });
}

test("a request from another origin is answered like any other", async () => {
  const headers = { origin: "https://client.example" };
  const answer = await user("login", {}, { headers });
  assert.deepEqual(answer.body, words.login.missing("appid"));
  assertHeaders(answer);
});

test("an unknown path is 404 with an envelope", async () => {
  const unknown = { code: 404, msg: "fail", data: "接口不存在!" };
  for (const name of ["nobody", "", "login/", "Login", "login.php", "/login"]) {
    for (const method of ["GET", "POST"]) {
      const path = `/api/user/${name}`;
      const answer = await call(path, { method });
      assertRefused(answer, 404, path);
      assert.deepEqual(answer.body, unknown);
    }
  }
  for (const path of ["/api", "/api/nobody", "/register", "/login"]) {
    const answer = await call(path);
    assert.equal(answer.status, 404, path);
    assert.deepEqual(answer.body, unknown);
  }
});

test("a body over 64 KiB is refused, one of 64 KiB is read", async () => {
  const app = await newApp();
  const body = (start, length, end = "") => start + "x".repeat(length - start.length - end.length) + end;
  const form = (length) => body(`${new URLSearchParams(app.id)}&more=`, length);
  const inJson = (length) => body(`${JSON.stringify(app.id).slice(0, -1)},"more":"`, length, '"}');
  const boundary = "xxBOUNDARYxx";
  const part = (name, value) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const parts = part("appid", app.appid) + part("signature", app.signature) + part("more", "").slice(0, -2);
  const multipart = (length) => body(parts, length, `\r\n--${boundary}--\r\n`);
  for (const [type, make] of [
    ["application/x-www-form-urlencoded", form],
    ["application/json", inJson],
    [`multipart/form-data; boundary=${boundary}`, multipart],
  ]) {
    const send = (length) => user("login", {}, { method: "POST", headers: { "content-type": type }, body: make(length) });
    assert.equal(make(LARGEST).length, LARGEST);
    assert.deepEqual((await send(LARGEST)).body, words.login.missing("user"), type);
    assertRefused(await send(LARGEST + 1), 413, type);
    assertRefused(await send(3 * LARGEST), 413, type);
  }
});

test("the cap holds for a body that does not say its length", async () => {
  const app = await newApp();
  const chunked = (text, more) => {
    const chunks = [text, ...Array(more).fill("x".repeat(LARGEST / 4))];
    const body = ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return user("login", {}, { method: "POST", headers, body, duplex: "half" });
  };
  const start = `${new URLSearchParams(app.id)}&more=`;
  assert.deepEqual((await chunked(start, 1)).body, words.login.missing("user"));
  assertRefused(await chunked(start, 4), 413);
});

test("a body of a type that is not listed is refused", async () => {
  const types = ["text/plain", "application/xml", "text/json", "application/octet-stream", "application/jsonp", "x"];
  for (const type of [...types, "multipart/mixed; boundary=a"]) {
    const headers = { "content-type": type };
    assertRefused(await user("login", {}, { method: "POST", headers, body: '{"appid":"0"}' }), 415, type);
  }
  const untyped = await user("login", {}, { method: "POST", body: new TextEncoder().encode("appid=0") });
  assertRefused(untyped, 415, "no type at all");
});

test("an empty body has no type that could be wrong", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  const query = { ...app.id, user: name, pass };
  for (const type of ["text/plain", "application/json", "application/x-www-form-urlencoded", "multipart/form-data"]) {
    const { body } = await user("login", query, { method: "POST", headers: { "content-type": type } });
    assert.equal(body.code, 200, type);
  }
  assert.equal((await user("login", query, { method: "POST" })).body.code, 200);
});

test("a body that does not parse is refused, whatever the query says", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  const query = { ...app.id, user: name, pass };
  const noObjects = ["{", "[]", "1", '"a"', "null", "user=a", "{}{}", "{'user':'a'}", '{"user":"a",}'];
  const noText = ['{"user":["a"]}', '{"user":{"a":1}}', '{"user":"\\ud800"}'];
  for (const body of [...noObjects, ...noText]) assertRefused(await json("login", body, query), 400, body);
  const send = (type, body) => user("login", query, { method: "POST", headers: { "content-type": type }, body });
  const form = "application/x-www-form-urlencoded";
  assertRefused(await send("application/json", Buffer.from('{"a":"\xb9\xcb"}', "latin1")), 400, "GBK in JSON");
  assertRefused(await send(form, "nickname=%B9%CB"), 400, "GBK escapes in a form");
  assertRefused(await send(form, Buffer.from("a=\xb9\xcb", "latin1")), 400, "GBK in a form");
  assertRefused(await send("multipart/form-data", "--a\r\n\r\n--a--"), 400, "multipart without a boundary");
  assertRefused(await send("multipart/form-data; boundary=a", "nothing of the kind"), 400, "multipart that is none");
});

test("text that is not UTF-8 is refused rather than stored as something else", async () => {
  const app = await newApp();
  const query = `${new URLSearchParams({ ...app.id, user: "alice", pass: "secret1" })}&nickname=%B9%CB%BD%AD`;
  assertRefused(await call(`/api/user/register?${query}`), 400, "GBK escapes in the query");
});

test("a call counts from when all of it is there, however slowly it is sent", async () => {
  const { id, key } = await newDeveloper();
  const app = await newApp({}, key);
  const { user, token } = await app.login();
  const body = new URLSearchParams({ ...app.id, user, token }).toString();
  const sent = request(`${server.url}/api/user/data`, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", "content-length": body.length } });
  const answered = new Promise((resolve, reject) => sent.on("response", resolve).on("error", reject));
  const expires_at = Math.floor(Date.now() / 1000) + 8;
  await admin("PATCH", `/developers/${id}`, { expires_at });
  assert.equal((await post("data", { ...app.id, user, token })).body.code, 200);
  sent.write(body.slice(0, -1));
  await sleep((expires_at + 1) * 1000 - Date.now());
  sent.end(body.slice(-1));
  let text = "";
  for await (const chunk of await answered) text += chunk;
  assert.deepEqual(JSON.parse(text), words.data.developerOverdue("已逾期(1分钟)"));
});

test("health is 200 while D1 answers", async () => {
  const answer = await fetch(`${server.url}/healthz`);
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), '{"status":"ok"}');
  assert.match(answer.headers.get("content-type"), /^application\/json/);
});
