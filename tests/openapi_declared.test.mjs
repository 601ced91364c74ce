// What Rust declares (declared.json) and what the modules of console/openapi say of it belong together: each endpoint,
// parameter, case, route and problem is there in both. A failure names those that are not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleModule } from "./console/modules.mjs";
import { declared } from "./harness/words.mjs";

const { descriptions, userEndpoints } = await consoleModule("../openapi/user/index.ts");
const { order, refusals } = await consoleModule("../openapi/codes.ts");
const { adminCalls } = await consoleModule("../openapi/admin/index.ts");
const { WHEN } = await consoleModule("../openapi/admin/problems.ts");
const { formats } = await consoleModule("../openapi/parameters.ts");

/** Asserts that both lists have the same names; the difference is what is told. */
function assertSame(described, names, what) {
  const [there, here] = [new Set(names), new Set(described)];
  assert.deepEqual([...there].filter((it) => !here.has(it)), [], `${what}: declared, and not described`);
  assert.deepEqual([...here].filter((it) => !there.has(it)), [], `${what}: described, and not declared`);
}
const sorted = (list) => [...list].sort();

test("every endpoint is described in user/, and its checks in codes.ts", () => {
  const names = declared.endpoints.map((it) => it.name);
  assertSame(Object.keys(descriptions), names, "endpoints");
  assertSame(Object.keys(order), names, "order of checks");
});

for (const { name, parameters, done, missing, cases } of declared.endpoints) {
  const endpoint = userEndpoints.find((it) => it.id === name);

  test(`${name}: every parameter is described`, () => {
    const described = endpoint.parameters.map((it) => [it.name, it.required]);
    assertSame(described.map(([it]) => it), parameters.map((it) => it.name), `parameters of ${name}`);
    assert.deepEqual(described, parameters.map((it) => [it.name, it.required]), "in the declared order");
    assertSame(Object.keys(missing), parameters.map((it) => it.name), `missing parameters of ${name}`);
    const own = Object.keys(descriptions[name].parameters ?? {});
    assert.deepEqual(own.filter((it) => !parameters.some((declared) => declared.name === it)), [], "described, and not declared");
  });

  test(`${name}: every case that it may answer is declared, with its code and text`, () => {
    const own = order[name].filter((id) => !id.startsWith("missing"));
    assert.deepEqual(own.filter((id) => !cases[id]), [], "not declared");
    for (const { id, code, texts, when } of endpoint.cases) {
      assert.ok(when?.zh && when.en, `${id} has a text that says when`);
      if (cases[id]) assert.deepEqual({ code, texts }, { code: cases[id].code, texts: [cases[id].data ?? cases[id].msg] }, id);
    }
    assert.deepEqual(endpoint.cases.map((it) => it.id), order[name], "in the order of its checks");
  });

  test(`${name}: every success is described`, () => {
    const { examples, msg } = endpoint.done;
    if (msg !== undefined) assert.deepEqual([msg], done);
    else if (done.length > 0) assert.deepEqual(examples.map((it) => it.data), done);
    assert.equal(descriptions[name].done.length, examples.length);
    for (const { when } of examples) assert.ok(when?.zh && when.en);
  });
}

/** What is wrong with settings, which only the admin API is sent. */
const OF_SETTINGS = ["mail_subject_format", "mail_text_format", "webhook_url_format"];

test("every case that is declared is some endpoint's", () => {
  const known = new Set([...Object.values(order).flat(), ...OF_SETTINGS]);
  const all = declared.endpoints.flatMap(({ cases }) => Object.keys(cases));
  assert.deepEqual([...new Set(all)].filter((id) => !known.has(id)), []);
});

test("texts with a part that varies are described by a pattern that takes its other values", () => {
  for (const { cases } of userEndpoints) {
    for (const [id, shown, other] of [["developer_overdue", "已逾期(1月)", "已逾期(30天)"], ["account_length", "4-32", "1-64"], ["feedback_too_soon", "30秒", "7秒"], ["mail_too_soon", "60秒", "86399秒"]]) {
      const described = cases.find((it) => it.id === id);
      if (!described) continue;
      const [text] = described.texts;
      for (const each of [text, text.replace(shown, other)]) assert.match(each, new RegExp(described.pattern));
      assert.doesNotMatch(text.replace(shown, ""), new RegExp(described.pattern));
    }
  }
});

test("every refusal is described in codes.ts", () => {
  assertSame(refusals.map((it) => it.id), Object.keys(declared.refusals), "refusals");
});

test("every route of the admin API is described, and no other", () => {
  const described = adminCalls.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  assertSame(described, declared.admin.routes.flatMap(({ path, methods }) => methods.map((it) => `${it} ${path}`)), "routes");
});

test("every problem of the admin API is described in problems.ts, and some call's", () => {
  const names = Object.keys(declared.admin.problems);
  assertSame(Object.keys(WHEN), names, "problems");
  const told = new Set(adminCalls.flatMap(({ problems }) => problems.map(({ status, code, message }) => `${status} ${code} ${message}`)));
  const all = Object.values(declared.admin.problems).map(({ status, code, message }) => `${status} ${code} ${message}`);
  assert.deepEqual(sorted(all), sorted(told));
});

test("every column has a kind and a format that are known, and a label in both languages", () => {
  const KINDS = ["text", "line", "integer", "flag", "time", "word"];
  for (const [table, columns] of Object.entries(declared.tables)) {
    for (const { name, kind, format, label, hint } of columns) {
      assert.ok(KINDS.includes(kind), `${table}.${name}: ${kind}`);
      if (kind === "text") assert.ok(formats[format], `${table}.${name}: ${format}`);
      for (const text of hint ? [label, hint] : [label]) assert.ok(text.zh && text.en, `${table}.${name}`);
    }
  }
});
