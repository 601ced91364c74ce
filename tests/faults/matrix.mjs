// One cell of the matrix: an operation that meets a fault at one of its trips. And the table of all of them.

import { declared, pathOf } from "../harness/declared.mjs";
import { words } from "../harness/words.mjs";
import { stateOf } from "./state.mjs";

/** What may go wrong at which kind of trip. */
export const FAULTS = {
  "D1 read": ["fails", "overloaded", "late", "never"],
  "D1 write": ["fails", "overloaded", "late", "never", "lost"],
  "KV get": ["fails", "late", "never", "stale"],
  "KV put": ["fails", "late", "never", "lost"],
  "KV delete": ["fails", "late", "never", "lost"],
  "file get": ["fails", "late", "never", "stale"],
  "file put": ["fails", "late", "never", "lost"],
  "file delete": ["fails", "late", "never", "lost"],
  object: ["fails", "late", "never", "restarts"],
  limiter: ["fails", "late", "never"],
};
const COLUMNS = ["fails", "overloaded", "late", "never", "lost", "stale", "restarts"];

let number = 0;

/** An app of its own for `operation`, with a user who has what the operation needs. */
async function prepared({ settings, before = (it) => it }, api) {
  const app = await api.newApp({ allow_upload: true, allow_mail_send: true, client_money_add: true, ...settings });
  const mail = `fault${(number += 1)}@example.com`;
  const account = { user: "10001", pass: "secret1" };
  await app.register({ ...account, email: mail });
  await app.register({ ...account, user: "payee1" });
  await api.admin("POST", app.userAt(account.user, "/balance"), { amount: 100 });
  return before({ api, app, mail, account: await app.login(account) });
}

/** Calls `operation`, with `plan` for its faults. Answers what it was answered, in a word, and how long that took. */
async function called(operation, at, plan) {
  const headers = { "x-fault": JSON.stringify(plan), "cf-connecting-ip": `10.${(number += 1) >> 8 & 255}.${number & 255}.1` };
  const began = performance.now();
  const answer = operation.endpoint ? await byUser(operation, at, headers) : await byAdmin(operation, at, headers);
  return { word: wordOf(operation, answer), text: answer.text, ms: performance.now() - began };
}

function byUser({ endpoint, params }, { api, app, ...at }, headers) {
  const sent = Object.entries({ ...app.id, ...params({ app, ...at }) });
  const body = sent.some(([name]) => name === "file_upload") ? new FormData() : new URLSearchParams();
  for (const [name, value] of sent) body.append(name, value);
  return api.call(pathOf(endpoint), { method: "POST", headers, body });
}

function byAdmin({ ask }, at, headers) {
  const [method, path, body] = ask(at);
  const authorization = `Bearer ${at.api.server.adminKey}`;
  return at.api.call(`/api/admin${path}`, { method, headers: { ...headers, authorization }, ...(body && { body: JSON.stringify(body) }) });
}

/** "done"; "failed", where the answer is the one for a storage that fails; else the name of the case, as declared.json has it. */
function wordOf({ endpoint }, { status, body, text }) {
  if (!endpoint) {
    if (status < 300) return "done";
    if (body?.error?.code === "internal") return "failed";
    return body?.error?.code ?? text;
  }
  if (body?.code === 200) return "done";
  if (JSON.stringify(body) === JSON.stringify(words[endpoint].storage)) return "failed";
  const { cases } = declared.endpoints.find((it) => it.name === endpoint);
  const digits = (data) => String(data).replace(/\d+/g, "#");
  const found = Object.entries(cases).find(([, it]) => it.code === body?.code && (digits(it.data) === digits(body.data) || it.msg === body.msg));
  return found?.[0] ?? text;
}

const trips = async (api, id) => (await fetch(`${api.server.url}/faults/trips?id=${id}`)).json();

/** `operation` without a fault: its trips, and the states before and after. */
export async function faultless(operation, api) {
  const at = await prepared(operation, api);
  const before = await stateOf(api.server, at.app.appid);
  const id = (number += 1);
  const first = await called(operation, at, { id });
  const made = await trips(api, id);
  const after = await stateOf(api.server, at.app.appid, before);
  const again = await called(operation, at, {});
  return { operation, first, trips: made, before: before.rows, after: after.rows, again: again.word };
}

/**
 * `operation` with `fault` at the trip of this number, which is to be a `name`: {answer, state, again, end, ms}. An isolate remembers
 * an app for 10 seconds: on a busy machine it may have forgotten it meanwhile, and go another way. Then it is done anew.
 */
export async function faulty(operation, api, trip, name, fault, times = 6) {
  const at = await prepared(operation, api);
  const before = await stateOf(api.server, at.app.appid);
  const id = (number += 1);
  const answer = await called(operation, at, { id, trip, fault });
  const made = await trips(api, id);
  if (made[trip] !== name) {
    if (times === 1) throw new Error(`${operation.name}: trip ${trip + 1} is no ${name} but in ${made.join(", ")}`);
    return faulty(operation, api, trip, name, fault, times - 1);
  }
  const state = await stateOf(api.server, at.app.appid, before);
  const again = await called(operation, at, {});
  const end = await stateOf(api.server, at.app.appid, before);
  return { answer, state: state.rows, again: again.word, end: end.rows };
}

/** The table: a row for each trip of each operation, a column for each fault. */
export function table(rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(["operation", "trip", ...COLUMNS]),
    line(["---", "---", ...COLUMNS.map(() => "---")]),
    ...rows.map(({ operation, trip, cells }) => line([operation, trip, ...COLUMNS.map((fault) => cells[fault] ?? "–")])),
  ].join("\n");
}
