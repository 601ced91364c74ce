// The secrets that tests use: passwords, tokens, keys, sessions, signatures, peppers. No answer may repeat one that was used
// before, and when a server has ended, what it logged and stored is looked through for all of them: that of a file's own
// servers by their stop() and kill() (bare.mjs, server.mjs), the shared one's by tests/after/secrets.test.mjs.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import path from "node:path";

/** Where those of the shared server are noted, one a line, by all test files: [secret, kind]. */
const { NOBASE_SECRETS: FILE, NOBASE_STATE_DIR: SHARED } = process.env;

/** Names of what is sent and is a password. */
const PASSWORDS = ["pass", "newpass", "password"];
/** Names of what is in the answer that makes it: what that is. */
const GIVEN = { token: "token", key: "key", signature: "signature", webhook_secret: "webhook secret" };
/** What answers may show again, and is stored as it is, because the console shows it. */
const SHOWN = ["signature", "webhook secret"];
/** Variables that are secrets. */
const VARIABLES = ["ADMIN_KEY", "PASSWORD_PEPPER", "PASSWORD_PEPPER_BEFORE", "SMTP_URL", "MAIL_API_KEY"];

/** Whether it is only somewhere because it is a secret: digits or words alone may be anything. */
const isTelling = (value) => typeof value === "string" && value.length >= 7 && /\d/.test(value) && /[a-z]/i.test(value);

/** Kinds by secret. */
class Secrets extends Map {
  /** Those that the tests have made up: they may be no words. */
  texts = new Set();

  set(secret, kind) {
    if (kind === "password" || VARIABLES.includes(kind)) this.texts.add(secret);
    return super.set(secret, kind);
  }

  delete(secret) {
    this.texts.delete(secret);
    return super.delete(secret);
  }
}

/** What was used, by the state of its server. */
const used = new Map();
const usedOf = (stateDir) => used.get(stateDir) ?? used.set(stateDir, new Secrets()).get(stateDir);
/** What was sent as something else than a password, so that it is no secret: texts that tests try everywhere. */
const sentOpenly = new Set();

function note(stateDir, kind, secret) {
  const noted = usedOf(stateDir);
  if (!isTelling(secret) || noted.has(secret) || (kind === "password" && sentOpenly.has(secret))) return;
  noted.set(secret, kind);
  if (FILE && stateDir === SHARED) fs.appendFileSync(FILE, `${JSON.stringify([secret, kind])}\n`);
}

/** Notes the secrets that a server is started with, among its `vars`. They are the test's own choice: each has to be telling. */
export function noteSettings(stateDir, vars) {
  for (const name of VARIABLES) {
    const value = vars[name];
    if (!value) continue;
    for (const secret of [value, ...(name === "SMTP_URL" ? passwordsIn(value) : [])]) {
      assert.ok(isTelling(secret), `${name} in a test: a letter and a digit, so that it can be told from other text, and not ${secret}`);
      note(stateDir, name, secret);
    }
  }
}

/** The password in the address of a mail server, as it is written there and as it is. */
function passwordsIn(address) {
  const [, password] = address.match(/^\w+:\/\/[^:]*:([^@]+)@/) ?? [];
  return password ? [password, decodeURIComponent(password)] : [];
}

/** `value` is no secret of a server any more: a test sends it as any parameter. */
export function sendOpenly(stateDir, value) {
  sentOpenly.add(value);
  usedOf(stateDir).delete(value);
}

/** Looks at a call of `server`: what it sent to `path`, and what it was answered. */
export function watch({ stateDir, adminKey }, path, init, answer) {
  for (const [name, value] of sentBy(path, init)) {
    if (PASSWORDS.includes(name)) note(stateDir, "password", value);
    else if (!Object.hasOwn(GIVEN, name)) {
      sentOpenly.add(value);
      if (usedOf(stateDir).get(value) === "password") usedOf(stateDir).delete(value);
    }
  }
  note(stateDir, "ADMIN_KEY", adminKey);
  for (const kind of repeated(answer.text, usedOf(stateDir))) {
    if (!SHOWN.includes(kind)) assert.fail(`an answer of ${path.split("?")[0]} repeats a ${kind}`);
  }
  if (answer.status >= 300) return;
  const data = answer.body?.data ?? answer.body;
  for (const [name, kind] of Object.entries(GIVEN)) {
    // What a user endpoint calls signature is a text of the user's.
    if (name !== "signature" || path.startsWith("/api/admin/")) note(stateDir, kind, data?.[name]);
  }
  const [, session] = answer.headers.get("set-cookie")?.match(/=([^;]+)/) ?? [];
  note(stateDir, "session", session);
}

/** The kinds of the secrets that `text` holds: tokens and keys, of which there may be thousands, as words of it; passwords and variables wherever they are. */
function* repeated(text, secrets) {
  for (const word of text.match(/\w{7,}/g) ?? []) if (secrets.has(word)) yield secrets.get(word);
  for (const made of secrets.texts) if (text.includes(made)) yield secrets.get(made);
}

/** What a request sends, [name, value]: in its query, and in its body, whatever its form. */
function sentBy(path, { body } = {}) {
  const query = new URLSearchParams(path.split("?")[1]);
  const sent = [...query];
  if (body instanceof URLSearchParams || body instanceof FormData) sent.push(...body);
  if (typeof body === "string") sent.push(...members(body));
  return sent;
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

/** What all test files used of the shared server: kinds by secret. */
export const sharedSecrets = () => new Map(fs.readFileSync(FILE, "utf8").trim().split("\n").map((line) => JSON.parse(line)));

/** Asserts that a server that has ended logged none of `secrets` in `log`; those that tests of this process used, if none are given. */
export function assertLogsNone(stateDir, log, secrets = usedOf(stateDir)) {
  assert.deepEqual(finder(secrets)(Buffer.from(log)), [], "in the log");
}

/** Asserts that it stored none of them in `stateDir` but those that are stored as they are; answers how many files hold one of these. */
export function assertStoresNone(stateDir, secrets = usedOf(stateDir)) {
  const kindsIn = finder(secrets);
  let holding = 0;
  for (const file of files(path.join(stateDir, "v3"))) {
    const kinds = kindsIn(fs.readFileSync(file));
    assert.deepEqual(kinds.filter((kind) => !SHOWN.includes(kind)), [], `in ${path.relative(stateDir, file)}`);
    if (kinds.length > 0) holding += 1;
  }
  return holding;
}

/** Bytes at the beginning of a secret by which it is looked for: none is shorter. */
const HEAD = 7;
const HEADS = 1 << 20;
/** A number below HEADS that the head at `at` has; few others have it too. */
const headAt = (bytes, at) => {
  const first = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
  const last = bytes[at + 4] | (bytes[at + 5] << 8) | (bytes[at + 6] << 16);
  return Math.imul(Math.imul(first, 0x9e3779b1) ^ last, 0x85ebca6b) >>> 12;
};

/**
 * A function that answers the kinds of those of `secrets` that are in the bytes it is given, which it goes through once for all;
 * how many of them and which is not told.
 */
function finder(secrets) {
  const byHead = new Map();
  const isHead = new Uint8Array(HEADS); // asked first, because a Map is slow to say no
  for (const [secret, kind] of secrets) {
    const sought = Buffer.from(secret);
    const head = headAt(sought, 0);
    byHead.set(head, [...(byHead.get(head) ?? []), [sought, kind]]);
    isHead[head] = 1;
  }
  return (bytes) => {
    const kinds = new Set();
    for (let at = 0; at <= bytes.length - HEAD; at += 1) {
      const head = headAt(bytes, at);
      if (isHead[head] === 0) continue;
      for (const [sought, kind] of byHead.get(head)) if (bytes.subarray(at, at + sought.length).equals(sought)) kinds.add(kind);
    }
    return [...kinds];
  };
}

/** The files below `folder`. */
const files = (folder) => fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((it) => it.isFile()).map((it) => path.join(it.parentPath, it.name));
