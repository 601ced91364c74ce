// Properties of the parsers that are in JavaScript (those in Rust have theirs beside them): multipart and JSON bodies on the
// border to the Worker, and the files that an import reads. `CASES` is how many cases of each, `SEED` repeats a run.

import assert from "node:assert/strict";
import { inspect, isDeepStrictEqual } from "node:util";
import { test } from "node:test";
import fc from "fast-check";
import Papa from "papaparse";
import { timeOf, userOf } from "../scripts/import/fields.mjs";
import { decode, records } from "../scripts/import/read.mjs";
import { parts } from "../src/multipart.js";
import { members } from "../src/runtime.js";
import { declared } from "./harness/declared.mjs";

const RUNS = { numRuns: Number(process.env.CASES ?? 20_000), ...(process.env.SEED && { seed: Number(process.env.SEED) }) };
/** Holds `check`, which throws or answers false where something is wrong, for many values. */
const holds = (...given) => fc.assert(fc.property(...given), RUNS);

const utf8 = (text) => new TextEncoder().encode(text);
const whole = fc.string({ unit: "binary", maxLength: 12 });

/** A multipart body: {boundary, list}, each part with a name, perhaps a file's name, and its content. */
const multipart = fc.record({
  boundary: fc.stringMatching(/^[A-Za-z0-9'()+_,./:=?-]{1,70}$/),
  list: fc.array(fc.record({ name: fc.constantFrom("user", "pass", "file", "other"), filename: fc.option(fc.stringMatching(/^[a-z.]{0,8}$/)), value: whole }), { maxLength: 6 }),
});

function written({ boundary, list }) {
  const one = ({ name, filename, value }) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename === null ? "" : `; filename="${filename}"`}\r\n\r\n${value}\r\n`;
  return utf8(`${list.map(one).join("")}--${boundary}--\r\n`);
}

const typeOf = (boundary) => `multipart/form-data; boundary="${boundary}"`;

test("multipart: what is written is read, and nothing else", () => {
  holds(multipart, (form) => {
    const { boundary, list } = form;
    fc.pre(list.every(({ value }) => !value.includes(`--${boundary}`)));
    const read = parts(typeOf(boundary), written(form), "user pass", "file");
    const fields = list.filter(({ name, filename }) => ["user", "pass"].includes(name) && filename === null).map(({ name, value }) => ({ name, value }));
    assert.deepEqual(JSON.parse(read.fields), fields);
    const file = list.findLast(({ name }) => name === "file");
    assert.deepEqual(read.file && [...read.file], file && [...utf8(file.value)]);
  });
});

test("multipart: a body of any bytes is read or refused", () => {
  const changed = fc.record({ form: multipart, at: fc.nat(400), cut: fc.nat(9), more: fc.uint8Array({ maxLength: 9 }), type: fc.option(fc.string()) });
  holds(changed, ({ form, at, cut, more, type }) => {
    const body = written(form);
    const broken = Uint8Array.from([...body.subarray(0, at), ...more, ...body.subarray(at + cut)]);
    try {
      const { fields, file } = parts(type ?? typeOf(form.boundary), broken, "user pass", "file");
      assert.ok(Array.isArray(JSON.parse(fields)) && (file === undefined || file instanceof Uint8Array));
    } catch (error) {
      assert.ok(error instanceof Error && !(error instanceof RangeError), String(error));
    }
  });
});

test("JSON: each member is read as the text that it is, and what holds members as none", () => {
  const value = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom([], [1], {}, { a: 1 }));
  // An object's own order: names that are numbers come first.
  const name = fc.string({ unit: "binary", minLength: 1 }).filter((it) => !/^\d+$/.test(it) && it !== "__proto__");
  holds(fc.dictionary(name, value, { noNullPrototype: true }), (object) => {
    const plain = (it) => (it === null ? "" : typeof it === "object" ? null : String(it));
    const expected = Object.entries(object).map(([name, it]) => ({ name, value: plain(it) }));
    assert.deepEqual(JSON.parse(members(utf8(JSON.stringify(object)))), expected);
  });
});

test("JSON: a string that is not closed takes no longer for the quotes in it", { timeout: 60_000 }, () => {
  // 64 KiB, which took seconds each when every quote was looked at as the beginning of a string.
  for (const text of [`{"user":"${'\\"'.repeat(32_000)}`, '"\\'.repeat(32_000), '\\"'.repeat(32_000)]) {
    for (let n = 0; n < 100; n += 1) assert.throws(() => members(utf8(text)), SyntaxError);
  }
});

test("JSON: a body of any bytes is read or refused", () => {
  const text = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.stringMatching(/^[[\]{}":,\\untrefals0-9.+-]{0,40}$/).map(utf8), fc.json().map(utf8));
  holds(text, (body) => {
    try {
      for (const { name, value } of JSON.parse(members(body))) assert.ok(typeof name === "string" && (value === null || typeof value === "string"));
    } catch (error) {
      assert.ok(error instanceof SyntaxError || error instanceof TypeError || error.message === "no object", String(error));
    }
  });
});

test("CSV: what is written is read, cell by cell", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 2, maxLength: 5 });
  const table = names.chain((names) => fc.tuple(fc.constant(names), fc.array(fc.array(whole, { minLength: names.length, maxLength: names.length }), { maxLength: 5 })));
  holds(table, ([names, rows]) => {
    const kept = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
    const expected = kept.map((row) => Object.fromEntries(names.map((name, n) => [name, row[n]]).filter(([, cell]) => cell !== "")));
    const read = records(Papa.unparse([names, ...kept]));
    assert.deepEqual(read.map(({ record }) => record), expected);
    assert.ok(read.every(({ problem }) => problem === undefined));
  });
});

test("files: any bytes are records, each on a line, or have a problem", () => {
  const lines = fc.array(fc.oneof(fc.json(), fc.stringMatching(/^["',;{}[\]a-z0-9\t ]{0,20}$/), whole)).map((list) => list.join("\n"));
  holds(fc.oneof(fc.uint8Array({ maxLength: 60 }), lines.map(utf8)), (bytes) => {
    for (const { line, record } of records(decode(bytes))) assert.ok(Number.isSafeInteger(line) && line > 0 && typeof record === "object");
  });
});

test("times and users: any value is a time, none, or left as it is, and no day is taken for another", () => {
  // What JSON and CSV may say.
  const any = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom({ toString: 0 }, { iso: { iso: 1 } }, "__proto__", "constructor"));
  const written = fc.stringMatching(/^\d{1,4}[-/]\d{1,2}[-/]\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2})?)?(Z|[+-]\d{2}:?\d{2})?$/);
  holds(fc.oneof(any, written, fc.integer(), fc.bigInt().map(String)), fc.integer({ min: -86_400, max: 86_400 }), (value, zone) => {
    const read = timeOf(value, zone);
    assert.ok(read === null || Number.isSafeInteger(read) || isDeepStrictEqual(read, value) || typeof value === "object", inspect(read));
  });
  // A time of UTC that is read is the one that was written.
  holds(written.map((text) => text.replace(/(Z|[+-]\d{2}:?\d{2})$/, "")), (text) => {
    const read = timeOf(text, 0);
    if (typeof read !== "number") return;
    const parts = text.match(/\d+/g).map(Number);
    const date = new Date(read * 1000);
    const shown = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
    assert.deepEqual(parts, shown.slice(0, parts.length));
  });
  const columns = declared.tables.users;
  const map = Object.fromEntries(columns.map(({ name }) => [name, name]));
  const record = fc.dictionary(fc.constantFrom(...Object.keys(map)), any, { noNullPrototype: true });
  holds(record, (record) => {
    const user = userOf(record, { columns, map, form: "told", zone: 0 });
    assert.ok(Object.keys(user).every((name) => name in map));
  });
});
