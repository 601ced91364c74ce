// Parameters: query, form, multipart and JSON, in any mix, mean the same.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { api } from "./harness/api.mjs";
import { pathOf } from "./harness/declared.mjs";
import { ownAddress } from "./harness/mail.mjs";
import { words } from "./harness/words.mjs";

const { call, user, post, json, admin, newApp } = api();

const multipart = (endpoint, params, query = {}) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(params)) body.append(name, value);
  return user(endpoint, query, { method: "POST", body });
};
const TRANSPORTS = { query: user, form: post, multipart, JSON: json };

/** Parameters with which each endpoint succeeds. */
const VALID = {
  register: () => ({ user: `user${randomInt(1e9)}`, pass: "secret1", nickname: "昵称" }),
  login: async (app) => {
    const { user: name, pass } = await app.register();
    return { user: name, pass };
  },
  qq: async (app) => ({ token: (await app.login()).token, qq: String(randomInt(1e9, 9e9)) }),
  bind_mail: async (app) => ({ token: (await app.login()).token, mail: "user@example.com" }),
  send_code: () => ({ mail: ownAddress(), purpose: "reset" }),
  mail_send: async (app) => {
    await app.patch({ allow_mail_send: true });
    return { token: (await app.login()).token, mail: ownAddress(), title: "标题", content: "<p>内容</p>" };
  },
  update_sign: async (app) => ({ token: (await app.login()).token, newsign: "个人签名" }),
};

for (const [endpoint, valid] of Object.entries(VALID)) {
  test(`${endpoint} takes its parameters from the query, a form, multipart and JSON`, async () => {
    const app = await newApp();
    for (const [name, send] of Object.entries(TRANSPORTS)) {
      const params = { ...app.id, ...(await valid(app)) };
      const { status, body } = await send(endpoint, params);
      assert.deepEqual([status, body.code], [200, 200], name);
    }
  });

  test(`${endpoint} takes them from a POST's query too, and in any mix`, async () => {
    const app = await newApp();
    const params = { ...app.id, ...(await valid(app)) };
    const without = (some) => Object.fromEntries(Object.entries(params).filter(([name]) => !Object.hasOwn(some, name)));
    // Again with the same values: an account is taken by then, and it is too soon for another mail.
    const again = (body) => body.code === 200 || body.data === words.register.accountTaken.data || /^发送频繁/.test(body.data);
    assert.equal((await user(endpoint, params, { method: "POST" })).body.code, 200);
    for (const [name, value] of Object.entries(params)) {
      const one = { [name]: value };
      const query = new URLSearchParams(without(one));
      const form = await call(`${pathOf(endpoint)}?${query}`, { method: "POST", body: new URLSearchParams(one) });
      assert.ok(again(form.body), `${name} in a form: ${form.text}`);
      assert.ok(again((await json(endpoint, one, without(one))).body), `${name} in JSON`);
      assert.ok(again((await multipart(endpoint, without(one), one)).body), `${name} in the query`);
    }
  });
}

test("the body wins over the query", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  const right = { ...app.id, user: name, pass };
  const wrong = { appid: "0", signature: "x", user: "nobody", pass: "wrong1" };
  const form = (endpoint, params, query) => user(endpoint, query, { method: "POST", body: new URLSearchParams(params) });
  for (const [transport, send] of Object.entries({ form, json, multipart })) {
    assert.equal((await send("login", right, wrong)).body.code, 200, transport);
    assert.deepEqual((await send("login", wrong, right)).body, words.login.unknownApp, transport);
  }
});

test("of a repeated name the last value counts", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  const users = [["user", "nobody"], ["user", name]];
  const pairs = [...users, ["pass", ""], ["pass", "wrong1"], ["pass", pass], ...Object.entries(app.id)];
  const text = new URLSearchParams(pairs).toString();
  assert.equal((await call(`/api/user/login?${text}`)).body.code, 200, "query");
  const post = async (body) => (await call("/api/user/login", { method: "POST", body })).body;
  assert.equal((await post(new URLSearchParams(pairs))).code, 200, "form");
  const form = new FormData();
  for (const [name, value] of pairs) form.append(name, value);
  assert.equal((await post(form)).code, 200, "multipart");
  const object = `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
  assert.equal((await json("login", object)).body.code, 200, "JSON");
  assert.deepEqual((await call(`/api/user/login?${text}&pass=wrong1`)).body, words.login.wrongCredentials);
  assert.deepEqual((await call(`/api/user/login?${text}&pass=`)).body, words.login.missing("pass"));
});

test("an empty value counts as absent in every transport", async () => {
  const app = await newApp();
  for (const [name, send] of Object.entries(TRANSPORTS)) {
    const { body } = await send("login", { ...app.id, user: "", pass: "secret1" });
    assert.deepEqual(body, words.login.missing("user"), name);
  }
});

test("a name without a value counts as absent", async () => {
  const app = await newApp();
  const { body } = await call(`/api/user/login?${new URLSearchParams(app.id)}&user&pass=secret1`);
  assert.deepEqual(body, words.login.missing("user"));
});

test("unknown parameters are ignored", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  const more = { callback: "jsonp", _: "123", "user[]": "x", "用户": "y", User: "z", ["__proto__"]: "w", constructor: "v" };
  for (const [transport, send] of Object.entries(TRANSPORTS)) {
    assert.equal((await send("login", { ...more, ...app.id, user: name, pass })).body.code, 200, transport);
  }
});

test("names are compared exactly", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  assert.deepEqual((await post("login", { ...app.id, USER: name, pass })).body, words.login.missing("user"));
});

test("JSON takes numbers and booleans as the text they are written as", async () => {
  const app = await newApp();
  const account = await app.register({ user: "13800138000", pass: "12345678" });
  const sent = { appid: Number(app.appid), signature: app.signature, user: 13800138000, pass: 12345678 };
  const { body } = await json("login", sent);
  assert.equal(body.code, 200);
  const { token } = body.data;
  for (const [qq, stored] of [[123456789, "123456789"], [9999999999999, "9999999999999"]]) {
    assert.deepEqual((await json("qq", { ...app.id, token, qq })).body, words.qq.done);
    assert.equal((await admin("GET", app.userAt(account.user))).body.qq, stored);
  }
  assert.deepEqual((await json("qq", { ...app.id, token, qq: 12345.5 })).body, words.qq.qqFormat);
  for (const [newsign, stored] of [[true, "true"], [false, "false"], [0, "0"], [-7, "-7"], [1.5, "1.5"]]) {
    assert.deepEqual((await json("update_sign", { ...app.id, token, newsign })).body, words.update_sign.done);
    assert.equal((await admin("GET", app.userAt(account.user))).body.sign, stored);
  }
});

test("a JSON number is the text it was written as, however long; what holds further members, or is no text, cannot be read", async () => {
  const app = await newApp();
  const account = await app.login();
  const send = (members) => json("update_sign", `{"appid":"${app.appid}","signature":"${app.signature}","token":"${account.token}",${members}}`);
  for (const number of ["1.50", "12345678901234567890123", "-0", "1e400", "1E-2"]) {
    assert.deepEqual((await send(`"newsign": ${number}`)).body, words.update_sign.done);
    assert.equal((await admin("GET", app.userAt(account.user))).body.sign, number);
  }
  // Of a name that is sent twice the last value counts, and what is not asked for may be anything.
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const nested = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
  for (const more of ['"newsign": "a", "newsign": 7', `"x": ${deep}, "newsign": 7`, `"x": ${nested}, "newsign": 7`, '"x": "\\ud800", "newsign": 7', '"x": [1.50, {"y": null}], "newsign": 7']) {
    assert.deepEqual((await send(more)).body, words.update_sign.done, more.slice(0, 40));
    assert.equal((await admin("GET", app.userAt(account.user))).body.sign, "7");
  }
  assert.deepEqual((await send('"newsign": null')).body, words.update_sign.missing("newsign"));
  for (const broken of ['"newsign": []', '"newsign": {}', '"newsign": "\\ud800"', '"newsign": 01', '"newsign": NaN', '"newsign": "a" "b"']) {
    const { status, body } = await send(broken);
    assert.deepEqual([status, body.code], [400, 400], broken);
  }
  for (const text of ["[]", "1", "null", '"x"', "{"]) {
    const { status, body } = await json("update_sign", text);
    assert.deepEqual([status, body.code], [400, 400], text);
  }
});

test("text is UTF-8 in every transport, and arrives unchanged", async () => {
  const app = await newApp();
  const account = await app.login();
  // No line break: in multipart, clients make CR LF of it.
  const newsign = "顾江 a+b%20 &=?#;\"\\ 👨‍👩‍👧 é\t ﷺ\u202e";
  for (const [transport, send] of Object.entries(TRANSPORTS)) {
    const sent = `${transport}: ${newsign}`;
    const { body } = await send("update_sign", { ...app.id, token: account.token, newsign: sent });
    assert.deepEqual(body, words.update_sign.done);
    assert.equal((await app.login(account)).profile.signature, sent);
  }
});

test("a query takes + and %20 as a space, %2B as a plus, and escapes in either case", async () => {
  const app = await newApp();
  const account = await app.login();
  const start = `/api/user/update_sign?${new URLSearchParams({ ...app.id, token: account.token })}`;
  const texts = { "a+b%20c%2Bd": "a b c+d", "%e9%a1%be%E6%B1%9F": "顾江", "100%": "100%", "%zz": "%zz" };
  for (const [escaped, text] of Object.entries(texts)) {
    assert.deepEqual((await call(`${start}&newsign=${escaped}`)).body, words.update_sign.done, escaped);
    assert.equal((await app.login(account)).profile.signature, text);
  }
});

test("a body's type is recognised in any case and with parameters", async () => {
  const app = await newApp();
  const { user: name, pass } = await app.register();
  const params = { ...app.id, user: name, pass };
  const send = async (type, body) =>
    (await call("/api/user/login", { method: "POST", headers: { "content-type": type }, body })).body;
  const form = "application/x-www-form-urlencoded";
  for (const type of [`${form}; charset=UTF-8`, `${form};charset=utf-8`, form.toUpperCase()]) {
    assert.equal((await send(type, new URLSearchParams(params).toString())).code, 200, type);
  }
  for (const type of ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json ; x=y"]) {
    assert.equal((await send(type, JSON.stringify(params))).code, 200, type);
  }
});

test("a file is no parameter", async () => {
  const app = await newApp();
  const { user: name } = await app.register();
  const form = new FormData();
  for (const [key, value] of Object.entries({ ...app.id, user: name })) form.append(key, value);
  form.append("pass", new Blob(["secret1"]), "pass.txt");
  const { body } = await call("/api/user/login", { method: "POST", body: form });
  assert.deepEqual(body, words.login.missing("pass"));
});
