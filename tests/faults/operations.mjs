// Every operation that is tried with faults: how it is made, in an app and by a user of its own. Every user endpoint has to be
// among them, and what the admin API does to users and apps.

import { codeTo } from "../harness/mail.mjs";
import { PICTURES, file } from "../harness/pictures.mjs";

const picture = () => file(PICTURES.png);
const token = ({ account }) => ({ token: account.token });
const proof = ({ account: { user, pass } }) => ({ user, pass });

/** Sends a code, and gives it along. */
const withCode = (purpose, more = () => ({})) => async (at) => {
  await at.api.post("send_code", { ...at.app.id, mail: at.mail, purpose, ...more(at) });
  return { ...at, code: await codeTo(at.mail, { server: at.api.server }) };
};
const withPicture = async (at) => {
  await at.api.post("upload_img", { ...at.app.id, ...token(at), file_upload: picture() });
  const [{ id }] = (await at.api.admin("GET", at.app.userAt(at.account.user, "/pictures"))).body.items;
  return { ...at, picture: id };
};
const withFeedback = async (at) => {
  await at.api.post("feedback", { ...at.app.id, ...token(at), title: "t", content: "c" });
  const [{ id }] = (await at.api.admin("GET", `/apps/${at.app.appid}/feedback`)).body.items;
  return { ...at, feedback: id };
};

/**
 * Calls of user endpoints: the parameters besides appid and signature. `settings` are those of the app, `before` makes what
 * the call needs. Where `again` is true, the call repeated after a success acts once more; where `repeats` is, its write may
 * happen twice without a difference, and is tried again.
 */
const user = {
  register: { params: () => ({ user: "newcomer", pass: "secret1", nickname: "n" }) },
  login: { params: proof, again: true },
  token_check: { params: token },
  "token_check with fresh=1": { endpoint: "token_check", params: (at) => ({ fresh: "1", ...token(at) }) },
  data: { params: (at) => ({ user: at.account.user, ...token(at) }) },
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
  money_reduce: { params: (at) => ({ num: "5", request_id: "r", ...token(at) }), repeats: true },
  transfer: { params: (at) => ({ num: "5", newuser: "payee1", request_id: "r", ...token(at) }), repeats: true },
  "transfer without request_id": { endpoint: "transfer", params: (at) => ({ num: "5", newuser: "payee1", ...token(at) }), again: true },
  logout: { params: token },
  logout_all: { params: token },
  delete_account: { params: proof },
  send_code: { params: (at) => ({ mail: at.mail, purpose: "reset" }) },
  reset_pass: { before: withCode("reset"), params: (at) => ({ user: at.account.user, mail: at.mail, code: at.code, newpass: "secret2" }) },
  "bind_mail by code": { endpoint: "bind_mail", settings: { verify_mail: true }, before: withCode("bind", token), params: (at) => ({ mail: at.mail, code: at.code, ...token(at) }) },
  mail_send: { params: (at) => ({ mail: at.mail, title: "t", content: "c", ...token(at) }) },
};

/** Calls of the admin API: method, path below /api/admin, body. */
const admin = {
  "admin: add a user": { ask: (at) => ["POST", `/apps/${at.app.appid}/users`, { user: "newcomer", password: "secret1" }] },
  "admin: change a user": { ask: (at) => ["PATCH", at.app.userAt(at.account.user), { nickname: "another" }], again: true },
  "admin: disable a user": { ask: (at) => ["PATCH", at.app.userAt(at.account.user), { status: "disabled" }], again: true },
  "admin: a user's password": { ask: (at) => ["PATCH", at.app.userAt(at.account.user), { password: "secret2" }], again: true },
  "admin: add to a balance": { ask: (at) => ["POST", at.app.userAt(at.account.user, "/balance"), { amount: 5, request_id: "r" }], repeats: true },
  "admin: end a user's tokens": { ask: (at) => ["DELETE", at.app.userAt(at.account.user, "/tokens")], again: true },
  "admin: delete a user": { ask: (at) => ["DELETE", at.app.userAt(at.account.user)] },
  "admin: delete a picture": { before: withPicture, ask: (at) => ["DELETE", at.app.userAt(at.account.user, `/pictures/${at.picture}`)] },
  "admin: mark a feedback": { before: withFeedback, ask: (at) => ["PATCH", `/apps/${at.app.appid}/feedback/${at.feedback}`, { status: "done" }], again: true },
  "admin: delete a feedback": { before: withFeedback, ask: (at) => ["DELETE", `/apps/${at.app.appid}/feedback/${at.feedback}`] },
  "admin: change an app": { ask: (at) => ["PATCH", `/apps/${at.app.appid}`, { name: "another" }], again: true },
  "admin: a new signature": { ask: (at) => ["POST", `/apps/${at.app.appid}/signature`], again: true },
  "admin: import a user": { ask: (at) => ["POST", `/apps/${at.app.appid}/import`, { users: [{ user: "newcomer", password: "secret1", balance: 5 }] }] },
};

/** All of them, by name. A read is what leaves everything as it was. */
export const OPERATIONS = Object.entries({ ...user, ...admin }).map(([name, it]) => ({ name, ...it, endpoint: it.params && (it.endpoint ?? name) }));
