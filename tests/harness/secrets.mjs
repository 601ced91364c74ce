// The secrets that tests send and get: no answer may repeat a password or a key, and at the end the shared server's log and
// state are looked through for all of them (tests/after/secrets.test.mjs).

import assert from "node:assert/strict";
import * as fs from "node:fs";

/** Where they are noted, one a line, for the shared server alone. */
const { NOBASE_SECRETS: FILE, NOBASE_URL: SHARED } = process.env;

/** Names of what is sent and is a password. */
const PASSWORDS = ["pass", "newpass", "password"];
/** What may be in answers, and nowhere else: a token, a developer's key; and what an app's developer may see in the state too. */
const GIVEN = { token: "token", key: "key", signature: "signature", webhook_secret: "webhook secret" };

/** Whether it is only here because it is a secret: digits or words alone may be anything. */
const isTelling = (value) => typeof value === "string" && value.length >= 7 && /\d/.test(value) && /[a-z]/i.test(value);

const noted = new Set();
function note(kind, value) {
  if (noted.has(value)) return;
  noted.add(value);
  fs.appendFileSync(FILE, `${JSON.stringify([kind, value])}\n`);
}

/** Looks at a call of the server at `url`: what it sent to `path`, and what it was answered. */
export function watch(url, adminKey, path, init, answer) {
  const passwords = passwordsIn(path, init).filter(isTelling);
  for (const secret of [...passwords, adminKey]) {
    // Only the header may tell where a page went.
    assert.ok(!answer.text.includes(secret), "an answer repeats a password or a key that was sent");
  }
  if (!FILE || url !== SHARED) return;
  for (const password of passwords) note("password", password);
  const data = answer.body?.data ?? answer.body;
  for (const [name, kind] of Object.entries(GIVEN)) if (isTelling(data?.[name]) && answer.status < 300) note(kind, data[name]);
}

/** The passwords of a request: in its query, and in its body, whatever its form. */
function passwordsIn(path, { body } = {}) {
  const query = new URLSearchParams(path.split("?")[1]);
  const sent = [...query];
  if (body instanceof URLSearchParams || body instanceof FormData) sent.push(...body);
  if (typeof body === "string") sent.push(...members(body));
  return sent.filter(([name, value]) => PASSWORDS.includes(name) && typeof value === "string").map(([, value]) => value);
}

/** Names and values of a JSON text, however deep. */
function members(text) {
  const found = [];
  try {
    JSON.parse(text, (name, value) => {
      found.push([name, value]);
      return value;
    });
  } catch {
    // A test of what is no JSON.
  }
  return found;
}

/** What was noted: [kind, secret]. */
export const secrets = () => fs.readFileSync(FILE, "utf8").trim().split("\n").map((line) => JSON.parse(line));
