// Rules that all endpoints share, as tests: app, signature and developer. The test file of an endpoint calls this; what
// the endpoint answers stands in words.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "./api.mjs";
import { declared, words } from "./words.mjs";

const { user: get, post, admin, newApp, newDeveloper } = api();

const DAY = 86_400;
const now = () => Math.floor(Date.now() / 1000);

/**
 * What an endpoint asks of app, signature and developer. `valid(app)` makes parameters that succeed besides appid and
 * signature; `required` are the names that must be there whatever the app's settings.
 */
export function testCaller(endpoint, valid, required) {
  const say = words[endpoint];
  const { methods } = declared.endpoints.find((it) => it.name === endpoint);
  const user = methods.includes("GET") ? get : post;
  const succeeds = async (params) => assert.equal((await post(endpoint, params)).body.code, 200);

  for (const name of ["appid", "signature", ...required]) {
    test(`a request without ${name} is told so, and an empty one counts as absent`, async () => {
      const app = await newApp();
      const params = { ...app.id, ...(await valid(app)) };
      const { [name]: _, ...without } = params;
      const empty = params[name] instanceof Blob ? new Blob([]) : "";
      for (const sent of [without, { ...params, [name]: empty }]) {
        assert.deepEqual((await user(endpoint, sent)).body, say.missing(name));
        assert.deepEqual((await post(endpoint, sent)).body, say.missing(name));
      }
      await succeeds(params);
    });
  }

  test("an appid that no app has is refused", async () => {
    const app = await newApp();
    const params = { ...app.id, ...(await valid(app)) };
    for (const appid of ["0", "nobody", `${app.appid}0`, ` ${app.appid}`, "应用", "' OR 1=1 --"]) {
      const { status, body } = await user(endpoint, { ...params, appid });
      assert.equal(status, 200);
      assert.deepEqual(body, say.unknownApp);
    }
    await succeeds(params);
  });

  test("a signature that is not the app's own is refused", async () => {
    const [app, other] = [await newApp(), await newApp()];
    const params = { ...app.id, ...(await valid(app)) };
    const { signature } = app;
    const almost = [signature.toUpperCase(), ` ${signature}`, signature.slice(1), `${signature}0`];
    for (const wrong of [other.signature, ...almost, "签名"]) {
      const { status, body } = await user(endpoint, { ...params, signature: wrong });
      assert.equal(status, 200);
      assert.deepEqual(body, say.wrongSignature);
    }
    await succeeds(params);
  });

  test("the old signature stops working as soon as there is a new one", async () => {
    const app = await newApp();
    const params = { ...app.id, ...(await valid(app)) };
    const { body: changed } = await admin("POST", `/apps/${app.appid}/signature`);
    assert.deepEqual((await post(endpoint, params)).body, say.wrongSignature);
    await succeeds({ ...params, signature: changed.signature });
  });

  test("the apps of a disabled developer are not served", async () => {
    const { change, params } = await developedApp();
    await change({ status: "disabled" });
    assert.deepEqual((await user(endpoint, params)).body, say.developerDisabled);
    await change({ status: "active" });
    await succeeds(params);
  });

  test("an overdue developer's apps are not served, and the text says for how long it is overdue", async () => {
    const { change, params } = await developedApp();
    for (const [ago, phrase] of [
      [30, "已逾期(1分钟)"],
      [7.5 * 60, "已逾期(7分钟)"],
      [5.5 * 3600, "已逾期(5时)"],
      [3.5 * DAY, "已逾期(3天)"],
      [30.5 * DAY, "已逾期(30天)"],
      [31.5 * DAY, "已逾期(1月)"],
      [100 * DAY, "已逾期(3月)"],
    ]) {
      await change({ expires_at: now() - ago });
      assert.deepEqual((await user(endpoint, params)).body, say.developerOverdue(phrase));
    }
    await change({ expires_at: now() + DAY });
    await succeeds(params);
  });

  test("an app under review or stopped is not served", async () => {
    const app = await newApp();
    const params = { ...app.id, ...(await valid(app)) };
    await app.patch({ status: "reviewing" });
    assert.deepEqual((await user(endpoint, params)).body, say.appReviewing);
    await app.patch({ status: "disabled" });
    assert.deepEqual((await user(endpoint, params)).body, say.appDisabled);
    await app.patch({ status: "active" });
    await succeeds(params);
  });

  async function developedApp() {
    const developer = await newDeveloper();
    const app = await newApp({ developer_id: developer.id });
    const change = (fields) => admin("PATCH", `/developers/${developer.id}`, fields);
    return { change, params: { ...app.id, ...(await valid(app)) } };
  }
}
