// The calls that the documentation shows for each user endpoint, in JavaScript, for a WeChat mini program and in Python,
// as they stand there: only appid, signature, token and a mailed code are put in before they run.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { consoleModule } from "./console/modules.mjs";
import { api } from "./harness/api.mjs";
import { codeTo, ownAddress } from "./harness/mail.mjs";
import { PICTURES } from "./harness/pictures.mjs";
import { newStateDir } from "./harness/server.mjs";
import { declared } from "./harness/words.mjs";
import { wechat } from "./samples/wechat.mjs";

const { server, admin, post, newApp } = api();
const { proofsOf, userExample } = await consoleModule("docs/calls.ts");
const { snippet } = await consoleModule("snippets/snippets.ts");
const { userEndpoints } = await consoleModule("../openapi/user/index.ts");
const { samples } = await consoleModule("../openapi/parameters.ts");

globalThis.location = { origin: server.url }; // the page's

/** Runs a sample; answers what it prints, as JSON. */
const RUN = {
  async javascript(code) {
    const { console, printed } = listener();
    // A page with <input type="file">, in which a picture was chosen.
    const document = { querySelector: (selector) => selector === "input[type=file]" && { files: [new File([PICTURES.png], "a.png")] } };
    await vm.runInNewContext(`(async () => {${code}})()`, { fetch, URLSearchParams, FormData, document, console });
    return printed[0];
  },
  async wechat(code) {
    const { console, printed } = listener();
    const { wx, settled } = wechat({ picture: PICTURES.png });
    vm.runInNewContext(code, { wx, console });
    await settled();
    return printed[0];
  },
  python: (code) => new Promise((resolve, reject) => {
    const env = { ...process.env, PYTHONIOENCODING: "utf-8", NO_PROXY: "*", no_proxy: "*" };
    // What it prints is Python's own notation.
    const child = spawn("python3", ["-c", `import json\n${code.replace("print(response.json())", "print(json.dumps(response.json()))")}`], { env, cwd: pictureFolder(), stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.on("error", reject).on("close", () => resolve(JSON.parse(output)));
  }),
};

/** A folder with the file that the samples name. */
function pictureFolder() {
  const folder = newStateDir();
  fs.writeFileSync(path.join(folder, "picture.png"), PICTURES.png);
  return folder;
}
const python = spawnSync("python3", ["-c", "import requests"]).status === 0;
const skip = { python: !python && "python3 with the package `requests` is not installed" };

function listener() {
  const printed = [];
  const log = (it) => printed.push(it);
  return { console: { log, error: log }, printed };
}

/** An app whose user is the one that the examples name, with a balance, and with somebody to pay. */
async function named(proof) {
  const app = await newApp({ token_required: proof !== "password", client_money_add: true, allow_upload: true, allow_mail_send: true });
  const { user, token } = await app.login(await app.register({ user: samples.account, pass: samples.password }));
  await app.register({ user: "10002" });
  const email = ownAddress();
  await admin("PATCH", app.userAt(user), { balance: 1000, email });
  return { app, appid: app.appid, signature: app.signature, token, email };
}

/** With the address of the user, and the code that was sent there. */
async function withCode(code, { app, email }, { parameters }) {
  await post("send_code", { ...app.id, mail: email, purpose: "reset" });
  const example = parameters.find(({ name }) => name === "code").example;
  return code.replaceAll(samples.email, email).replaceAll(example, await codeTo(email));
}

for (const endpoint of userEndpoints) {
  const { done } = declared.endpoints.find((it) => it.name === endpoint.id);
  for (const proof of proofsOf(endpoint).length > 0 ? proofsOf(endpoint) : [undefined]) {
    for (const [language, run] of Object.entries(RUN)) {
      test(`${language}: ${endpoint.id} does what it is for${proof ? `, by ${proof}` : ""}`, { skip: skip[language] }, async () => {
        const own = endpoint.id === "register" ? await newApp() : await named(proof);
        let code = snippet(language, userExample(endpoint, proof));
        for (const name of ["appid", "signature", "token"]) code = code.replaceAll(samples[name], own[name]);
        if (endpoint.id === "reset_pass") code = await withCode(code, own, endpoint);
        const { code: status, msg, data } = await run(code);
        assert.deepEqual([status, msg], [200, endpoint.done.msg ?? "success"], JSON.stringify(data));
        if (endpoint.done.msg) assert.equal((await fetch(data)).headers.get("content-type"), "image/png");
        else if (done.length > 0) assert.equal(data, done[0]);
        else assert.equal(data.username, samples.account);
      });
    }
  }
}

test("wx.request's stand-in tells where there is no answer", async () => {
  const { console, printed } = listener();
  const { wx, settled } = wechat();
  vm.runInNewContext(snippet("wechat", { method: "GET", url: "http://127.0.0.1:1/", query: [] }), { wx, console });
  await settled();
  assert.match(printed[0], /^request:fail/);
});
