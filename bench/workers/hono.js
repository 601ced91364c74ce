// A peer: the same five endpoints as somebody would write them on Hono, D1 and KV: an app look-up in a middleware, one
// query per step, tokens in KV by their TTL. Passwords are hashed with SHA-256, which is not fit for passwords but costs
// nothing, or (variable HASH = "pbkdf2") with PBKDF2, the slow hash that Workers have built in.

import { Hono } from "hono";
import { cors } from "hono/cors";

const app = new Hono();
const fail = (c, code, data) => c.json({ code, msg: "fail", data });
const success = (c, data) => c.json({ code: 200, msg: "success", data });
const now = () => Math.floor(Date.now() / 1000);

app.get("/health", (c) => c.text("ok"));
app.use("/api/user/*", cors());

// Parameters from the query and the body; then app, signature, developer.
app.use("/api/user/*", async (c, next) => {
  const params = { ...c.req.query(), ...(c.req.method === "POST" && (await c.req.parseBody())) };
  for (const name of ["appid", "signature"]) if (!params[name]) return fail(c, 400, `参数缺失:${name}`);
  const found = await c.env.DB.prepare(
    `SELECT a.*, d.status AS developer_status, d.expires_at AS developer_expires_at
     FROM apps a JOIN developers d ON d.id = a.developer_id WHERE a.appid = ?`,
  ).bind(params.appid).first();
  if (!found) return fail(c, 404, "应用不存在");
  if (found.signature !== params.signature) return fail(c, 400, "签名错误");
  if (found.developer_status !== "active") return fail(c, 400, "开发者账号已被禁用!");
  if (found.developer_expires_at && found.developer_expires_at <= now()) return fail(c, 400, "开发者账号已逾期,请缴费后重试!");
  if (found.status !== "active") return fail(c, 400, "应用已停用!");
  c.set("app", found);
  c.set("params", params);
  await next();
});

const on = (path, handler) => app.on(["GET", "POST"], path, handler);

on("/api/user/register", async (c) => {
  const { app, params } = c.var;
  for (const name of ["user", "pass", "nickname"]) if (!params[name]) return fail(c, 400, `参数缺失:${name}`);
  if (!/^[\w.@+-]{4,32}$/.test(params.user)) return fail(c, 400, "账号格式错误");
  if (params.qq && !/^\d{5,13}$/.test(params.qq)) return fail(c, 400, "QQ号格式错误");
  try {
    await c.env.DB.prepare(
      "INSERT INTO users (appid, account, password, nickname, qq, email, icon, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    ).bind(app.appid, params.user, await hash(c.env, params.pass), params.nickname, params.qq ?? null, params.email ?? null, params.imag ?? null, now()).run();
  } catch (error) {
    if (!error.message.includes("UNIQUE")) throw error;
    return error.message.includes("users.qq") ? fail(c, 400, "QQ号已绑定其他账号") : fail(c, 404, "该账号已被注册!");
  }
  return success(c, "注册成功");
});

on("/api/user/login", async (c) => {
  const { app, params } = c.var;
  for (const name of ["user", "pass"]) if (!params[name]) return fail(c, 400, `参数缺失:${name}`);
  const user = await byPassword(c);
  if (!user) return fail(c, 400, "账号密码错误");
  if (user.status !== "active") return fail(c, 400, "用户账号已被禁用!");
  const token = hex(crypto.getRandomValues(new Uint8Array(32)));
  await c.env.DB.prepare("UPDATE users SET login_at = ? WHERE id = ?").bind(now(), user.id).run();
  await c.env.TOKENS.put(`token:${token}`, JSON.stringify({ appid: app.appid, user: user.id }), { expirationTtl: app.token_ttl });
  const { account, nickname, qq, email, icon, sign } = user;
  return success(c, { user: account, nickname, qq: qq ?? "未绑定", useremail: email ?? "未绑定", icon, signature: sign, token, token_dead: now() + app.token_ttl });
});

/** An endpoint that sets one column of the user who proves themselves by token or by password. */
const change = (path, column, param, valid) =>
  on(path, async (c) => {
    const { app, params } = c.var;
    if (!params[param]) return fail(c, 204, `接口参数错误:缺少${param}!`);
    if (!valid(params[param])) return fail(c, 400, "格式错误");
    const user = app.token_required ? await byToken(c) : await byPassword(c);
    if (!user) return app.token_required ? fail(c, 401, "token无效或已过期!") : fail(c, 404, "用户账号密码错误!");
    if (user.status !== "active") return fail(c, 404, "用户账号已被禁用!");
    try {
      await c.env.DB.prepare(`UPDATE users SET ${column} = ? WHERE id = ?`).bind(params[param], user.id).run();
    } catch (error) {
      if (!error.message.includes("UNIQUE")) throw error;
      return fail(c, 400, "QQ号已绑定其他账号");
    }
    return success(c, "更新成功");
  });

change("/api/user/qq", "qq", "qq", (text) => /^\d{5,13}$/.test(text));
change("/api/user/bind_mail", "email", "mail", (text) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text));
change("/api/user/update_sign", "sign", "newsign", (text) => text.length <= 1000);

async function byToken(c) {
  const { app, params } = c.var;
  const entry = params.token && (await c.env.TOKENS.get(`token:${params.token}`, "json"));
  if (entry?.appid !== app.appid) return undefined;
  return c.env.DB.prepare("SELECT * FROM users WHERE id = ?").bind(entry.user).first();
}

async function byPassword(c) {
  const { app, params } = c.var;
  const user = await c.env.DB.prepare("SELECT * FROM users WHERE appid = ? AND account = ?").bind(app.appid, params.user ?? "").first();
  if (!user) return undefined;
  const [salt] = user.password.split("$");
  return user.password === (await hash(c.env, params.pass ?? "", salt)) ? user : undefined;
}

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => new TextEncoder().encode(text);

async function hash(env, pass, salt = hex(crypto.getRandomValues(new Uint8Array(16)))) {
  if (env.HASH === "sha256") return `${salt}$${hex(await crypto.subtle.digest("SHA-256", bytes(salt + pass)))}`;
  const key = await crypto.subtle.importKey("raw", bytes(pass), "PBKDF2", false, ["deriveBits"]);
  const cost = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: 100_000 }; // the most that Workers allow
  return `${salt}$${hex(await crypto.subtle.deriveBits(cost, key, 256))}`;
}

export default app;
