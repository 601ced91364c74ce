// openapi.json tells the truth: schemathesis makes requests from it, valid ones and others, and holds every answer
// against what it says: status, headers, content type, schema, refusal of what is not valid, methods, keys.
// Skipped where Python or PyPI is missing, except in CI.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { PICTURES, file } from "./harness/pictures.mjs";
import { tools } from "./openapi/tools.mjs";

const CONFIG = new URL("openapi/schemathesis.toml", import.meta.url);
/** `npm run nightly` goes through all that schemathesis can think of for GET as well, whose parameters are those of POST. */
const WITHOUT_GET = process.env.CASES ? "" : `
[[operations]]
include-tag = "user"
include-method = "GET"
phases.coverage.enabled = false
`;
const DOCUMENT = new URL("../public/openapi.json", import.meta.url);

const { st, python, missing } = tools();
const skip = missing && !process.env.CI ? missing : false;

test("openapi.json is valid OpenAPI 3.1, and its examples are of their schemas", { skip }, async () => {
  assert.ok(python, missing);
  const script = fileURLToPath(new URL("openapi/valid.py", import.meta.url));
  const { code, output } = await run(python, [script, fileURLToPath(DOCUMENT)]);
  assert.equal(code, 0, output);
});

test("the server does what openapi.json says", { skip }, async () => {
  assert.ok(st, missing);
  // A server of one's own: developers get disabled, keys changed, apps deleted.
  const server = await startBare();
  after(() => server.stop());
  const folder = fs.mkdtempSync(path.join(server.stateDir, "openapi-"));
  const document = path.join(folder, "openapi.json");
  fs.writeFileSync(document, JSON.stringify(await reachable(JSON.parse(fs.readFileSync(DOCUMENT, "utf8")), api(server))));
  const config = path.join(folder, "schemathesis.toml");
  fs.writeFileSync(config, fs.readFileSync(CONFIG, "utf8") + WITHOUT_GET);
  const header = `Authorization: Bearer ${server.adminKey}`;
  const args = ["--config-file", config, "run", document, "--url", server.url, "--header", header, "--no-color"];
  const { code, output } = await run(st, args, folder);
  console.log(output.match(/Test cases:\n.*/)?.[0].replace(/\s+/g, " ") ?? "");
  assert.equal(code, 0, output);
});

/** Calls after which the user has no token any more, or is gone: they have users of their own. */
const ENDING = ["new_pass", "logout", "logout_all", "delete_account"];

/** The document with its ids, signatures and tokens narrowed to those that exist, so that calls come as far as the action. */
async function reachable(document, { admin, post, newApp, newDeveloper }) {
  const byToken = await newApp({ client_money_add: true, allow_mail_send: true });
  const byPassword = await newApp({ token_required: false, strict_format: false, client_money_add: true, allow_upload: true, allow_mail_send: true });
  const users = async (app) => {
    const [shared, payee] = [await app.login(), await app.register()];
    await admin("PATCH", app.userAt(shared.user), { balance: 5_000_000_000 });
    return { shared, payee };
  };
  const [tokens, passwords] = [await users(byToken), await users(byPassword)];
  const [shown, doomed] = [await newApp(), await newApp()];
  const [kept, deleted] = [await shown.register(), await shown.register()];
  for (let n = 0; n < 2; n += 1) await post("feedback", { ...shown.id, token: (await shown.login()).token, title: "x", content: "x" });
  const uploader = await shown.login(kept);
  for (const of of [uploader, await shown.login(deleted)]) await post("new_avatar", { ...shown.id, token: of.token, file_upload: file(PICTURES.png) });
  const [{ id: picture, url }] = (await admin("GET", shown.userAt(kept.user, "/pictures"))).body.items;
  const [{ id: feedback }, { id: deletedFeedback }] = (await admin("GET", `/apps/${shown.appid}/feedback`)).body.items;
  const { id } = await newDeveloper();
  assert.equal((await admin("GET", shown.userAt(kept.user))).status, 200);

  /** What calls of `endpoint` in `app` are sent: proofs of a user there, and of none; a content that an address has room for. */
  const known = async (app, { shared, payee }, endpoint) => {
    const { user, pass, token } = ENDING.includes(endpoint) ? await app.login() : shared;
    const proofs = { user: [user, "nobody"], pass: [pass, "wrong1"], token: [token, "0".repeat(64)] };
    return { appid: [app.appid], signature: [app.signature], newuser: [payee.user, "nobody"], content: ["<p>x</p>", " "], ...(endpoint !== "register" && proofs) };
  };
  for (const [name, item] of Object.entries(document.paths)) {
    if (name.startsWith("/api/admin/")) {
      narrow(item.parameters, { appid: [shown.appid], id: [id], user: [kept.user], feedback: [feedback], picture: [picture] });
      if (!item.delete || !item.parameters) continue;
      // Operations say it anew where what they delete is not to be missed by others.
      const inShown = { "{user}": { user: [deleted.user] }, "{feedback}": { feedback: [deletedFeedback] }, "{picture}": { user: [deleted.user], picture: [picture] } }[name.split("/").at(-1)];
      const gone = inShown ? { appid: [shown.appid], ...inShown } : { appid: [doomed.appid] };
      if (name.endsWith("/tokens")) continue;
      const inPath = item.parameters.map((it) => ({ ...it, schema: { ...it.schema } }));
      narrow(inPath, gone);
      narrow(item.delete.parameters, { confirm: [doomed.appid] });
      item.delete.parameters = [...inPath, ...(item.delete.parameters ?? [])];
    } else if (item.post) {
      const endpoint = name.split("/").at(-1);
      narrow(item.get?.parameters, await known(byToken, tokens, endpoint));
      const { $ref } = Object.values(item.post.requestBody.content)[0].schema;
      const body = document.components.schemas[$ref.split("/").at(-1)];
      const there = await known(byPassword, passwords, endpoint);
      for (const { properties } of body.oneOf ?? body.anyOf ?? [body]) {
        narrow(Object.entries(properties).map(([property, schema]) => ({ name: property, schema })), there);
      }
    } else if (name === "/api/user/picture/{name}") {
      narrow(item.parameters, { name: [url.split("/").at(-1), `${"0".repeat(32)}.png`] });
    } else if (item.get.parameters) {
      narrow(item.get.parameters, { appid: [shown.appid, "1"], user: [kept.user, "nobody"] });
    }
  }
  return document;
}

/** Leaves of the values that the schemas of `parameters` take those that are known by name. */
function narrow(parameters = [], known) {
  for (const { name, schema } of parameters) {
    if (!(name in known)) continue;
    for (const keyword of ["pattern", "minLength", "maxLength"]) delete schema[keyword];
    schema.enum = known[name];
  }
}

function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, PYTHONUNBUFFERED: "1" } });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject).on("close", (code) => resolve({ code, output }));
  });
}
