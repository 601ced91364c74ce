// From a record of a file to a user as POST /api/admin/apps/{appid}/import takes it: which column is which field, and how
// other systems write times, yes and no.

/**
 * @typedef {import("../../console/openapi/declared.ts").Column} Column
 * @typedef {import("./read.mjs").Found} Found
 * @typedef {{columns: readonly Column[], map: Record<string, string>, form?: string, zone: number}} Rules
 *   `columns`: what a user has; `map`: the file's columns and their fields; `form`: how passwords are kept, "raw" or a
 *   password_form, where the file does not say; `zone`: of times without one, seconds east of UTC
 * @typedef {{fields: Record<string, string>, form?: string, zone?: number}} System
 */

/** What an import says of a password. */
export const PASSWORDS = ["password", "password_hash", "password_form", "password_salt"];

/** The columns that other systems have, with their fields, by the system's name. @type {Record<string, System>} */
export const SYSTEMS = {
  discuz: {
    fields: { username: "user", password: "password_hash", salt: "password_salt", email: "email", regdate: "created_at", lastlogintime: "login_at" },
    form: "md5(md5(pass)+salt)",
  },
  typecho: { fields: { name: "user", screenName: "nickname", password: "password_hash", mail: "email", created: "created_at", logged: "login_at" } },
  wordpress: {
    fields: { user_login: "user", display_name: "nickname", user_pass: "password_hash", user_email: "email", user_registered: "created_at" },
    zone: 0,
  },
  leancloud: {
    fields: { username: "user", nickname: "nickname", password: "password_hash", salt: "password_salt", email: "email", emailVerified: "email_verified", createdAt: "created_at" },
    form: "leancloud",
  },
  pocketbase: {
    fields: { username: "user", name: "nickname", passwordHash: "password_hash", password: "password_hash", email: "email", verified: "email_verified", created: "created_at" },
    zone: 0,
  },
};

/** Words that the console's exports have, and others that mean the same. @type {Record<string, string | number | boolean>} */
const WORDS = {
  正常: "active", 已停用: "disabled", 停用: "disabled", Active: "active", Disabled: "disabled",
  男: 1, 女: 2, Male: 1, Female: 2, male: 1, female: 2,
  是: true, 否: false, Yes: true, No: false, yes: true, no: false, true: true, false: false, 1: true, 0: false,
};

/** A hash that tells its own form. */
const TOLD = /^(?:\$2[aby]\$|\$wp\$2|\$[PH]\$|\$?pbkdf2|\$argon2id\$|[0-9a-f]{32}$)/i;

/**
 * The field of each column that is known by its name: as the admin API calls it, as the console's exports do, or as `system`
 * does.
 * @param {readonly string[]} names
 * @param {readonly Column[]} columns
 * @param {System} [system]
 * @returns {Record<string, string>}
 */
export function mapped(names, columns, system) {
  /** @type {Record<string, string>} */
  const known = Object.fromEntries(PASSWORDS.map((name) => [name, name]));
  for (const { name, label } of columns) for (const called of [name, label.zh, label.en]) known[called] = name;
  Object.assign(known, system?.fields);
  const found = names.filter((name) => Object.hasOwn(known, name)).map((name) => [name, known[name]]);
  const map = Object.fromEntries(found);
  // PocketBase's newer versions have no names, and people log in by their addresses.
  if (system && !Object.values(map).includes("user") && names.includes("email")) map.email = "user";
  return map;
}

/**
 * The names of a file's columns.
 * @param {readonly Found[]} found
 */
export const namesOf = (found) => [...new Set(found.flatMap(({ record }) => Object.keys(record)))];

/**
 * How the passwords of a file are kept, where nobody says: as `system` keeps them; or, in a column that is our `password`, in
 * forms that all of them tell. Else it is not known.
 * @param {readonly Found[]} found
 * @param {Record<string, string>} map
 * @param {System} [system]
 */
export function formOf(found, map, system) {
  if (system?.form) return system.form;
  const column = Object.keys(map).find((it) => map[it] === "password");
  if (column === undefined) return undefined;
  const values = found.map(({ record }) => record[column]).filter((it) => it !== undefined && it !== null && it !== "");
  return values.length > 0 && values.every((it) => TOLD.test(String(it))) ? "told" : undefined;
}

/**
 * The users of a file, by `rules`, each with its line.
 * @param {readonly Found[]} found
 * @param {Rules} rules
 */
export const linesOf = (found, rules) => found.map(({ line, record, problem }) => ({ line, user: userOf(record, rules), ...(problem !== undefined && { problem }) }));

/**
 * The user that a record is, by `rules`. What cannot be read is sent as it is, for the server to say what is wrong with it.
 * @param {Record<string, unknown>} record
 * @param {Rules} rules
 * @returns {Record<string, unknown>}
 */
export function userOf(record, { columns, map, form, zone }) {
  /** @type {Record<string, unknown>} */
  const user = {};
  for (const [name, field] of Object.entries(map)) {
    const value = record[name];
    if (value === undefined || value === "") continue;
    const column = columns.find((it) => it.name === field);
    user[field] = column ? valueOf(value, column, zone) : typeof value === "object" ? (value ?? "") : String(value);
  }
  const { password } = user;
  if (form && form !== "raw" && password !== undefined) {
    delete user.password;
    user.password_hash = password;
  }
  if (form && form !== "raw" && form !== "told" && user.password_hash !== undefined) user.password_form ??= form;
  if (user.password_hash === undefined) {
    delete user.password_form;
    delete user.password_salt;
  }
  if (map.email === "user" && user.email === undefined) user.email = record.email;
  return user;
}

/**
 * @param {unknown} value
 * @param {Column} column
 * @param {number} zone
 */
function valueOf(value, column, zone) {
  if (value === null) return null;
  if (typeof value === "object" && column.kind !== "time") return value;
  switch (column.kind) {
    case "time":
      return timeOf(value, zone);
    case "flag":
      return typeof value === "boolean" ? value : (WORDS[String(value)] ?? value);
    case "word":
      return WORDS[String(value)] ?? value;
    case "integer": {
      const word = typeof value === "string" ? WORDS[value] : undefined;
      if (typeof word === "number") return word;
      return typeof value === "string" && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
    }
    default:
      // The console puts an apostrophe before what a spreadsheet would take for a formula.
      return String(value).replace(/^'(?=\s*[=+\-@＝＋－＠\t\r])/, "");
  }
}

/**
 * Unix seconds of what a system writes for a time; null for none.
 * @param {unknown} value
 * @param {number} zone
 */
export function timeOf(value, zone) {
  // LeanCloud
  if (value !== null && typeof value === "object") return "iso" in value ? timeOf(value.iso, zone) : value;
  const text = String(value).trim();
  if (/^0*$/.test(text) || text.startsWith("0000-00-00")) return null;
  if (/^\d+$/.test(text)) {
    const number = Number(text);
    if (!Number.isSafeInteger(number)) return value;
    return number > 100_000_000_000 ? Math.floor(number / 1000) : number;
  }
  const parts = text.match(/^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-][01]\d:?[0-5]\d)?$/);
  if (!parts) return value;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((it) => Number(it ?? 0));
  const time = new Date(Date.UTC(/** @type {number} */ (year), /** @type {number} */ (month) - 1, day, hour, minute, second));
  // A 31st of February is no day, and not one in March.
  const read = [time.getUTCFullYear(), time.getUTCMonth() + 1, time.getUTCDate(), time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()];
  if ([year, month, day, hour, minute, second].some((part, n) => part !== read[n])) return value;
  return time.getTime() / 1000 - offsetOf(parts[7], zone);
}

/**
 * @param {string | undefined} text
 * @param {number} zone
 */
function offsetOf(text, zone) {
  if (text === undefined) return zone;
  if (text === "Z") return 0;
  const [, sign, hours, minutes] = /** @type {RegExpMatchArray} */ (text.match(/^([+-])(\d{2}):?(\d{2})$/));
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
