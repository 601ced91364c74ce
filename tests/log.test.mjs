// What the Worker logs: one JSON object a line for each call, as LOG says, and nothing of what was sent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { declared } from "./harness/declared.mjs";

/** Values that no line may hold; each is only in these calls. */
const SENT = {
  user: "account4711", pass: "password4711", newpass: "password4712", nickname: "nickname4711", newnick: "nickname4712", qq: "471147114711",
  newqq: "471147114712", mail: "mail4711@example.com", newmail: "mail4711@example.com", newsign: "sign4711", url: "https://example.com/4711.png",
  title: "title4711", content: "content4711", contact: "contact4711", newuser: "payee4711", code: "471147", token: "4711".repeat(16),
};

/** The lines that `work` makes a Worker with the variable LOG log, parsed: each has to be JSON. */
async function linesOf(LOG, work) {
  const server = await startBare({ vars: { LOG, MAIL: "off" } });
  try {
    await work(api(server), server);
    await sleep(300); // what the runtime has printed comes by a pipe
  } finally {
    await server.stop();
  }
  const lines = server.log.join("").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

test("each call is one line: its name, app, outcome, round trips and milliseconds; no line holds what was sent", { timeout: 60_000 }, async () => {
  let appid;
  let secrets;
  const lines = await linesOf("all", async ({ newApp, post, user, admin }, server) => {
    const app = await newApp({ token_required: false, strict_format: false, allow_upload: true });
    appid = app.appid;
    secrets = [...Object.values(SENT), app.signature, server.adminKey];
    await app.register({ user: SENT.user, pass: SENT.pass, nickname: SENT.nickname });
    for (const { name, methods, parameters } of declared.endpoints) {
      const { token: _, ...values } = SENT; // an app without token_required takes none
      const sent = Object.fromEntries(parameters.filter((it) => it.name in (it.required === "token" ? values : SENT)).map((it) => [it.name, SENT[it.name]]));
      await (methods.includes("POST") ? post : user)(name, { ...app.id, ...sent });
    }
    await app.register({ user: "another4711", pass: SENT.pass, nickname: SENT.nickname });
    await post("login", { ...app.id, user: "another4711", pass: "wrong4711" });
    await admin("PATCH", app.userAt("another4711"), { nickname: SENT.nickname });
    await admin("GET", app.userAt("nobody"));
    await admin("GET", "/me", undefined, "key4711");
    await post("login", { appid: "not an id 4711", signature: "x", user: "a", pass: "b" });
    for (const of of ["another4711", "nobody4711", undefined]) await user("get_avatar", { appid, ...(of && { user: of }) });
    await user("login", {}, { method: "DELETE" });
  });
  const text = JSON.stringify(lines);
  for (const secret of [...secrets, "another4711", "nobody4711", "wrong4711", "key4711", "not an id"]) assert.ok(!text.includes(secret), secret);
  for (const line of lines) {
    assert.deepEqual(Object.keys(line).sort(), ["appid", "event", "ms", "outcome", "trips"], JSON.stringify(line));
    assert.ok(Number.isInteger(line.trips) && Number.isInteger(line.ms) && line.ms >= 0);
  }
  const told = lines.map(({ event, appid, outcome }) => [event, appid, outcome]);
  for (const { name } of declared.endpoints) assert.ok(told.some(([event, of]) => event === name && of === appid), name);
  const has = (...line) => assert.ok(told.some((it) => it.join() === line.join()), `${line}: ${told.join("\n")}`);
  has("login", appid, "ok");
  has("login", appid, "wrong_credentials");
  has("login", null, "unknown_app");
  has("admin PATCH apps/appid/users/user", appid, "ok");
  has("admin GET apps/appid/users/user", appid, "not_found");
  has("admin GET me", null, "unauthorized");
  has("get_avatar", appid, "ok");
  has("get_avatar", appid, "no_such_user");
  has("get_avatar", appid, "missing");
  has("login", null, "method");
});

test("LOG tells of refusals alone, or of nothing", { timeout: 60_000 }, async () => {
  const work = async ({ newApp, post }) => {
    const app = await newApp();
    await app.login();
    await post("login", { ...app.id, user: "nobody", pass: "wrong1" });
  };
  const refused = await linesOf("refused", work);
  assert.deepEqual(refused.map(({ event, outcome }) => [event, outcome]), [["login", "wrong_credentials"]]);
  assert.deepEqual(await linesOf("off", work), []);
});
