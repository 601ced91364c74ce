// Nothing that a client sends makes an answer of HTTP 500 or of code 500, and every answer is a well-formed envelope.
// A bounded sweep: odd values in every parameter of every endpoint, over the transports; then odd queries, bodies, types
// and framing.

import assert from "node:assert/strict";
import net from "node:net";
import { after, test } from "node:test";
import { api } from "./harness/api.mjs";
import { startBare } from "./harness/bare.mjs";
import { UPLOADS, declared } from "./harness/declared.mjs";
import { assertEnvelope } from "./harness/envelope.mjs";
import { examplesOf } from "./harness/examples.mjs";
import { CONTENT_TYPES, FORMS, JSON_BODIES, MULTIPARTS, QUERIES, VALUES } from "./harness/hostile.mjs";
import { ownAddress } from "./harness/mail.mjs";

// A server of one's own: broken requests end their connection, and wrangler's proxy in front of the shared one would let
// other tests' requests feel it.
const server = await startBare();
const { call, user, post, json, newApp } = api(server);

/** The parameters of each endpoint that takes what all transports can carry. */
const ENDPOINTS = declared.endpoints
  .filter(({ name }) => !UPLOADS.includes(name))
  .map(({ name, parameters }) => [name, parameters.map((it) => it.name).filter((it) => !["appid", "signature"].includes(it))]);
/** Those that stand for all where it is not the endpoint that reads what was sent. */
const READERS = ["register", "login", "update_sign"];
const KILO = 1024;

/** Runs `jobs` (functions), a few at a time. */
async function each(jobs) {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await job();
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

const typed = (type) => (endpoint, body, query) =>
  user(endpoint, query, { method: "POST", headers: { "content-type": type }, body });
const multipart = (endpoint, params) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(params)) body.append(name, value);
  return user(endpoint, {}, { method: "POST", body });
};
const TRANSPORTS = [
  // The runtime takes no longer URL than 64 KiB; what would not fit goes into a body.
  (endpoint, params) => (new URLSearchParams(params).toString().length < 32 * KILO ? user : post)(endpoint, params),
  post,
  json,
  multipart,
];

let serial = 0;
/** Parameters that come as far as the action, so that one odd value among them comes as far as it can. */
async function actor(settings) {
  const app = await newApp({ strict_format: false, client_money_add: true, allow_mail_send: true, ...settings });
  const { user: name, pass, token } = await app.login();
  const proof = app.token_required ? { token } : { user: name, pass };
  const own = {
    register: () => ({ user: `fresh${(serial += 1)}`, pass: "secret1", nickname: "a" }),
    login: () => ({ user: name, pass }),
    delete_account: () => ({ user: name, pass }),
    reset_pass: () => ({ ...examplesOf("reset_pass"), user: name }),
    send_code: () => ({ mail: ownAddress(), purpose: "bind", ...proof }),
  };
  return (endpoint) => ({ ...app.id, ...(own[endpoint]?.() ?? { ...examplesOf(endpoint), ...proof }) });
}

for (const [endpoint, own] of ENDPOINTS) {
  for (const [turn, name] of ["appid", "signature", ...own].entries()) {
    test(`${endpoint}: no value of ${name} breaks anything`, async () => {
      const byPassword = ["user", "pass"].includes(name);
      const params = await actor({ token_required: !byPassword });
      const jobs = Object.entries(VALUES).map(([what, value], i) => async () => {
        // The next parameter gets the same value by the next transport.
        const transport = (i + turn) % TRANSPORTS.length;
        const answer = await TRANSPORTS[transport](endpoint, { ...params(endpoint), [name]: value });
        assertEnvelope(answer, `${what}, transport ${transport}`);
      });
      await each(jobs);
    });
  }

  test(`${endpoint}: no odd value in all parameters at once breaks anything`, async () => {
    const jobs = Object.entries(VALUES).map(([what, value], i) => async () => {
      const params = Object.fromEntries(["appid", "signature", ...own].map((name) => [name, value]));
      assertEnvelope(await TRANSPORTS[i % 4](endpoint, params), what);
    });
    await each(jobs);
  });

  if (!READERS.includes(endpoint)) continue;
  test(`${endpoint}: no query, no body and no content type breaks anything`, async () => {
    const params = await actor();
    const right = () => new URLSearchParams(params(endpoint)).toString();
    const send = async (type, body, query = params(endpoint)) =>
      assertEnvelope(await typed(type)(endpoint, body, query), `${type.slice(0, 80)}: ${String(body).slice(0, 80)}`);
    const jobs = [
      ...QUERIES.map((query) => async () => {
        assertEnvelope(await call(`/api/user/${endpoint}?${query}`), query.slice(0, 80));
        assertEnvelope(await call(`/api/user/${endpoint}?${right()}&${query}`), `… & ${query.slice(0, 80)}`);
      }),
      ...FORMS.map((body) => () => send("application/x-www-form-urlencoded", body)),
      ...JSON_BODIES.map((body) => () => send("application/json", body)),
      ...MULTIPARTS.map(([type, body]) => () => send(type, body)),
      ...CONTENT_TYPES.flatMap((type) =>
        [right(), JSON.stringify(params(endpoint)), "\0", ""].map((body) => () => send(type, body, {}))),
    ];
    await each(jobs);
  });
}

test("around 64 KiB a body is read or refused, whatever its type", async () => {
  const types = ["application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=b", "text/plain"];
  for (const type of types) {
    for (const length of [64 * KILO - 1, 64 * KILO, 64 * KILO + 1, 65 * KILO, 300 * KILO]) {
      const answer = await typed(type)("login", "x".repeat(length), {});
      assertEnvelope(answer, `${type} ${length}`);
      if (length > 64 * KILO) assert.equal(answer.status, 413);
    }
  }
});

test("long URLs are answered as far as the runtime takes them", async () => {
  const params = await actor();
  for (const length of [2, 8, 16, 32, 60]) {
    const { user: name, pass, ...id } = params("login");
    for (const start of ["x=", "user=", ""]) {
      const query = `${new URLSearchParams({ ...id, pass })}&${start}${"a".repeat(length * KILO)}`;
      assertEnvelope(await call(`/api/user/login?${query}`), `${start} ${length} KiB`);
    }
    assertEnvelope(await call(`/api/user/${"a".repeat(length * KILO)}`), `path of ${length} KiB`);
    assertEnvelope(await call(`/api/user/login?${"a=1&".repeat(length * 200)}`), `${length * 200} parameters`);
  }
});

test("no path below /api/user/ breaks anything", async () => {
  const avatars = ["", ".svg", "%00.svg", "__proto__.svg", "%2e%2e/login", `${"0".repeat(5000)}.svg`];
  const paths = [
    "%", "%00", "%2e%2e%2fadmin", "%2F", "%E9%A1%BE", "%B9%CB", "👍", "\\login", "login//", "login%00", "login;x=1",
    "login%3Fappid=1", "__proto__", "constructor", "avatar", ...avatars.map((name) => `avatar/${name}`),
  ];
  const jobs = paths.flatMap((path) => ["GET", "POST", "PUT", "DELETE"].map((method) => async () =>
    assertEnvelope(await call(`/api/user/${path}`, { method }), `${method} ${path}`)));
  await each(jobs);
});

/** Sends bytes as they are; answers all that came back until the answer was complete or the connection closed. */
function raw(text, { half = false } = {}) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const socket = net.connect(Number(port), hostname);
    if (half) socket.end(text, "latin1");
    else socket.write(text, "latin1");
    let answer = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      const [head, body] = answer.toString("latin1").split("\r\n\r\n");
      if (body?.length >= Number(head.match(/content-length: (\d+)/i)?.[1])) socket.destroy();
    });
    socket.on("close", () => resolve(answer.toString())).on("error", reject);
  });
}

/** The answer that `raw` got, as `call` gives it. */
function parsed(answer) {
  const [head, text] = answer.split("\r\n\r\n");
  const [start, ...lines] = head.split("\r\n");
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)));
  return { status: Number(start.split(" ")[1]), headers, text, body: JSON.parse(text) };
}

const GET = "GET /api/user/login HTTP/1.1\r\nHost: test\r\n";
const UNTYPED = "POST /api/user/login HTTP/1.1\r\nHost: test\r\n";
const HEAD = `${UNTYPED}Content-Type: application/json\r\n`;
const FRAMING = {
  "a content-length that is too short": [`${HEAD}Content-Length: 1\r\n\r\n{}`],
  "a length and chunks": [`${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
  "chunks that break off": [`${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a"`, { half: true }],
  "a GET with a body": [`${GET}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`],
  "bytes over 127 in the query": ["GET /api/user/login?appid=\xb9\xcb HTTP/1.1\r\nHost: test\r\n\r\n"],
  "bytes over 127 in headers": [`${GET}User-Agent: caf\xe9\r\nOrigin: \xb9\xcb\r\n\r\n`],
  "bytes over 127 in the content type": [`${UNTYPED}Content-Type: caf\xe9\r\nContent-Length: 2\r\n\r\n{}`],
  "an unlikely client address": [`${GET}CF-Connecting-IP: ::::1%25x\r\n\r\n`],
  "forwarding headers": [`${GET}X-Forwarded-Proto: javascript\r\nX-Forwarded-Host: "<\r\n\r\n`],
};
test("a body in chunks is as large as it is, whatever length it claims besides", async () => {
  const chunk = "x".repeat(0x8000);
  const chunks = [`{"user":"`, chunk, chunk, `"}`].map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join("");
  const answer = parsed(await raw(`${HEAD}Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`));
  assert.equal(answer.status, 413);
});

for (const [what, [text, options]] of Object.entries(FRAMING)) {
  test(`${what} gets an envelope`, async () => assertEnvelope(parsed(await raw(text, options)), what));
}

test("what HTTP itself forbids is the runtime's to refuse, and disturbs nobody else", async () => {
  for (const text of [
    `${HEAD}Content-Length: -5\r\n\r\n{}`,
    `${HEAD}Content-Length: abc\r\n\r\n{}`,
    `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    `${HEAD}Content-Length: 50\r\n\r\n{}`, // and then the client goes away
    "GET /api/user/login?a=\0 HTTP/1.1\r\nHost: test\r\n\r\n",
    "HACK /api/user/login HTTP/1.1\r\nHost: test\r\n\r\n",
    "\r\n\r\n\x16\x03\x01\r\n\r\n",
  ]) {
    await raw(text, { half: true });
    assert.equal((await post("login")).body.code, 400);
  }
});

test("every text that is accepted comes back unchanged", async () => {
  const app = await newApp();
  const account = await app.login();
  const jobs = Object.entries(VALUES).map(([what, value], i) => async () => {
    const sign = await json("update_sign", { ...app.id, token: account.token, newsign: value });
    // Nicknames are changed by nobody but the admin: each gets a user of its own.
    const one = { user: `user${1000 + i}`, pass: "secret1", nickname: value };
    const registered = await json("register", { ...app.id, ...one });
    assertEnvelope(sign, what);
    assertEnvelope(registered, what);
    if (registered.body.code === 200) assert.equal((await app.login(one)).profile.nickname, value, what);
    if (sign.body.code === 200) assert.equal((await app.login(account)).profile.signature, value, what);
  });
  for (const job of jobs) await job(); // one after the other: they share the user
});

after(async () => {
  const app = await newApp();
  await app.login(); // after all of this the server does its work
  await server.stop();
});
