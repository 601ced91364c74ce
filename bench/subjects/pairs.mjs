// Calls that are accepted and those that are refused in their place, as lanes.

import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { Stop } from "../../scripts/lib.mjs";
import { loggedIn, registered } from "./documented.mjs";
import { adminOf, authorization, newApp } from "./nobase.mjs";
import { fresh, many, next } from "./operations.mjs";

/** The name of the lane of accepted calls. */
export const ACCEPTED = "(accepted)";

/** Users who set a new password by a code, which takes one code each. */
const FORGETFUL = 150;
const NO_TOKEN = "0".repeat(64);

/** By call: the lane of the accepted one, and those of its refusals. A lane's `before` makes ready what a round of it needs. */
export async function pairs(server, mails) {
  const admin = adminOf(server);
  const app = await newApp(admin, { allow_upload: true });
  const stopped = await newApp(admin);
  const [left] = await registered(server, stopped, 1);
  await admin("PATCH", `/apps/${stopped.appid}`, { status: "disabled" });
  const accounts = await registered(server, app, 50);
  const tokens = await loggedIn(server, app, accounts);
  const codes = await mailed(server, mails, app);

  /** A lane of POSTs whose answers have `part`. */
  const lane = (endpoint, part, params, more) => ({ ...asked(() => ({ path: `/api/user/${endpoint}`, form: { ...app, ...params() }, headers: elsewhere() }), part), ...more });
  const login = (part, params) => lane("login", part, () => ({ user: next(accounts), pass: "secret1", ...params?.() }));
  const register = (part, params) => lane("register", part, () => ({ user: fresh(), pass: "secret1", nickname: "n", ...params?.() }));
  const sign = (part, params) => lane("update_sign", part, () => ({ newsign: fresh(), token: next(tokens), ...params?.() }));
  const check = (part, params) => lane("token_check", part, () => ({ token: next(tokens), ...params?.() }));
  const code = (part, mail, more) => lane("send_code", part, () => ({ mail: mail(), purpose: "reset" }), more);
  /** Each user tries their code, as `tried` makes of it, so many `times`. */
  const reset = (part, times, tried) => {
    let left = [];
    const before = async () => {
      await codes.renew();
      left = Array.from({ length: times }, () => codes.all).flat();
    };
    const params = () => {
      const { code, ...whose } = left.pop();
      return { ...whose, code: tried(code), newpass: "secret2" };
    };
    return lane("reset_pass", part, params, { before, load: { most: times * FORGETFUL } });
  };
  const upload = (part, token) => asked(() => ({ path: "/api/user/upload_img", ...multipart({ ...app, token: token() }), headers: elsewhere() }), part);
  const user = (part, headers, more) => ({ ...asked(() => ({ path: `/api/admin/apps/${app.appid}/users/${next(accounts)}`, headers: headers() }), part), ...more });
  /** A lane from one address, which goes past its limit before each round, `wide` calls at a time. */
  const limited = (it, wide = 1) => {
    const from = elsewhere();
    const next = () => {
      const request = it.next();
      return { ...request, headers: { ...request.headers, ...from } };
    };
    return { ...it, next, before: () => pastTheLimit(server, next, it.right, wide) };
  };

  const signature = () => ({ signature: "0".repeat(32) });
  const wrongKey = () => ({ authorization: `Bearer ${"0".repeat(64)}`, ...elsewhere() });
  const mailbox = () => `nobody${fresh()}@example.com`;
  /** The mailbox to which a code was sent just now. */
  let busy;
  const send = async () => {
    busy = mailbox();
    await server.client.must({ path: "/api/user/send_code", form: { ...app, mail: busy, purpose: "reset" }, headers: elsewhere() });
  };
  return {
    login: {
      [ACCEPTED]: login('"code":200'),
      "password wrong, or account unknown": login("账号密码错误", () => ({ user: `nobody${fresh()}`, pass: "wrong11" })),
      "throttled": limited(login('"code":429', () => ({ user: "victim01", pass: "wrong11" }))),
      "app stopped": login("应用已停用", () => ({ ...stopped, user: left })),
      "signature wrong": login("签名错误", signature),
      "app unknown": login("应用ID无效", () => ({ appid: "1000000000" })),
      "parameter missing": login("参数缺失", () => ({ pass: "" })),
    },
    register: {
      [ACCEPTED]: register("注册成功"),
      "account taken": register("已被注册", () => ({ user: next(accounts) })),
      "throttled": limited(register('"code":429')),
      "signature wrong": register("签名验证失败", signature),
      "body too large": register('"code":413', () => ({ nickname: "n".repeat(70_000) })),
    },
    update_sign: {
      [ACCEPTED]: sign("更新成功"),
      "token wrong": sign("token无效", () => ({ token: NO_TOKEN })),
      "signature wrong": sign("签名错误", signature),
    },
    token_check: {
      [ACCEPTED]: check("token_dead"),
      "token wrong": check("token无效", () => ({ token: NO_TOKEN })),
    },
    send_code: {
      [ACCEPTED]: code("发送成功", mailbox),
      "too soon for the mailbox": code("发送频繁", () => busy, { before: send }),
      "throttled": limited(code("发送频繁", mailbox)),
    },
    reset_pass: {
      [ACCEPTED]: reset("更新成功", 1, (code) => code),
      "code wrong": reset("验证码错误", 6, (code) => String((Number(code) + 1) % 1e6).padStart(6, "0")),
    },
    upload_img: {
      [ACCEPTED]: upload("上传成功", () => next(tokens)),
      "token wrong": upload("token无效", () => NO_TOKEN),
    },
    "admin: GET of a user": {
      [ACCEPTED]: user('"user"', () => ({ authorization })),
      "key wrong": user("unauthorized", wrongKey, { load: { connections: 64 } }), // each is kept waiting
      "throttled": limited(user("too_many_requests", wrongKey), 64),
    },
  };
}

/** A lane of what `next` makes; right is an answer that has `part` and is none of a failure inside. */
const asked = (next, part) => ({ next, right: ({ status, text }) => status < 500 && text.includes(part) });

let addresses = 0;
/** An address that no other call has: none of them is past a limit but where it is to be. */
const elsewhere = () => ({ "cf-connecting-ip": `10.${((addresses += 1) >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}` });

/** Sends requests, `wide` at a time, until one is answered as `refused` has it, in a minute of which enough is left: the runtime counts in those of the clock. */
async function pastTheLimit(server, request, refused, wide) {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 15_000) await sleep(left + 100);
  let answers;
  for (let sent = 0; sent < 200; sent += wide) {
    answers = await Promise.all(Array.from({ length: wide }, () => server.client.send(request())));
    if (answers.some(refused)) return;
  }
  throw new Stop(`the limit was not reached: ${answers[0].text}`);
}

/** A mail service. `vars` make the Worker send by it; `codes` are what it got, by mailbox. */
export async function mailService() {
  const codes = new Map();
  const service = createServer(async (request, response) => {
    const { to, text } = await json(request);
    codes.set(to[0], text.match(/^\d{6}$/m)[0]);
    response.end("{}");
  });
  await once(service.listen(0, "127.0.0.1"), "listening");
  const MAIL_URL = `http://127.0.0.1:${service.address().port}/emails`;
  const vars = { MAIL: "http", MAIL_URL, MAIL_API_KEY: "key", MAIL_FROM: "me@example.com" };
  return { codes, vars, stop: () => (service.close(), service.closeAllConnections()) };
}

/** Some users to whom codes were mailed: `all` are what each sends with it; `renew` makes every code as good as new. */
async function mailed(server, { codes }, app) {
  const all = await many(FORGETFUL, async () => {
    const [user, mail] = [fresh(), `${fresh()}@example.com`];
    await server.client.must({ path: "/api/user/register", form: { ...app, user, pass: "secret1", nickname: "n", email: mail }, headers: elsewhere() });
    await server.client.must({ path: "/api/user/send_code", form: { ...app, mail, purpose: "reset" }, headers: elsewhere() });
    while (!codes.has(mail)) await sleep(5); // it goes after the answer
    return { user, mail, code: codes.get(mail) };
  });
  await server.sql("CREATE TABLE kept AS SELECT * FROM codes");
  const renew = async () => {
    await server.sql("INSERT OR REPLACE INTO codes SELECT * FROM kept");
    await server.sql("UPDATE codes SET sent_at = unixepoch()");
  };
  return { all, renew };
}

/** A picture of 100 KB with `params`, as a form sends it. */
function multipart(params) {
  const part = (name, head, content) => Buffer.concat([Buffer.from(`--b\r\ncontent-disposition: form-data; name="${name}"${head}\r\n\r\n`), content, Buffer.from("\r\n")]);
  const fields = Object.entries(params).map(([name, value]) => part(name, "", Buffer.from(value)));
  const picture = Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(100_000)]);
  const body = Buffer.concat([...fields, part("file_upload", '; filename="p.gif"\r\ncontent-type: image/gif', picture), Buffer.from("--b--\r\n")]);
  return { body, type: "multipart/form-data; boundary=b" };
}
