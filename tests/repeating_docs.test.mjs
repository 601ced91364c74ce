// What a client gets that repeats a call stands in docs/design.md, for every call that there is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../scripts/lib.mjs";
import { declared } from "./harness/declared.mjs";

const endpoints = declared.endpoints.map(({ path }) => path.replace(/^\/api\/(user\/)?/, ""));
const routes = declared.admin.routes.flatMap(({ path, methods }) => methods.filter((it) => it !== "GET").map((method) => `${method} ${path.replace("/api/admin", "")}`));

for (const [file, heading] of [["docs/design.md", "Repeating a call"], ["docs/design.zh-CN.md", "重复调用"]]) {
  test(`${file} says of every call that changes something what the repeated one gets`, () => {
    const section = read(file).split("\n## ").find((it) => it.startsWith(heading));
    const calls = section.split("\n").filter((line) => line.startsWith("| ")).map((line) => line.split("|")[1]).join(" ");
    const named = new Set(calls.replace(/`[^`]*`/g, "").match(/[a-z_]+(\/[a-z]+)?/g));
    assert.deepEqual(endpoints.filter((it) => !named.has(it)), []);
    assert.deepEqual([...section.matchAll(/`([A-Z]+ \/[^`]*)`/g)].map(([, route]) => route).sort(), routes.sort());
  });
}
