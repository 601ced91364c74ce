// What the user endpoints answer, as the tests expect it: for each endpoint the whole envelope of each case, by the
// case's name in declared.json (`wrong_token` is `wrongToken`). Texts stand there alone.

import assert from "node:assert/strict";
import { fail, ok } from "./api.mjs";
import { declared } from "./declared.mjs";

export { declared };

/** Asserts that `body` is what the table says, or one of several answers; `note` says where. */
export function assertWords(body, words, note) {
  const wanted = Array.isArray(words) ? words.find(({ data }) => data === body.data) ?? words[0] : words;
  assert.deepEqual(body, wanted, note);
}

/** The envelope of an answer: one has no data, but its text in `msg`; one has both. */
const envelope = ({ code, msg, data }) => (data === undefined ? { code, msg } : { ...fail(code, data), ...(msg !== undefined && { msg }) });
const camelCase = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** An answer with another text where the table shows an example: `shown` must be in it. */
function varying({ code, data }, shown, value) {
  assert.ok(data.includes(shown), `${data} has ${shown}`);
  return fail(code, data.replace(shown, value));
}

/** Formats whose texts the contract leaves open, by endpoint: tests that name none of them take any. */
const OTHERS = {
  register: ["nickname_format", "avatar_format", "password_short"],
};

function wordsOf({ name, done, missing, cases }) {
  // Those that fail as bind_mail and update_sign do narrow account and password as well.
  const update = missing.appid.code === 204;
  const narrowed = update && { accountFormat: envelope(cases.account_digits) };
  return {
    ...Object.fromEntries(Object.entries(cases).map(([id, answer]) => [camelCase(id), envelope(answer)])),
    ...narrowed,
    ...(done.length > 0 && { done: ok(done[0]) }),
    ...(done.length > 1 && { doneBefore: ok(done[1]) }),
    missing: (parameter) => envelope(missing[parameter]),
    mixed: envelope(cases.mixed_credentials),
    developerOverdue: (phrase) => varying(cases.developer_overdue, "已逾期(1月)", phrase),
    accountLength: (min, max) => varying(cases.account_length, "4-32", `${min}-${max}`),
    tooSoonToMail: (seconds) => varying(cases.mail_too_soon, "60秒", `${seconds}秒`),
    tooSoon: (seconds) => varying(cases.feedback_too_soon, "30秒", `${seconds}秒`),
    otherFormat: (update ? ["password_alphanumeric", "sign_format"] : OTHERS[name])?.map((id) => envelope(cases[id])),
  };
}

export const words = Object.fromEntries(declared.endpoints.map((it) => [it.name, wordsOf(it)]));
