// What npm run deploy asks and says, the first time and later.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { deploy, newCheckout } from "./checkout.mjs";

/** What wrangler was called with, without the options. */
const commands = (calls) => calls.map(({ args }) => args?.filter((it, n) => !it.startsWith("-") && !args[n - 1]?.startsWith("--")).slice(0, 2).join(" "));

test("the first time it asks where the database is to be, and makes it there before it deploys", async () => {
  const { said, code, calls } = await deploy(newCheckout(), { first: true, secrets: ["ADMIN_KEY"], typed: "apac\n" });
  assert.equal(code, 0, said);
  const made = calls.find(({ args }) => args[1] === "create");
  assert.deepEqual(made.args, ["d1", "create", "nobase-edge", "--location", "apac", "--update-config=false"]);
  const order = commands(calls);
  assert.ok(order.indexOf("d1 create") < order.indexOf("deploy") && order.indexOf("deploy") < order.indexOf("d1 migrations"), order.join());
});

test("both questions are answered by what was typed ahead", async () => {
  const { said, code, calls } = await deploy(newCheckout(), { first: true, secrets: [], typed: "weur\ny\n" });
  assert.equal(code, 0, said);
  assert.ok(calls.some(({ args }) => args[1] === "create") && calls.some(({ args }) => args[1] === "put"));
});

for (const [how, typed] of [["who only presses Enter", "\n"], ["where nobody can be asked", undefined]]) {
  test(`${how}: wrangler makes the database`, async () => {
    const { said, code, calls } = await deploy(newCheckout(), { first: true, secrets: ["ADMIN_KEY"], typed });
    assert.equal(code, 0, said);
    assert.ok(!calls.some(({ args }) => args[1] === "create"));
    assert.ok(calls.some(({ args }) => args[1] === "migrations"));
  });
}

test("a place that there is not is told, and nothing is deployed", async () => {
  const { said, code, calls } = await deploy(newCheckout(), { first: true, secrets: [], typed: "moon\n" });
  assert.equal(code, 1);
  assert.match(said, /moon is no such place: apac, oc/);
  assert.ok(!calls.some(({ args }) => args[0] === "deploy"));
});

test("later it asks nothing of the database", async () => {
  const { said, code } = await deploy(newCheckout(), { secrets: ["ADMIN_KEY"], typed: "" });
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, /Where is it to be/);
});

test("in the end it asks the Worker how it is, and says where the console is", async () => {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(asked.length > 1 ? 200 : 503).end("{}"); // a new address may take a moment
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const target = `http://127.0.0.1:${server.address().port}`;
  const { said, code } = await deploy(newCheckout(), { secrets: ["ADMIN_KEY"], target });
  server.close();
  assert.equal(code, 0, said);
  assert.deepEqual(asked, ["/healthz", "/healthz"]);
  assert.match(said, new RegExp(`it works. The console: ${target}$`, "m"));
});
