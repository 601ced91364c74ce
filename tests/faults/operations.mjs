// Every operation that is tried with faults: how it is made, in an app and by a user of its own.

import { declared } from "../harness/declared.mjs";
import { codeTo } from "../harness/mail.mjs";
import { PICTURES, file } from "../harness/pictures.mjs";

const picture = () => file(PICTURES.png);
const token = ({ account }) => ({ token: account.token });
const proof = ({ account: { user, pass } }) => ({ user, pass });

// What an operation needs.

/** Sends a code, and gives it along. */
const withCode = (purpose, more = () => ({})) => async (at) => {
  await at.api.post("send_code", { ...at.app.id, mail: at.mail, purpose, ...more(at) });
  return { code: await codeTo(at.mail, { server: at.api.server }) };
};
const withPicture = (endpoint) => async (at) => {
  await at.api.post(endpoint, { ...at.app.id, ...token(at), file_upload: picture() });
  const [{ id, url }] = (await at.api.admin("GET", at.app.userAt(at.account.user, "/pictures"))).body.items;
  return { picture: id, name: url.split("/").at(-1) };
};
const withFeedback = async (at) => {
  await at.api.post("feedback", { ...at.app.id, ...token(at), title: "t", content: "c" });
  const [{ id }] = (await at.api.admin("GET", `/apps/${at.app.appid}/feedback`)).body.items;
  return { feedback: id };
};
const withMoney = async ({ api, app, account }) => api.admin("POST", app.userAt(account.user, "/balance"), { amount: 100 });
const withPayee = async (at) => (await at.app.register({ user: "payee1", pass: "secret1" }), withMoney(at));
/** Has the isolate forget the app, as one that has not been asked for it yet. */
const withAppForgotten = async ({ api, app }) => api.admin("PATCH", `/apps/${app.appid}`, { name: app.appid });
/** A developer who is called like the app. */
const withDeveloper = async ({ api, app }) => {
  const { id, key } = await api.newDeveloper({ name: app.appid });
  return { id, key };
};
const withSession = async (at) => {
  const { key, ...developer } = await withDeveloper(at);
  return { ...developer, session: await at.api.session(key) };
};
/**
 * Calls of user endpoints: the parameters besides appid and signature. `settings` are those of the app, `before` makes what
 * the call needs; with `told` the app has a webhook. Where `again` is true, the call repeated after a success acts once more;
 * where `repeats` is, its write may happen twice without a difference, and is tried again. `answers` is the case that it comes to,
 * where that is no success. What `reads` changes nothing, and is tried in one app for all faults.
 */
const user = {
  register: { params: () => ({ user: "newcomer", pass: "secret1", nickname: "n" }) },
  "register, with a webhook": { endpoint: "register", told: true, params: () => ({ user: "newcomer", pass: "secret1", nickname: "n" }) },
  login: { params: proof, again: true },
  "login, wrong password": { endpoint: "login", params: ({ account }) => ({ user: account.user, pass: "wrong-1" }), answers: "wrong_credentials" },
  "login from a new place, with a webhook": { endpoint: "login", told: true, params: proof, again: true },
  token_check: { params: token, reads: true },
  "token_check, wrong token": { endpoint: "token_check", params: () => ({ token: "x".repeat(64) }), answers: "wrong_token", reads: true },
  "token_check with fresh=1": { endpoint: "token_check", params: (at) => ({ fresh: "1", ...token(at) }), reads: true },
  data: { params: (at) => ({ user: at.account.user, ...token(at) }), reads: true },
  qq: { params: (at) => ({ qq: "987654321", ...token(at) }), repeats: true },
  bind_mail: { params: (at) => ({ mail: "other@example.com", ...token(at) }), repeats: true },
  update_sign: { params: (at) => ({ newsign: "sign", ...token(at) }), repeats: true },
  "update_sign by password": { endpoint: "update_sign", settings: { token_required: false }, params: (at) => ({ newsign: "sign", ...proof(at) }), repeats: true },
  change_nickname: { params: (at) => ({ nickname: "another", ...token(at) }), repeats: true },
  signin: { params: token },
  new_pass: { params: (at) => ({ newpass: "secret2", ...token(at) }) },
  new_avatar: { params: (at) => ({ file_upload: picture(), ...token(at) }), again: true },
  upload_img: { params: (at) => ({ file_upload: picture(), ...token(at) }), again: true },
  feedback: { params: (at) => ({ title: "t", content: "c", ...token(at) }) },
  money_add: { params: (at) => ({ num: "5", request_id: "r", ...token(at) }), repeats: true },
  money_reduce: { before: withMoney, params: (at) => ({ num: "5", request_id: "r", ...token(at) }), repeats: true },
  transfer: { before: withPayee, params: (at) => ({ num: "5", newuser: "payee1", request_id: "r", ...token(at) }), repeats: true },
  "transfer without request_id": { endpoint: "transfer", before: withPayee, params: (at) => ({ num: "5", newuser: "payee1", ...token(at) }), again: true },
  logout: { params: token },
  logout_all: { params: token },
  delete_account: { params: proof },
  "delete_account, with a picture and a webhook": { endpoint: "delete_account", told: true, before: withPicture("new_avatar"), params: proof },
  send_code: { params: (at) => ({ mail: at.mail, purpose: "reset" }) },
  reset_pass: { before: withCode("reset"), params: (at) => ({ user: at.account.user, mail: at.mail, code: at.code, newpass: "secret2" }) },
  "bind_mail by code": { endpoint: "bind_mail", settings: { verify_mail: true }, before: withCode("bind", token), params: (at) => ({ mail: at.mail, code: at.code, ...token(at) }) },
  mail_send: { params: (at) => ({ mail: at.mail, title: "t", content: "c", ...token(at) }) },
};

/** The same in an isolate that does not remember the app, of those that it saves a trip. */
const forgetful = Object.fromEntries(
  ["register", "token_check", "new_pass", "new_avatar", "upload_img"].map((name) => [
    `${name}, app not remembered`,
    { ...user[name], endpoint: name, before: withAppForgotten, reads: false },
  ]),
);

/** Calls without a signature: their paths. */
const plain = {
  get_avatar: { before: withPicture("new_avatar"), path: ({ app, account }) => `/api/user/get_avatar?appid=${app.appid}&user=${account.user}`, reads: true },
  picture: { before: withPicture("upload_img"), path: ({ name }) => `/api/user/picture/${name}`, reads: true },
};

/** Calls of the admin API, by their `route` in declared.json, and the body. They are the owner's, or the developer's, or of a session. */
const USER = "/apps/{appid}/users/{user}";
const admin = {
  "add a user": { route: "POST /apps/{appid}/users", body: () => ({ user: "newcomer", password: "secret1" }) },
  "change a user": { route: `PATCH ${USER}`, body: () => ({ nickname: "another" }), again: true },
  "disable a user": { route: `PATCH ${USER}`, body: () => ({ status: "disabled" }), again: true },
  "disable a user, with a webhook": { told: true, route: `PATCH ${USER}`, body: () => ({ status: "disabled" }), again: true },
  "a user's password": { route: `PATCH ${USER}`, body: () => ({ password: "secret2" }), again: true },
  "add to a balance": { route: `POST ${USER}/balance`, body: () => ({ amount: 5, request_id: "r" }), repeats: true },
  "end a user's tokens": { route: `DELETE ${USER}/tokens`, again: true },
  "delete a user": { route: `DELETE ${USER}` },
  "delete a picture": { before: withPicture("upload_img"), route: `DELETE ${USER}/pictures/{picture}` },
  "mark a feedback": { before: withFeedback, route: "PATCH /apps/{appid}/feedback/{feedback}", body: () => ({ status: "done" }), again: true },
  "delete a feedback": { before: withFeedback, route: "DELETE /apps/{appid}/feedback/{feedback}" },
  "import a user": { route: "POST /apps/{appid}/import", body: () => ({ users: [{ user: "newcomer", password: "secret1", balance: 5 }] }) },
  "add an app": { route: "POST /apps", body: ({ app }) => ({ name: `${app.appid} second` }), again: true },
  "change an app": { route: "PATCH /apps/{appid}", body: ({ app }) => ({ name: `${app.appid} another` }), again: true },
  "a new signature": { route: "POST /apps/{appid}/signature", again: true },
  "delete an app": { route: "DELETE /apps/{appid}?confirm={appid}" },
  "a letter": { route: "POST /apps/{appid}/letter", body: () => ({ purpose: "reset" }), reads: true },
  "a webhook's secret": { told: true, route: "POST /apps/{appid}/webhook/secret", again: true },
  "a webhook's test": { told: true, route: "POST /apps/{appid}/webhook/test", again: true },
  "a mail's test": { route: "POST /mail/test", body: (at) => ({ to: at.mail }), reads: true },
  "add a developer": { route: "POST /developers", body: ({ app }) => ({ name: `${app.appid} second` }), again: true },
  "change a developer": { before: withDeveloper, route: "PATCH /developers/{id}", body: () => ({ status: "disabled" }), again: true },
  "a developer's key": { before: withDeveloper, route: "POST /developers/{id}/key", again: true },
  "sign in": { before: withDeveloper, byDeveloper: true, route: "POST /session", again: true },
  "sign out": { before: withSession, route: "DELETE /session" },
};
/** What only reads, as it is declared. */
const reads = declared.admin.routes.filter(({ methods }) => methods.includes("GET")).map(({ path }) => path.replace("/api/admin", ""));
/** Statistics are found once and kept: each time they are those of another app or developer. */
const lists = Object.fromEntries(reads.map((path) => [`GET ${path}`, { route: `GET ${path}`, before: /^.(developers|stats)/.test(path) ? withDeveloper : undefined, byDeveloper: path === "/stats", reads: !path.endsWith("/stats") }]));

const named = (operations, prefix, more = () => ({})) => Object.entries(operations).map(([name, it]) => ({ name: prefix + name, ...it, ...more(name, it) }));

/** All of them. */
export const OPERATIONS = [
  ...named({ ...user, ...forgetful }, "", (name, { endpoint = name }) => ({ endpoint })),
  ...named(plain, ""),
  ...named({ ...admin, ...lists }, "admin: "),
];

/** What is declared and has no operation. */
export function forgotten() {
  const there = new Set(OPERATIONS.map(({ endpoint, route, name }) => endpoint ?? route?.split("?")[0] ?? name));
  const routes = declared.admin.routes.flatMap(({ path, methods }) => methods.map((method) => `${method} ${path.replace("/api/admin", "")}`));
  return [...declared.endpoints.map(({ name }) => name), ...routes].filter((it) => !there.has(it));
}
