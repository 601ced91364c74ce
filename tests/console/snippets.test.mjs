// The code that Try-it and the documentation show does what was typed: each language reads back exactly the values,
// whatever they hold, and a key is never among them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import vm from "node:vm";
import { PICTURES } from "../harness/pictures.mjs";
import { newStateDir } from "../harness/server.mjs";
import { wechat } from "../samples/wechat.mjs";
import { consoleModule } from "./modules.mjs";

const { snippet, LANGUAGES, languagesOf, shellQuoted, stringLiteral } = await consoleModule("snippets/snippets.ts");

const HOSTILE = [
  "it's", '"quoted"', "a\\b\\", "$HOME `id` $(id) !!", "%s %d %%", "line\nbreak\ttab", "@file", "-x", "a=b&c=d#e?f", "${x} `y`", "'''\"\"\"",
  "</script><img src=x onerror=alert(1)>", "顾江 👍", "\u2028\u2029\ufeff\u0085", "{x} {{y}}", "\\u0041 \\n", " leading and trailing ", "*?[a-z]~",
];
const has = (program, args) => spawnSync(program, args).status === 0;
const curl = has("curl", ["--version"]);
const requests = has("python3", ["-c", "import requests"]);
const python = has("python3", ["--version"]);

let server;
let seen;
before(async () => {
  server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({ method: request.method, url: request.url, headers: request.headers, bytes: Buffer.concat(chunks), body: Buffer.concat(chunks).toString() });
    response.setHeader("content-type", "application/json").end("{}");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
});
after(() => server.close());

const pairs = HOSTILE.map((value, i) => [`p${i}`, value]);
/** A file whose name would mean something to a shell, to curl and to each language. */
const FILE = new File([PICTURES.png], `it's "a" $(id) \\ 图.png`);
const folder = newStateDir();
fs.writeFileSync(path.join(folder, FILE.name), PICTURES.png);

const CALLS = {
  "a form with a file": { method: "POST", query: [], body: { type: "multipart", pairs: pairs.map(([name, value]) => [name, value.replaceAll("\n", " ")]), file: { field: "file_upload", chosen: FILE } } },
  "a query": { method: "GET", query: pairs },
  "a form": { method: "POST", query: [], body: { type: "form", pairs } },
  "JSON": { method: "POST", query: [], body: { type: "json", value: Object.fromEntries(pairs) } },
  "a PATCH with every type": { method: "PATCH", query: [], keyed: true, body: { type: "json", value: { a: 1, b: true, c: null, d: false, e: -5 } } },
  "a DELETE with a query": { method: "DELETE", query: [["confirm", "1'2"]], keyed: true },
  "an empty form": { method: "POST", query: [], body: { type: "form", pairs: [] } },
  "JSON beside a query": { method: "POST", query: pairs, body: { type: "json", value: [1, { a: null }] } },
  "an empty body": { method: "POST", query: [], keyed: true },
};

/** Runs a snippet as its reader would. */
const RUN = {
  curl: (code) => spawned("bash", ["-c", code.replace(/^curl /, "curl -s ")]),
  javascript: (code) => vm.runInNewContext(`(async () => {${code}})()`, { fetch, URLSearchParams, FormData, document: { querySelector: () => ({ files: [FILE] }) }, console: { log() {} } }),
  wechat: (code) => {
    const { wx, settled } = wechat({ picture: PICTURES.png });
    vm.runInNewContext(code, { wx, console: { log() {}, error: assert.fail } });
    return settled();
  },
  python: (code) => spawned("python3", ["-c", code]),
};
const CAN = { curl, javascript: true, wechat: true, python: requests };

/** Without blocking: the server is in this process. */
async function spawned(program, args) {
  const { spawn } = await import("node:child_process");
  const code = await new Promise((resolve, reject) => spawn(program, args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] }).on("error", reject).on("close", resolve));
  assert.equal(code, 0);
}

for (const language of LANGUAGES) {
  const skip = CAN[language] ? false : `no ${language === "python" ? "python3 with requests" : language} here`;
  for (const [what, given] of Object.entries(CALLS)) {
    if (!languagesOf(given).includes(language)) continue;
    test(`${language}: ${what} arrives as it was typed`, { skip }, async () => {
      const call = { url: `http://127.0.0.1:${server.address().port}/api/x`, ...given };
      const code = snippet(language, call);
      seen = [];
      await RUN[language](code);
      assert.equal(seen.length, 1, code);
      const [{ method, url, headers, body, bytes }] = seen;
      assert.equal(method, call.method, code);
      assert.deepEqual([...new URLSearchParams(url.split("?")[1])], call.query, code);
      if (call.body?.type === "form") assert.deepEqual([...new URLSearchParams(body)], call.body.pairs, code);
      if (call.body?.type === "multipart") {
        const form = [...(await new Response(bytes, { headers: { "content-type": headers["content-type"] } }).formData())];
        assert.deepEqual(form.filter(([, value]) => typeof value === "string"), call.body.pairs, code);
        const [[field, file]] = form.filter(([, value]) => value instanceof Blob);
        assert.equal(field, "file_upload");
        assert.deepEqual(Buffer.from(await file.arrayBuffer()), PICTURES.png);
      }
      if (call.body?.type === "json") assert.deepEqual(JSON.parse(body), call.body.value, code);
      if (call.body?.type === "json") assert.match(headers["content-type"], /^application\/json/);
      assert.equal(headers.authorization, call.keyed ? "Bearer YOUR_KEY" : undefined, code);
    });
  }
}

test("every call has its snippets; those with a key are not for mini programs", () => {
  for (const [what, given] of Object.entries(CALLS)) {
    assert.deepEqual(languagesOf(given), given.keyed ? ["curl", "javascript", "python"] : LANGUAGES, what);
  }
});

test("a shell reads quoted text as it was", () => {
  for (const text of HOSTILE) {
    const { stdout } = spawnSync("bash", ["-c", `printf %s ${shellQuoted(text)}`], { encoding: "utf8" });
    assert.equal(stdout, text);
  }
});

test("JavaScript reads a literal as it was", () => {
  for (const text of HOSTILE) assert.equal(vm.runInNewContext(stringLiteral(text)), text);
});

test("Python reads a literal as it was", { skip: python ? false : "no python3 here" }, () => {
  const code = `import json\nprint(json.dumps([${HOSTILE.map(stringLiteral).join(", ")}]))`;
  const { stdout } = spawnSync("python3", ["-c", code], { encoding: "utf8" });
  assert.deepEqual(JSON.parse(stdout), HOSTILE);
});
