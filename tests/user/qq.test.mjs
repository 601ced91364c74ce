// /api/user/qq: bind a QQ number.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "../harness/api.mjs";

const { user, newApp } = api();

test("binding the number one already has succeeds", async () => {
  const app = await newApp();
  const { token } = await app.login();
  for (let i = 0; i < 2; i += 1) {
    const { body } = await user("qq", { ...app.id, token, qq: "12345678" });
    assert.deepEqual(body, { code: 200, msg: "success", data: "更新成功" });
  }
});
