// /api/admin/apps/{appid}/feedback: what users wrote, as the developer reads it.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";
import { d1 } from "../harness/server.mjs";

const { admin, post, newApp, newDeveloper, server } = api();
const now = () => Math.floor(Date.now() / 1000);

/** Has a new user of `app` write; answers the account. One each: a user has to wait between two. */
async function write(app, feedback) {
  const { user, token } = await app.login();
  const { body, text } = await post("feedback", { ...app.id, token, title: "标题", content: "内容", ...feedback });
  assert.equal(body.code, 200, text);
  return user;
}

const at = ({ appid }, rest = "") => `/apps/${appid}/feedback${rest}`;

async function page(app, query = {}) {
  const answer = await admin("GET", at(app, `?${new URLSearchParams(query)}`));
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

/** The titles of all pages of `query`, page by page. */
async function pages(app, query) {
  const found = [];
  for (let cursor; cursor !== null; ) {
    const { items, next_cursor } = await page(app, { ...query, ...(cursor && { cursor }) });
    found.push(items.map(({ title }) => title));
    cursor = next_cursor;
    assert.ok(found.length <= 100, "a list that does not end");
  }
  return found;
}

let app; // with the feedback below, which no test changes
const WRITTEN = [
  { title: "first", content: "Crash at start" },
  { title: "第二", content: "100% CPU", contact: "QQ 10001" },
  { title: "third", content: "it's slow", contact: "Me@Example.com" },
  { title: "CRASH again", content: "x" },
  { title: "5", content: "多\n行" },
];
const NEWEST_FIRST = WRITTEN.map(({ title }) => title).reverse();

before(async () => {
  app = await newApp();
  for (const feedback of WRITTEN) await write(app, feedback);
  const { items } = await page(app);
  for (const { id, title } of items) {
    if (["third", "5"].includes(title)) await admin("PATCH", at(app, `/${id}`), { status: "done" });
  }
});

test("a feedback has every documented field and no other", async () => {
  const app = await newApp();
  const before = now();
  const user = await write(app, { title: "题 ", content: "行一\n行二", contact: "a@b.cn" });
  const { items, next_cursor } = await page(app);
  assert.equal(next_cursor, null);
  const [{ id, at: time, ...rest }] = items;
  assert.match(id, /^[1-9][0-9]{15}$/);
  assert.ok(Number.isInteger(time) && time >= before && time <= now());
  assert.deepEqual(rest, { user, title: "题 ", content: "行一\n行二", contact: "a@b.cn", status: "open" });
  await admin("DELETE", app.userAt(user));
  assert.deepEqual((await page(app)).items, [], "what a user wrote goes with the user");
});

test("the list goes through all of it once, page by page, newest first", async () => {
  for (const limit of [1, 2, 4, 5, 6, 500]) {
    const found = await pages(app, { limit });
    assert.deepEqual(found.flat(), NEWEST_FIRST, `limit=${limit}`);
    assert.equal(found.length, Math.ceil(5 / limit), "no page is empty");
  }
  assert.deepEqual(await page(await newApp()), { items: [], next_cursor: null });
});

test("search and status narrow the list, alone and together", async () => {
  const search = async (text, more) => (await pages(app, { search: text, limit: 1, ...more })).flat();
  assert.deepEqual(await search("crash"), ["CRASH again", "first"]);
  assert.deepEqual(await search("二"), ["第二"]);
  assert.deepEqual(await search("qq"), ["第二"]);
  assert.deepEqual(await search("ME@example"), ["third"]);
  assert.deepEqual(await search("%"), ["第二"], "literally");
  assert.deepEqual(await search("'"), ["third"]);
  assert.deepEqual(await search("nowhere"), []);
  assert.deepEqual((await pages(app, { status: "done" })).flat(), ["5", "third"]);
  assert.deepEqual((await pages(app, { status: "open" })).flat(), ["CRASH again", "第二", "first"]);
  assert.deepEqual(await search("s", { status: "open" }), ["CRASH again", "first"]);
});

test("a status, limit or cursor that makes no sense is 422", async () => {
  const wrong = { status: ["active", "Open"], limit: ["0", "1.5", "501"], cursor: ["abc", "-5", "a:b"] };
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) assertRefused(await admin("GET", at(app, `?${field}=${value}`)), 422, field);
  }
});

test("a feedback is marked as done, opened again, and deleted", async () => {
  const app = await newApp();
  await write(app);
  await write(app, { title: "other" });
  const [other, first] = (await page(app)).items;
  const here = at(app, `/${first.id}`);
  for (const status of ["done", "done", "open"]) {
    const { status: answered, body } = await admin("PATCH", here, { status });
    assert.deepEqual([answered, body], [200, { ...first, status }]);
    assert.deepEqual((await page(app)).items, [other, { ...first, status }]);
  }
  assert.deepEqual((await admin("PATCH", here, {})).body, first);
  const wrong = { status: ["active", null, 1, ""], title: ["x"], at: [1] };
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) assertRefused(await admin("PATCH", here, { [field]: value }), 422, field);
  }
  const { status, body } = await admin("DELETE", here);
  assert.deepEqual([status, body], [200, { deleted: first.id }]);
  assert.deepEqual((await page(app)).items, [other]);
  for (const method of ["PATCH", "DELETE"]) assertRefused(await admin(method, here, method === "PATCH" ? { status: "done" } : undefined), 404);
});

test("a developer's key reaches the feedback of its own apps alone, and none where there is none", async () => {
  const [{ key }, { key: other }] = [await newDeveloper(), await newDeveloper()];
  const [app, another] = [await newApp({}, key), await newApp({}, other)];
  await write(app);
  const [{ id }] = (await page(app)).items;
  assert.equal((await admin("GET", at(app), undefined, key)).body.items.length, 1);
  assertRefused(await admin("GET", at(app), undefined, other), 404);
  assertRefused(await admin("GET", at({ appid: "1" })), 404);
  const out = [[app, id, other], [another, id, other], [app, "1", key], [app, "x", key], [app, "99999999999999999999", key]];
  for (const [of, number, asking] of out) {
    assertRefused(await admin("PATCH", at(of, `/${number}`), { status: "done" }, asking), 404);
    assertRefused(await admin("PATCH", at(of, `/${number}`), {}, asking), 404);
    assertRefused(await admin("DELETE", at(of, `/${number}`), undefined, asking), 404);
  }
  const [{ status }] = (await page(app)).items;
  assert.equal(status, "open");
  assert.equal((await admin("PATCH", at(app, `/${id}`), { status: "done" }, key)).body.status, "done");
});

test("calls are 1 round trip; a page reads no more rows than it says", async () => {
  const app = await newApp();
  await write(app);
  const [{ id }] = (await page(app)).items;
  const count = 12_000;
  await d1(
    server.stateDir,
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO feedback (appid, id, user_id, title, content, status)
     SELECT ?1, i, 1, 't', iif(i = 1, 'the oldest', 'c'), iif(i % 100, 'open', 'done') FROM n`,
    app.appid, count,
  );
  const bounds = { "limit=500": 1_010, "status=open": 260, "status=done": 10_300, "search=oldest": 10_300 };
  for (const [query, bound] of Object.entries(bounds)) {
    const { cost } = await admin("GET", at(app, `?${query}`));
    assert.deepEqual([cost.d1, cost.written], [1, 0]);
    assert.ok(cost.read <= bound, `${query} reads ${cost.read}`);
  }
  const [nobodys] = (await page(app, { limit: 2 })).items.slice(1);
  assert.equal(nobodys.user, null, "a user who is not there has no account");
  const first = await page(app, { search: "oldest" });
  assert.deepEqual([first.items, first.scanned], [[], 5_000]);
  assert.deepEqual((await pages(app, { search: "oldest" })).map((it) => it.length), [0, 0, 1]);
  assert.equal((await pages(app, { status: "done", limit: 500 })).flat().length, count / 100);

  const marked = (await admin("PATCH", at(app, `/${id}`), { status: "done" })).cost;
  const deleted = (await admin("DELETE", at(app, `/${id}`))).cost;
  assert.deepEqual([marked.d1, marked.written, deleted.d1, deleted.written], [1, 2, 1, 2], "itself and the audit log");
  for (const { read } of [marked, deleted]) assert.ok(read <= 10, `${read} rows`);
});
