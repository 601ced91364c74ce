// Requests that are nearly right: made from the API's own words, then broken somewhere. fast-check makes them from a seed, and
// makes one that fails smaller.

import fc from "fast-check";
import { UPLOADS, declared } from "../harness/declared.mjs";
import { examplesOf } from "../harness/examples.mjs";
import { CONTENT_TYPES, JSON_BODIES, MULTIPARTS, QUERIES, VALUES } from "../harness/hostile.mjs";
import { PICTURES } from "../harness/pictures.mjs";

const NAMES = [...new Set(declared.endpoints.flatMap(({ parameters }) => parameters.map(({ name }) => name)))];
const FIELDS = [...new Set(Object.values(declared.tables).flatMap((columns) => columns.map(({ name }) => name))), "password", "users", "confirm"];
const pick = (list) => fc.constantFrom(...list);
const seldom = (usual, odd, weight = 7) => fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });

/** Values that are odd; `known` are some that mean something. */
const values = (known) => fc.oneof(pick(known), pick(Object.values(VALUES).filter((it) => it.length < 2_000)), fc.string({ unit: "binary", maxLength: 20 }), fc.integer().map(String));

/** Bytes of a text in a query or a form: escaped well, not at all, or wrongly. */
const escaped = (text) => fc.record({ text, how: seldom(fc.constant("well"), pick(["raw", "cut", "latin1", "twice"])) }).map(({ text, how }) => {
  const well = encodeURIComponent(text.toWellFormed());
  return { well, raw: Buffer.from(text).toString("latin1"), cut: well.slice(0, -1), latin1: escape(text), twice: encodeURIComponent(well) }[how];
});

const joined = (pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("&");

/** What is sent with a call of `endpoint`, by name: what it needs, with something changed, left out or added. */
function parameters(endpoint, { credentials, known }) {
  const right = { ...(UPLOADS.includes(endpoint) ? {} : examplesOf(endpoint)) };
  const changed = fc.dictionary(pick(NAMES), values(known), { maxKeys: 3, noNullPrototype: true });
  return fc.tuple(pick(credentials), changed, fc.subarray(NAMES, { maxLength: 2 })).map(([own, odd, without]) => {
    const all = { ...right, ...own, ...odd };
    for (const name of without) if (!(name in own)) delete all[name];
    return all;
  });
}

/** Bytes with some cut out or put in. */
const broken = (bytes) => fc.tuple(bytes, fc.nat(300), fc.nat(8), fc.uint8Array({ maxLength: 6 })).map(([bytes, at, cut, more]) => Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at + cut)]));

const form = (sent) => sent.chain((all) => fc.tuple(...Object.entries(all).map(([name, value]) => fc.tuple(fc.constant(name), escaped(fc.constant(value)))))).map((pairs) => Buffer.from(joined(pairs), "latin1"));

const deep = fc.tuple(fc.integer({ min: 1, max: 9_000 }), pick(["[", '{"a":'])).map(([levels, open]) => open.repeat(levels) + (open === "[" ? "]" : "}").repeat(levels));
const json = (sent, names) => fc.oneof(
  { weight: 5, arbitrary: sent.map((all) => JSON.stringify(all)) },
  { weight: 3, arbitrary: fc.dictionary(pick(names), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true }).map((it) => JSON.stringify(it)) },
  { weight: 1, arbitrary: fc.tuple(pick(names), deep).map(([name, value]) => `{"${name}":${value}}`) },
  { weight: 1, arbitrary: pick(JSON_BODIES) },
).map((it) => Buffer.from(it));

const part = fc.record({
  disposition: seldom(fc.constant("form-data"), pick(["attachment", "", "form-data; name=user", "FORM-DATA"])),
  name: seldom(pick(NAMES), fc.string({ maxLength: 9 })),
  more: seldom(fc.constant(""), pick(['; filename="a.png"', '; filename=""', "; filename*=UTF-8''%00", "\r\nContent-Type: image/png", "\r\nX: y\r\n z"])),
  value: fc.oneof(pick(Object.values(PICTURES)), fc.string({ unit: "binary", maxLength: 20 }).map((it) => Buffer.from(it))),
});
const multipart = (sent) => fc.tuple(sent, fc.array(part, { maxLength: 4 }), seldom(fc.constant(0), fc.integer({ min: 90, max: 1_200 }), 30)).map(([all, odd, times]) => {
  const one = (disposition, name, more, value) => Buffer.concat([Buffer.from(`--b\r\nContent-Disposition: ${disposition}; name="${name}"${more}\r\n\r\n`), value, Buffer.from("\r\n")]);
  const parts = Object.entries(all).map(([name, value]) => one("form-data", name, "", Buffer.from(value)));
  const many = Array.from({ length: times }, (_, n) => one("form-data", `k${n}`, "", Buffer.from("x")));
  return Buffer.concat([...parts, ...many, ...odd.map((it) => one(it.disposition, it.name, it.more, it.value)), Buffer.from("--b--\r\n")]);
});

/** A body and its content type, of any of the kinds. */
function body(sent, names) {
  const kind = (type, bytes) => fc.record({ type: seldom(fc.constant(type), pick(CONTENT_TYPES), 15), bytes: seldom(bytes, broken(bytes)) });
  return fc.oneof(
    { weight: 5, arbitrary: kind("application/x-www-form-urlencoded", form(sent)) },
    { weight: 5, arbitrary: kind("application/json", json(sent, names)) },
    { weight: 3, arbitrary: kind("multipart/form-data; boundary=b", multipart(sent)) },
    { weight: 1, arbitrary: pick(MULTIPARTS).map(([type, text]) => ({ type, bytes: Buffer.from(text) })) },
    { weight: 1, arbitrary: fc.record({ type: pick(CONTENT_TYPES), bytes: fc.uint8Array({ maxLength: 60 }).map((it) => Buffer.from(it)) }) },
    { weight: 2, arbitrary: fc.constant({}) },
  );
}

/** How a body is sent. What is not `whole` ends before HTTP says so, or is more than it says. */
const framing = fc.oneof(
  { weight: 20, arbitrary: fc.constant({ way: "length", whole: true }) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 2_000 }).map((size) => ({ way: "chunks", size, whole: true })) },
  { weight: 1, arbitrary: fc.integer({ min: -50, max: 50 }).map((by) => ({ way: "length", by, whole: by === 0 })) },
  { weight: 1, arbitrary: pick(["zz", "-1", "ffffffffffffffffff", ""]).map((length) => ({ way: "chunks", length, whole: false })) },
  { weight: 1, arbitrary: fc.constant({ way: "both", whole: false }) },
  { weight: 1, arbitrary: fc.constant({ way: "none", whole: false }) },
);

const headers = fc.array(fc.oneof(
  fc.tuple(pick(["CF-Connecting-IP", "X-Forwarded-For", "Origin", "User-Agent", "Accept", "Cookie", "X-Requested-With", "Authorization"]), pick(["", "x", "::1", "203.0.113.7, x", "\xb9\xcb", "__Host-session=x; session=y", "console", "Bearer x", "a".repeat(3_000), "<script>"])),
  fc.tuple(fc.stringMatching(/^[A-Za-z-]{1,12}$/).filter((it) => !/^(host|connection|content|transfer|expect|upgrade|te|trailer|accept-encoding)/i.test(it)), fc.stringMatching(/^[ -~]{0,20}$/)),
), { maxLength: 3 });

/** Paths of the API with a query, and what it is called with: {path, query, sent, admin}. */
function targets(context) {
  const endpoint = pick(declared.endpoints).chain(({ name, path }) => fc.record({ path: fc.constant(path), sent: fc.constant(parameters(name, context)), names: fc.constant(NAMES) }));
  const segment = fc.oneof({ weight: 6, arbitrary: pick(context.segments) }, { weight: 1, arbitrary: escaped(values(context.known)) });
  const admin = fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => ({
    path: `/api/admin/${parts.join("/")}`, admin: true, names: FIELDS,
    sent: fc.dictionary(pick(FIELDS), values(context.known), { maxKeys: 4, noNullPrototype: true }),
  }));
  const odd = fc.tuple(pick(["/api/user/", "/api/user/login/", "/api/user/avatar/", "/api/user/picture/", "/api/user/get_avatar", "/api/", "/healthz", "//", "/%2e%2e/", "/docs"]), fc.oneof(fc.constant(""), escaped(values(context.known))))
    .map(([start, end]) => ({ path: start + end, names: NAMES, sent: fc.constant({}) }));
  return fc.oneof({ weight: 12, arbitrary: endpoint }, { weight: 6, arbitrary: admin }, { weight: 2, arbitrary: odd });
}

/** Any request: {method, path, query, headers, type, bytes, framing, pieces, pause}. `context` is what `fuzz.mjs` knows of the server. */
export function requests(context) {
  const queries = (sent) => fc.oneof(
    { weight: 4, arbitrary: fc.constant("") },
    { weight: 4, arbitrary: form(sent).map((it) => it.toString("latin1")) },
    { weight: 1, arbitrary: pick(QUERIES.filter((it) => it.length < 3_000)) },
    { weight: 1, arbitrary: fc.tuple(pick(["limit", "cursor", "search", "status", "confirm", "days", "from", "to", "event", "fresh"]), escaped(values(context.known))).map(([name, value]) => `${name}=${value}`) },
  );
  return targets(context).chain(({ path, sent, names, admin }) => fc.record({
    method: seldom(pick(admin ? ["GET", "POST", "PATCH", "DELETE"] : ["POST", "POST", "POST", "GET"]), pick(["HEAD", "PUT", "OPTIONS", "DELETE", "PATCH", "POST", "TRACE", "BREW"]), 12),
    path: fc.constant(path),
    query: queries(sent),
    headers: admin ? headers.map((list) => [...list, ["Authorization", `Bearer ${context.adminKey}`]]) : headers,
    body: body(sent, names),
    framing,
    slow: seldom(fc.constant(undefined), fc.record({ pieces: fc.integer({ min: 2, max: 4 }), pause: fc.integer({ min: 1, max: 25 }) }), 40),
  }));
}

/** A request as bytes, for `exchange`; with `proper` where HTTP has nothing against it, so that the Worker has to answer. */
export function bytesOf({ method, path, query, headers, body, framing, slow }) {
  const target = path + (query && `?${query}`);
  const lines = [`${method} ${target} HTTP/1.1`, "Host: test", "Connection: close", ...headers.map(([name, value]) => `${name}: ${value}`)];
  if (body.type !== undefined) lines.push(`Content-Type: ${body.type}`);
  let bytes = body.bytes ?? Buffer.alloc(0);
  const length = Math.max(0, bytes.length + (framing.by ?? 0));
  const has = bytes.length > 0;
  if (has && framing.way !== "chunks" && framing.way !== "none") lines.push(`Content-Length: ${length}`);
  if (has && (framing.way === "chunks" || framing.way === "both")) {
    lines.push("Transfer-Encoding: chunked");
    bytes = chunked(bytes, framing);
  }
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  const all = Buffer.concat([head, bytes]);
  const size = Math.ceil(all.length / (slow?.pieces ?? 1));
  const pieces = Array.from({ length: slow?.pieces ?? 1 }, (_, n) => all.subarray(n * size, (n + 1) * size));
  const proper = (!has || framing.whole) && /^\/[!-~]*$/.test(target) && !target.includes("#") && head.length < 30_000 &&
    ["GET", "POST", "PATCH", "DELETE", "HEAD", "PUT", "OPTIONS"].includes(method) && !/[\0\r\n]/.test(body.type ?? "") && /^[ -~\t]*$/.test(body.type ?? "");
  return { pieces, pause: slow?.pause, half: has && !framing.whole, head: method === "HEAD", proper, target, method };
}

function chunked(bytes, { size = 1_000, length }) {
  const chunks = [];
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.subarray(at, at + size);
    chunks.push(Buffer.from(`${length ?? chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n"));
  }
  return Buffer.concat([...chunks, Buffer.from("0\r\n\r\n")]);
}
