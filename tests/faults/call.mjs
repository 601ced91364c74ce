// A call of an operation: what it needs, how it is made, and what its answer is called.

import { declared, pathOf } from "../harness/declared.mjs";
import { words } from "../harness/words.mjs";

let number = 0;

/** A number that no other call has. */
export const next = () => (number += 1);

/** Apps of operations that change nothing. */
const shared = new Map();

/** An app for `operation`, with a user who has what the operation needs: its own, unless the operation changes nothing. */
export function prepared(operation, api) {
  if (!operation.reads) return prepare(operation, api);
  if (!shared.has(operation)) shared.set(operation, prepare(operation, api));
  return shared.get(operation);
}

async function prepare({ settings, told, before = async () => {} }, api) {
  const app = await api.newApp({ allow_upload: true, allow_mail_send: true, client_money_add: true, ...(told && { webhook_url: api.hook }), ...settings });
  const mail = `fault${next()}@example.com`;
  const account = await app.register({ user: "10001", pass: "secret1", email: mail });
  const { body } = await logIn(api, app, account, address());
  const at = { api, app, mail, account: { ...account, token: body.data.token } };
  return { ...at, ...(await before(at)) };
}

/** An address that nobody else has. */
function address() {
  const n = next();
  return `10.${(n >> 8) & 255}.${n & 255}.1`;
}

/** Logs `account` in from `address`: an isolate looks at few at a time that come from one. */
const logIn = (api, app, { user, pass }, address) =>
  api.call(pathOf("login"), { method: "POST", body: new URLSearchParams({ ...app.id, user, pass }), headers: { "cf-connecting-ip": address } });

/** Calls `operation`, with `plan` for its faults. Answers what it was answered, in a word, and how long that took. */
export async function called(operation, at, plan) {
  const headers = { "x-fault": JSON.stringify({ ...plan, appid: at.app.appid }), "cf-connecting-ip": address() };
  const began = performance.now();
  const make = operation.endpoint ? byUser : operation.route ? byAdmin : unsigned;
  const answer = await make(operation, at, headers);
  return { word: wordOf(operation, answer), text: answer.text, ms: performance.now() - began };
}

function byUser({ endpoint, params }, { api, app, ...at }, headers) {
  const sent = Object.entries({ ...app.id, ...params({ app, ...at }) });
  const body = sent.some(([name]) => name === "file_upload") ? new FormData() : new URLSearchParams();
  for (const [name, value] of sent) body.append(name, value);
  return api.call(pathOf(endpoint), { method: "POST", headers, body });
}

function byAdmin({ route, body, byDeveloper }, at, headers) {
  const [method, path] = route.split(" ");
  const { api, app, account, session } = at;
  const here = { ...at, appid: app.appid, user: account.user };
  const who = session ? { cookie: session.cookie, "x-requested-with": "test" } : { authorization: `Bearer ${byDeveloper ? at.key : api.server.adminKey}` };
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => here[name]);
  return api.call(`/api/admin${filled}`, { method, headers: { ...headers, ...who }, ...(body && { body: JSON.stringify(body(at)) }) });
}

const unsigned = ({ path }, at, headers) => at.api.call(path(at), { headers });

/** "done"; "failed", where the answer is the one for a storage that fails; else the name of the case, as declared.json has it. */
function wordOf({ endpoint, route }, { status, body, text }) {
  if (route) {
    if (status < 300) return "done";
    if (body?.error?.code === "internal") return "failed";
    return body?.error?.code ?? text;
  }
  if (!endpoint) {
    if (body === undefined || typeof body === "string") return status === 200 ? "done" : text;
    if (status === 404) return "not_found";
    return JSON.stringify(body).includes("系统错误") ? "failed" : text;
  }
  if (body?.code === 200) return "done";
  if (JSON.stringify(body) === JSON.stringify(words[endpoint].storage)) return "failed";
  const { cases } = declared.endpoints.find((it) => it.name === endpoint);
  const digits = (data) => String(data).replace(/\d+/g, "#");
  const found = Object.entries(cases).find(([, it]) => it.code === body?.code && (digits(it.data) === digits(body.data) || it.msg === body.msg));
  return found?.[0] ?? text;
}
