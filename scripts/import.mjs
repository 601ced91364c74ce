// `npx nobase-edge import --app ID FILE`: brings users from elsewhere into an app. Who is there already stays as they are, so
// an import that was stopped is begun anew.

import * as fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import Papa from "papaparse";
import { ask } from "./ask.mjs";
import { NOTED, targets } from "./deploy.mjs";
import { PASSWORDS, SYSTEMS, formOf, linesOf, mapped, namesOf } from "./import/fields.mjs";
import { decode, records } from "./import/read.mjs";
import { send } from "./import/send.mjs";
import { Stop, own, read, root, say } from "./lib.mjs";
import { ownersKey } from "./owners-key.mjs";

const { tables, import: declared } = JSON.parse(fs.readFileSync(path.join(own, "console", "openapi", "declared.json"), "utf8"));

/** What a user has. */
export const COLUMNS = tables.users;
/** How passwords may be kept. */
export const FORMS = declared.forms;
/** What a column of a file may be. */
const FIELDS = [...COLUMNS.map(({ name }) => name), ...PASSWORDS];

const OPTIONS = {
  app: { type: "string" },
  from: { type: "string" },
  passwords: { type: "string" },
  map: { type: "string", multiple: true, default: [] },
  "dry-run": { type: "boolean" },
  full: { type: "boolean" },
  local: { type: "boolean" },
  url: { type: "string" },
};

const HELP = `npx nobase-edge import --app ID FILE [--dry-run]

  FILE is CSV with names in its first line, or JSON: an object for each user, in lines or in an array.

  --from SYSTEM       the columns are those of ${Object.keys(SYSTEMS).join(", ")}
  --map theirs=ours   their column is our field; may be given more than once. Ours are
                      ${FIELDS.join(", ").replace(/(.{60,80}?), /g, "$1,\n                      ")}
  --passwords FORM    how the passwords in the file are kept: raw, or
                      ${FORMS.join(", ")}
  --dry-run           says what would be, and writes nothing
  --full              hashes at the full cost at once; without it at a cost by which it takes minutes instead of hours,
                      which each user's first login raises
  --url URL           where to; without it where deploy has deployed
  --local             to npm start on this machine

The owner's key is asked for, or taken from ADMIN_KEY in the environment.`;

export async function importUsers(args) {
  const { values, positionals } = parsed(args);
  const [name, ...more] = positionals;
  if (!values.app || !name || more.length > 0) throw new Stop(`what to import, and into which app?\n\n${HELP}`);
  const file = path.resolve(root, name);
  if (!fs.existsSync(file)) throw new Stop(`there is no file ${file}`);
  const found = records(decode(fs.readFileSync(file)));
  if (found.length === 0) throw new Stop(`${name} holds no users`);
  const rules = rulesOf(found, values);

  const url = addressOf(values);
  const call = caller(url, await keyFor(values));
  const { utc_offset_minutes } = await call("GET", "/me");
  const app = await call("GET", `/apps/${encodeURIComponent(values.app)}`);
  say("import", `${found.length} lines of ${name}, into the app ${app.name} (${app.appid}) on ${url}${values["dry-run"] ? "; a dry run" : ""}`);

  const lines = linesOf(found, { ...rules, columns: COLUMNS, zone: SYSTEMS[values.from]?.zone ?? utc_offset_minutes * 60 });
  const settings = { ...(values["dry-run"] && { dry_run: true }), ...(values.full && { hashing: "full" }) };
  const started = Date.now();
  const tell = progress(found.length);
  const report = await send(lines, (users) => call("POST", `/apps/${app.appid}/import`, { users, ...settings }), { mayPass, tell }).catch((error) => {
    if (error.report) said(error.report, file, values["dry-run"]);
    throw mayPass(error) ? new Stop(`${error.message}\n${AGAIN}`) : error;
  });
  said(report, file, values["dry-run"], started);
}

const AGAIN = `Run the same command again to go on: nobody is added twice. (On the free plan D1 takes 100,000 rows a day, which is about
25,000 users with QQ number and e-mail address, or 50,000 without; after that it fails until 00:00 UTC.)`;

function parsed(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Stop(`${error.message}\n\n${HELP}`);
  }
}

/** Which columns are which fields, and how passwords are kept; stops where that is not known. */
function rulesOf(found, { from, map: given, passwords }) {
  if (from !== undefined && !Object.hasOwn(SYSTEMS, from)) throw new Stop(`--from is one of ${Object.keys(SYSTEMS).join(", ")}`);
  if (passwords !== undefined && !["raw", ...FORMS].includes(passwords)) throw new Stop(`--passwords is one of raw, ${FORMS.join(", ")}`);
  const names = namesOf(found);
  const map = mapped(names, COLUMNS, SYSTEMS[from]);
  for (const pair of given) {
    const [theirs, ours] = pair.split("=");
    if (!names.includes(theirs)) throw new Stop(`--map ${pair}: the file has no ${theirs}, only ${names.join(", ")}`);
    if (!FIELDS.includes(ours)) throw new Stop(`--map ${pair}: ours are ${FIELDS.join(", ")}`);
    map[theirs] = ours;
  }
  if (!Object.values(map).includes("user")) throw new Stop(`which of its columns is the account? --map COLUMN=user; it has ${names.join(", ")}`);
  const column = names.find((it) => map[it] === "password");
  const form = passwords ?? formOf(found, map, SYSTEMS[from]);
  if (column && !form) throw new Stop(`how are the passwords in the column ${column} kept? --passwords raw, or ${FORMS.join(", ")}`);
  for (const name of names) say("import", Object.hasOwn(map, name) ? `${name} is ${map[name]}` : `${name} is left out`);
  return { map, form };
}

function addressOf({ url, local }) {
  if (url) return url;
  if (local) return `http://127.0.0.1:${process.env.PORT || 8787}`;
  const [address] = targets(read(NOTED));
  if (!address) throw new Stop("where to? --url https://… of the deployed Worker, or --local");
  return address;
}

async function keyFor({ local }) {
  const key = process.env.ADMIN_KEY || (local ? ownersKey() : await ask("The owner's key, or that of the app's developer: "));
  if (!key) throw new Stop("the owner's key is needed: ADMIN_KEY=… in the environment");
  return key;
}

/** A call that failed, and may work a moment later. */
class CallFailed extends Stop {
  /** `retryAfter`: seconds, if the server says. */
  constructor(message, retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }
}
const mayPass = (error) => error instanceof CallFailed;

/** Calls of the admin API at `url` with `key`. */
function caller(url, key) {
  return async (method, at, body) => {
    const init = { method, headers: { authorization: `Bearer ${key}` }, body: body && JSON.stringify(body), signal: AbortSignal.timeout(120_000) };
    const answer = await fetch(new URL(`/api/admin${at}`, url), init).catch((error) => {
      throw new CallFailed(`${url} cannot be reached: ${error.cause?.message ?? error.message}`);
    });
    const said = await answer.json().catch(() => undefined);
    if (answer.ok && said) return said;
    const why = said?.error?.message ?? "no answer of nobase-edge";
    if (answer.status < 500 && answer.status !== 429) throw new Stop(`${url} says ${answer.status}: ${why}`);
    throw new CallFailed(`${url} says ${answer.status}: ${why}`, Number(answer.headers.get("retry-after")) || undefined);
  };
}

/** Tells how far it is: on a terminal in one line, else now and then. */
function progress(total) {
  let told = 0;
  return ({ done, added, existing, refused }) => {
    const text = `${done} of ${total}: ${added} added, ${existing} there already, ${refused.length} refused`;
    if (process.stdout.isTTY) process.stdout.write(`\r[import] ${text}${done === total ? "\n" : ""}`);
    else if (done === total || done - told >= 10_000) {
      told = done;
      say("import", text);
    }
  };
}

/** The report; the refused lines go into a file beside the one that was imported. */
function said({ added, existing, refused }, file, dry, started) {
  const seconds = started ? ` in ${Math.round((Date.now() - started) / 1000)} s` : "";
  say("import", `${added} ${dry ? "would be added" : "added"}, ${existing} there already, ${refused.length} refused${seconds}`);
  if (refused.length === 0) return;
  const target = `${file}.refused.csv`;
  // With the mark Excel takes it for UTF-8; what it would take for a formula stays a text.
  const text = Papa.unparse(refused, { columns: ["line", "user", "field", "message"], quotes: true, escapeFormulae: true });
  fs.writeFileSync(target, `\ufeff${text}\r\n`, { mode: 0o600 });
  for (const { line, user, field, message } of refused.slice(0, 10)) say("import", `  line ${line}, ${user ?? "no account"}: ${[field, message].filter(Boolean).join(" ")}`);
  say("import", `  all of them: ${target}`);
}
