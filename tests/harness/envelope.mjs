// What every answer of a user endpoint is, whatever was sent.

import assert from "node:assert/strict";

/** Asserts that an answer ({status, headers, text, body}) is an envelope, and none that says that something broke. */
export function assertEnvelope({ status, headers, body, text }, note) {
  const about = `${note}: ${status} ${text.slice(0, 200)}`;
  assert.ok([200, 400, 404, 405, 413, 415].includes(status), about);
  assert.equal(headers.get("content-type"), "application/json; charset=utf-8", about);
  assert.equal(headers.get("access-control-allow-origin"), "*", about);
  assert.equal(headers.get("cache-control"), "no-store", about);
  if (text === '{"code":404,"msg":"应用不存在"}') return;
  assert.deepEqual(Object.keys(body ?? {}), ["code", "msg", "data"], about);
  assert.ok([200, 204, 400, 401, 404, 405, 413, 415].includes(body.code), about);
  assert.ok((body.code === 200 ? ["success"] : ["fail", "校验失败"]).includes(body.msg), about);
  if (status !== 200) assert.equal(body.code, status, about);
  assert.ok(!["系统错误", "更新失败:数据库操作异常"].includes(body.data), about);
  if (body.code !== 200) assert.equal(typeof body.data, "string", about);
}
