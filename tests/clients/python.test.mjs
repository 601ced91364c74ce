// The Python client: every call of the API against the real server, with the Python that tests/openapi/tools.mjs has.
// Skipped where Python or PyPI is missing, except in CI.

import assert from "node:assert/strict";
import { spawnSync, spawn } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/lib.mjs";
import { api } from "../harness/api.mjs";
import { declared } from "../harness/declared.mjs";
import { ownAddress } from "../harness/mail.mjs";
import { PICTURES } from "../harness/pictures.mjs";
import { tools } from "../openapi/tools.mjs";

const { server, newApp } = api();
const { python, missing } = tools();
const skip = missing && !process.env.CI ? missing : false;
const env = { ...process.env, PYTHONPATH: path.join(root, "clients", "python", "src"), PYTHONIOENCODING: "utf-8", PYTHONDONTWRITEBYTECODE: "1", NO_PROXY: "*", no_proxy: "*" };

test("every call does what it is for; failures are errors; the token is kept and forgotten", { skip }, async () => {
  assert.ok(python, missing);
  const app = await newApp({ client_money_add: true, allow_upload: true, allow_mail_send: true });
  const given = {
    host: server.url, appid: app.appid, signature: app.signature, email: ownAddress(), other: ownAddress(), picture: Buffer.from(PICTURES.png).toString("hex"),
    mails: `${server.url}/api/admin/mail/outbox`, key: server.adminKey,
  };
  const said = JSON.parse(await run([path.join(root, "tests", "clients", "every_call.py")], JSON.stringify(given)));
  assert.deepEqual(Object.keys(said).sort(), declared.endpoints.map(({ name }) => name).sort());
  for (const { name, done } of declared.endpoints) if (done.length > 0 && name !== "upload_img") assert.equal(said[name], done[0], name);
  assert.match(said.upload_img, /\/api\/user\/picture\/[0-9a-f]{32}\.png$/);
});

test("it needs nothing of a Python newer than it says", { skip }, () => {
  // As the oldest that is supported reads it.
  const code = "import ast, pathlib, sys\nfor it in pathlib.Path(sys.argv[1]).rglob('*.py'): ast.parse(it.read_text(encoding='utf-8'), feature_version=(3, 9))";
  const { status, stderr } = spawnSync(python, ["-c", code, path.join(root, "clients", "python", "src")], { encoding: "utf8", env });
  assert.equal(status, 0, stderr);
});

function run(args, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(python, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    const [out, err] = [[], []];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => err.push(chunk));
    child.on("error", reject).on("close", (code) => (code === 0 ? resolve(Buffer.concat(out).toString()) : reject(new Error(Buffer.concat(err).toString()))));
    child.stdin.end(input);
  });
}
