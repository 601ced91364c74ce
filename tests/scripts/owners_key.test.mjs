// What npm start and npm run deploy say about the owner's key, the secret ADMIN_KEY, and what they do about it.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { read } from "../../scripts/lib.mjs";
import { deploy, newCheckout, start } from "./checkout.mjs";

const GOOD = "k".repeat(32); // the shortest that the Worker takes

const asAdmin = (calls) => calls.filter(({ request }) => request?.includes("/api/admin/"));
const secretCalls = (calls, what) => calls.filter(({ args }) => args?.[0] === "secret" && args[1] === what);

test("npm start makes a key where there is none, and says where it is", async () => {
  const home = newCheckout();
  const { said, code, calls } = await start(home);
  assert.equal(code, 0, said);
  const [, key] = read(path.join(home, ".dev.vars")).match(/^ADMIN_KEY=([0-9a-f]{64})$/m);
  assert.match(said, /wrote a random ADMIN_KEY into \.dev\.vars/);
  assert.match(said, /^ *admin key +ADMIN_KEY in the file \.dev\.vars$/m);
  assert.ok(!said.includes(key), said);
  assert.match(said, /^curl .* -d appid=1001 /m);
  assert.deepEqual(asAdmin(calls).map(({ authorization }) => authorization), [`Bearer ${key}`]);
});

test("npm start says that a key is too short and what to do, and makes no demo app with it", async () => {
  const devVars = `ADMIN_KEY=${GOOD.slice(1)}\n`;
  const home = newCheckout(devVars);
  const { said, code, calls } = await start(home);
  assert.equal(code, 0, said);
  assert.match(said, /^ *admin key +ADMIN_KEY in the file \.dev\.vars has 31 characters, and 32 is the least: no admin call is served$/m);
  assert.match(said, /delete its line there and start again/);
  assert.doesNotMatch(said, /^curl/m);
  assert.deepEqual(asAdmin(calls), []);
  assert.equal(read(path.join(home, ".dev.vars")), devVars);
});

test("npm start takes a good key, and has nothing to say against it", async () => {
  const devVars = `ADMIN_KEY=${GOOD}\n`;
  const home = newCheckout(devVars);
  const { said, code, calls } = await start(home);
  assert.equal(code, 0, said);
  assert.match(said, /^ *admin key +ADMIN_KEY in the file \.dev\.vars\n +end /m);
  assert.doesNotMatch(said, /wrote|characters/);
  assert.match(said, /^curl .* -d appid=1001 /m);
  assert.deepEqual(asAdmin(calls).map(({ authorization }) => authorization), [`Bearer ${GOOD}`]);
  assert.equal(read(path.join(home, ".dev.vars")), devVars);
});

// How long a deployed key is, Cloudflare tells nobody: so there is no test of a short one here.

test("npm run deploy says nothing about the key where the Worker has one", async () => {
  const { said, code, calls } = await deploy(newCheckout(), { secrets: ["PASSWORD_PEPPER", "ADMIN_KEY"], typed: "y\n" });
  assert.equal(code, 0, said);
  assert.equal(secretCalls(calls, "list").length, 1);
  assert.doesNotMatch(said, /ADMIN_KEY|owner's key/);
  assert.deepEqual(secretCalls(calls, "put"), []);
});

test("where the Worker has no key, npm run deploy makes one for whoever says yes, and shows it", async () => {
  const { said, code, calls } = await deploy(newCheckout(), { secrets: ["PASSWORD_PEPPER"], typed: "y\n" });
  assert.equal(code, 0, said);
  const [{ args, input }] = secretCalls(calls, "put");
  assert.deepEqual(args, ["secret", "put", "ADMIN_KEY"]);
  assert.match(input, /^[0-9a-f]{64}$/);
  assert.match(said, new RegExp(`shown only now, so keep it:\n\n${input}\n`));
});

for (const [who, typed] of [["who says no", "n\n"], ["where nobody can be asked", undefined]]) {
  test(`and ${who}, it says how to set one, of which length`, async () => {
    const { said, code, calls } = await deploy(newCheckout(), { secrets: [], typed });
    assert.equal(code, 0, said);
    assert.match(said, /at least 32 characters.*: npx wrangler secret put ADMIN_KEY$/m);
    assert.deepEqual(secretCalls(calls, "put"), []);
  });
}

test("where the secrets cannot be listed, npm run deploy says that the key was not checked, and sets none", async () => {
  const { said, code, calls } = await deploy(newCheckout(), { args: ["--name", "x"], typed: "y\n" });
  assert.equal(code, 0, said);
  assert.match(said, /secrets could not be listed, so it is not known whether it has an ADMIN_KEY: npx wrangler secret list --name=x$/m);
  assert.deepEqual(secretCalls(calls, "put"), []);
});

for (const args of [
  ["--name", "x", "--env", "staging", "--config", "other.toml"],
  ["--name=x", "--env=staging", "--config=other.toml"],
  ["--minify", "--name", "x", "-e", "staging", "--var", "A:B", "-c", "other.toml", "--keep-vars"],
]) {
  test(`npm run deploy -- ${args.join(" ")}: the key is that of the same Worker`, async () => {
    const same = ["--name=x", "--env=staging", "--config=other.toml"];
    const { said, code, calls } = await deploy(newCheckout(), { args, secrets: [], typed: "y\n" });
    assert.equal(code, 0, said);
    assert.deepEqual(calls.find((call) => call.args[0] === "deploy").args, ["deploy", ...args]);
    assert.deepEqual(secretCalls(calls, "list").map((call) => call.args), [["secret", "list", "--format", "json", ...same]]);
    assert.deepEqual(secretCalls(calls, "put").map((call) => call.args), [["secret", "put", "ADMIN_KEY", ...same]]);

    const advice = await deploy(newCheckout(), { args, secrets: [] });
    assert.ok(advice.said.includes(`npx wrangler secret put ADMIN_KEY ${same.join(" ")}\n`), advice.said);
  });
}
