// The floor: the least that a Worker in plain JavaScript can do for a call of each kind. What a call costs above it is
// our own doing; what lies below is the platform's.

const update = (env, id) => env.DB.prepare("UPDATE users SET sign = ?1 WHERE id = ?2").bind("new signature", id);
const select = (env, id) => env.DB.prepare("SELECT id, sign FROM users WHERE id = ?1").bind(id);

export default {
  async fetch(request, env) {
    const at = request.url.indexOf("/", 8);
    const [path, id] = request.url.slice(at).split("?");
    switch (path) {
      case "/update":
        await update(env, id).run();
        break;
      case "/batch":
        await env.DB.batch([select(env, id), update(env, id)]);
        break;
      case "/two":
        await select(env, id).first();
        await update(env, id).run();
        break;
      case "/get":
        await env.TOKENS.get(`token:${id}`);
        break;
      case "/put":
        await env.TOKENS.put(`token:${id}`, "a user", { expirationTtl: 86400 });
        break;
    }
    return new Response('{"code":200,"msg":"success","data":"ok"}', { headers: { "content-type": "application/json" } });
  },
};
