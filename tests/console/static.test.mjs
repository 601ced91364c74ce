// The console as files: their headers, and that they stand beside the API without changing it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";

const { call } = api();

for (const path of ["/", "/docs"]) {
  test(`${path} is a page under a strict Content-Security-Policy`, async () => {
    const { status, headers, text } = await call(path);
    assert.equal(status, 200);
    assert.match(headers.get("content-type"), /^text\/html/);
    const policy = Object.fromEntries(headers.get("content-security-policy").split("; ").map((each) => each.split(/ (.*)/)));
    for (const name of ["default-src", "base-uri", "form-action", "frame-ancestors"]) assert.equal(policy[name], "'none'", name);
    for (const name of ["script-src", "style-src", "connect-src", "font-src"]) assert.equal(policy[name], "'self'", name);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
    assert.match(headers.get("permissions-policy"), /camera=\(\)/);
    assert.equal(headers.get("cache-control"), "no-cache");
    assert.doesNotMatch(text, /<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/, "nothing inline");
    assert.doesNotMatch(text, /(?:src|href)="(?!\/)/, "nothing from elsewhere");
  });
}

test("files with a digest in their name are kept for good, and have the same headers", async () => {
  const { text } = await call("/");
  const [script] = text.match(/\/assets\/[^"]+\.js/);
  const { status, headers } = await call(script);
  assert.equal(status, 200);
  assert.equal(headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
});

test("what is no file is the Worker's to answer, as ever", async () => {
  for (const path of ["/nothing", "/assets/nothing.js", "/.vite/manifest.json", "/_headers"]) {
    const { status, body } = await call(path);
    assert.equal(status, 404, path);
    assert.deepEqual(body, { code: 404, msg: "fail", data: "接口不存在!" }, path);
  }
});
