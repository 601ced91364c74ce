// The documents' own sample clients, in JavaScript and in Python, as they stand in tests/samples/: only host and
// placeholders are put in before they run. What they print is what the documents' authors expected to see.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { test } from "node:test";
import { api } from "./harness/api.mjs";

const { server, post, admin, newApp } = api();

const python = spawnSync("python3", ["-c", "import requests"]).status === 0;
const skip = !python && "python3 with the package `requests` is not installed";
const browser = new URL("samples/browser.mjs", import.meta.url).href;
const LANGUAGES = [
  ["JavaScript", "js", [process.execPath, "--import", browser, "--input-type=module"], {}],
  ["Python", "py", ["python3", "-"], { skip }],
];
const SIGNATURES = /"(your_signature_from_backend|signature_copied_from_backend|signature_from_backend)"/g;
const TOKENS = /"(user_token_from_login|valid_user_token)"/g;

/** The accounts that the samples name. */
const USER = { user: "user123456", pass: "user_password123" };
const PHONE = { js: { user: "13800138000", pass: "UserPass123" }, py: { user: "13900139000", pass: "UserPass456" } };

/** A sample with host and placeholders put in. */
function sample(file, app, token) {
  const text = fs.readFileSync(new URL(`samples/${file}`, import.meta.url), "utf8");
  const put = (text, placeholder, value) => {
    assert.match(text, new RegExp(placeholder), `${file} has a place for it`);
    return text.replaceAll(placeholder, value);
  };
  const hosted = put(text, /https:\/\/nobase\.cn/g, server.url);
  const signed = put(put(hosted, /"your_app_id"/g, `"${app.appid}"`), SIGNATURES, `"${app.signature}"`);
  return token ? put(signed, TOKENS, `"${token}"`) : signed;
}

/** The same client by the other method: the documents show one of the two. */
const byTheOtherMethod = {
  js: (text) => text.includes("fetch(requestUrl)")
    ? text.replace("fetch(requestUrl)", 'fetch(requestUrl.split("?")[0], { method: "POST", body: params })')
    : text.replace(/fetch\("(.+?)", \{.*?\n\}\)/s, "fetch(`$1?${params}`)"),
  py: (text) => text.includes("requests.get(url, params=")
    ? text.replace("requests.get(url, params=", "requests.post(url, data=")
    : text.replace("requests.post(url, data=", "requests.get(url, params="),
};

/** Runs a program's text; answers all that it printed. */
function run([command, ...args], text) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PYTHONIOENCODING: "utf-8", NO_PROXY: "*", no_proxy: "*" };
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env });
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.on("error", reject).on("close", () => resolve(Buffer.concat(output).toString().trim()));
    child.stdin.end(text);
  });
}

for (const [language, ending, command, options] of LANGUAGES) {
  const js = ending === "js";
  // In JavaScript, console.log puts a space after the text's colon.
  const line = (label, value) => `${label}${js ? ": " : ":"}${value}`;

  for (const method of ["get", "post"]) {
    test(`${language}: the samples register and log in by ${method.toUpperCase()}`, options, async () => {
      const app = await newApp();
      const register = sample(`register_${method}.${ending}`, app);
      const login = sample(`login_${method}.${ending}`, app);
      assert.equal(await run(command, login), line("登录失败", "账号密码错误"));
      assert.equal(await run(command, register), line("注册结果", "注册成功"));
      assert.equal(await run(command, register), line("注册失败", "该账号已被注册!"));
      const printed = await run(command, login);
      const time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d";
      assert.match(printed, new RegExp(`^${{
        js_get: "localStorage userToken: [0-9a-f]{64}\nlocalStorage userNickname: 用户昵称\n"
          + "登录成功,用户昵称: 用户昵称\n令牌失效时间: .+",
        js_post: "登录成功,用户余额: 0\n用户头像: https://example.com/avatar\\.jpg",
        py_get: `登录成功!用户昵称:用户昵称\n用户等级:0,经验值:0\n令牌失效时间:${time}`,
        py_post: `登录成功!本次登录时间:${time}\nVIP状态:已逾期\\(\\d+分钟\\),连续登录天数:0\n用户性别:男`,
      }[`${ending}_${method}`]}$`));
      const { body } = await admin("GET", app.userAt(USER.user));
      assert.deepEqual([body.nickname, body.qq, body.email, body.icon],
        ["用户昵称", "123456789", "user@example.com", "https://example.com/avatar.jpg"]);
    });
  }

  const SAMPLES = [
    ["binds QQ", "qq_token_get", { js: "QQ绑定成功: 更新成功\nalert: QQ账号绑定成功!", py: "QQ绑定结果:更新成功\n已绑定QQ号:112233445" },
      "qq", { js: "123456789", py: "112233445" }],
    ["binds QQ", "qq_password_get", { js: "QQ绑定成功: 更新成功", py: "操作结果:更新成功" }, "qq", { js: "987654321", py: "556677889" }],
    ["binds an e-mail address", "bind_mail_token_post", { js: "邮箱绑定成功: 更新成功", py: "结果:更新成功" },
      "email", { js: "user@example.com", py: "user1@example.com" }],
    ["binds an e-mail address", "bind_mail_password_get", { js: "邮箱绑定成功: 更新成功", py: "结果:更新成功" },
      "email", { js: "newuser@example.com", py: "user2@example.com" }],
    ["updates the signature", "update_sign_token_post", { js: "签名更新成功: 更新成功", py: "结果:更新成功" },
      "sign", { js: "新的用户签名信息", py: "用户签名内容" }],
    ["updates the signature", "update_sign_password_get", { js: "签名更新成功: 更新成功", py: "结果:更新成功" },
      "sign", { js: "个人签名更新", py: "更新后的签名" }],
  ];
  for (const [does, name, printed, field, stored] of SAMPLES) {
    const byToken = name.includes("token");
    test(`${language}: the sample ${name} ${does}, and by the other method too`, options, async () => {
      const app = await newApp({ token_required: byToken });
      const account = name.startsWith("qq") ? USER : PHONE[ending];
      await app.register(account);
      const { token } = await app.login(account);
      const text = sample(`${name}.${ending}`, app, byToken && token);
      const other = byTheOtherMethod[ending](text);
      assert.notEqual(other, text);
      for (const client of [text, other]) {
        await admin("PATCH", app.userAt(account.user), { [field]: null });
        assert.equal(await run(command, client), printed[ending]);
        const { body } = await admin("GET", app.userAt(account.user));
        assert.equal(body[field], stored[ending]);
      }
    });
  }

  test(`${language}: the samples show what went wrong`, options, async () => {
    const app = await newApp();
    const invalid = "token无效或已过期!";
    const wanted = { qq_token_get: "令牌无效", bind_mail_token_post: invalid, update_sign_token_post: invalid };
    for (const [name, words] of Object.entries(wanted)) {
      const printed = await run(command, sample(`${name}.${ending}`, app));
      assert.ok(printed.includes(words), `${name}: ${printed}`);
    }
  });
}

test("an account that the sample registers by MD5 logs in with the raw password", async () => {
  const app = await newApp();
  await run(LANGUAGES[0][2], sample("register_post.js", app));
  assert.equal((await post("login", { ...app.id, ...USER })).body.code, 200);
});
