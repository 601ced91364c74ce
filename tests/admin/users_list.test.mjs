// GET /api/admin/apps/{appid}/users: pages, search and filter.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { api, assertRefused } from "../harness/api.mjs";
import { d1 } from "../harness/server.mjs";

const { admin, newApp, server } = api();

let app; // with the seven users below, which no test changes

const USERS = [
  { user: "alice", nickname: "顾江" },
  { user: "Bob_Smith", nickname: "bobby", qq: "1000200030" },
  { user: "carol", nickname: "100%" },
  { user: "dave", nickname: "d_ve", email: "Dave@Example.com" },
  { user: "erin", nickname: "ALICE's friend" },
  { user: "frank", nickname: "江湖", qq: "777888" },
  { user: "grace", nickname: "'; DROP TABLE users; --" },
];
const NEWEST_FIRST = USERS.map(({ user }) => user).reverse();

before(async () => {
  app = await newApp();
  for (const user of USERS) await app.register(user);
  for (const user of ["bob_smith", "erin"]) await admin("PATCH", app.userAt(user), { status: "disabled" });
});

const page = async (query) => {
  const answer = await admin("GET", `/apps/${app.appid}/users?${new URLSearchParams(query)}`);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(Object.keys(answer.body), ["items", "next_cursor"]);
  return answer.body;
};

/** The pages of `query`, as names, followed to the end. */
const pages = async (query, appid = app.appid) => {
  const found = [];
  for (let cursor; cursor !== null; ) {
    const path = `/apps/${appid}/users?${new URLSearchParams({ ...query, ...(cursor && { cursor }) })}`;
    const { body } = await admin("GET", path);
    found.push(body.items.map(({ user }) => user));
    cursor = body.next_cursor;
    assert.ok(found.length <= 1000, "a list that does not end");
  }
  return found;
};

const search = async (text) => (await page({ search: text })).items.map(({ user }) => user).sort();

test("the list goes through every user once, page by page, newest first", async () => {
  for (const limit of [1, 2, 3, 6, 7, 8, 500]) {
    const found = await pages({ limit });
    assert.deepEqual(found.flat(), NEWEST_FIRST, `limit=${limit}`);
    for (const items of found) assert.ok(items.length <= limit);
    assert.equal(found.length, Math.ceil(7 / limit), "no page is empty");
  }
});

test("an item of a list is the whole user", async () => {
  const { items, next_cursor } = await page({});
  assert.equal(next_cursor, null);
  for (const item of items) assert.deepEqual(item, (await admin("GET", app.userAt(item.user))).body);
});

test("search matches account, nickname, QQ number and e-mail, without regard to ASCII case", async () => {
  assert.deepEqual(await search("alice"), ["alice", "erin"]);
  assert.deepEqual(await search("SMITH"), ["Bob_Smith"]);
  assert.deepEqual(await search("江"), ["alice", "frank"]);
  assert.deepEqual(await search("20003"), ["Bob_Smith"]);
  assert.deepEqual(await search("777888"), ["frank"]);
  assert.deepEqual(await search("dave@example"), ["dave"]);
  assert.deepEqual(await search("nobody at all"), []);
});

test("a search begins with whom account or QQ number name, then come those whose account begins with the text", async () => {
  const app = await newApp();
  const names = ["first", "12345", "12345678", "12346", "1234567", "other"];
  for (const user of names) await app.register({ user, ...(user === "first" && { qq: "12345" }), nickname: user === "other" ? "12345!" : "n" });
  await admin("PATCH", app.userAt("12345678"), { status: "disabled" });
  const found = (query) => pages({ ...query }, app.appid);
  const all = ["12345", "first", "1234567", "12345678", "other"];
  for (const limit of [1, 2, 3, 4, 5, 50]) {
    const found = await pages({ search: "12345", limit }, app.appid);
    assert.deepEqual(found.flat(), all, `limit=${limit}`);
    for (const items of found) assert.ok(items.length <= limit);
  }
  for (const limit of [1, 2, 50]) {
    assert.deepEqual((await found({ search: "12345", status: "disabled", limit })).flat(), ["12345678"]);
    assert.deepEqual((await found({ search: "1234", status: "active", limit })).flat().sort(), [...all, "12346"].filter((name) => name !== "12345678").sort());
  }
});

test("a search finds by its beginning a QQ number and an address too, and nobody twice", async () => {
  const app = await newApp();
  const users = [
    { user: "7770", qq: "777888", email: "777@example.com" },
    { user: "other", qq: "77755" },
    { user: "mailer", email: "777x@Example.com" },
    { user: "same", email: "777x@example.com" },
    { user: "third", nickname: "0777" },
    { user: "nobody", qq: "577711" },
  ];
  for (const user of users) await app.register({ account: "n", nickname: "n", ...user });
  const expected = ["7770", "other", "mailer", "same", "third", "nobody"].sort();
  for (const limit of [1, 2, 3, 4, 5, 50]) {
    const found = await pages({ search: "777", limit }, app.appid);
    assert.deepEqual(found.flat().sort(), expected, `limit=${limit}`);
    for (const items of found) assert.ok(items.length <= limit);
  }
  await admin("PATCH", app.userAt("mailer"), { status: "disabled" });
  for (const limit of [1, 50]) assert.deepEqual((await pages({ search: "777", status: "disabled", limit }, app.appid)).flat(), ["mailer"]);
});

test("a cursor of a search goes on with no other list", async () => {
  for (const cursor of ["x:", "a:alice", "q:1", "e:1:a@b.cn"]) {
    assertRefused(await admin("GET", `/apps/${app.appid}/users?cursor=${cursor}`), 422, "cursor");
    assert.equal((await admin("GET", `/apps/${app.appid}/users?search=a&cursor=${cursor}`)).status, 200);
  }
});

test("search takes its text literally", async () => {
  assert.deepEqual(await search("%"), ["carol"]);
  assert.deepEqual(await search("_"), ["Bob_Smith", "dave"]);
  assert.deepEqual(await search("'"), ["erin", "grace"]);
  assert.deepEqual(await search("\\"), []);
  assert.deepEqual(await search("*"), []);
});

test("an empty search or status narrows nothing", async () => {
  assert.equal((await page({ search: "", status: "" })).items.length, 7);
});

test("status narrows the list, alone and together with a search", async () => {
  const disabled = ["erin", "Bob_Smith"];
  const active = NEWEST_FIRST.filter((name) => !disabled.includes(name));
  assert.deepEqual((await pages({ status: "disabled" })).flat(), disabled);
  assert.deepEqual((await pages({ status: "active", limit: 2 })).flat(), active);
  assert.deepEqual((await pages({ status: "active", search: "alice" })).flat(), ["alice"]);
  assert.deepEqual((await pages({ status: "disabled", search: "江" })).flat(), []);
});

test("a status, limit or cursor that makes no sense is 422", async () => {
  const wrong = {
    status: ["deleted", "Active"],
    limit: ["0", "-1", "1.5", "abc", "100000"],
    cursor: ["abc", "-5", "1.5"],
  };
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) {
      assertRefused(await admin("GET", `/apps/${app.appid}/users?${field}=${value}`), 422, field);
    }
  }
});

test("an app without users has one empty page", async () => {
  const { appid } = await newApp();
  const { status, body } = await admin("GET", `/apps/${appid}/users`);
  assert.deepEqual([status, body], [200, { items: [], next_cursor: null }]);
});

test("a user that registers or goes while a list is read moves nothing on its later pages", async () => {
  const app = await newApp();
  for (const user of ["user1", "user2", "user3", "user4", "user5"]) await app.register({ user });
  const path = `/apps/${app.appid}/users?limit=2`;
  const { body: first } = await admin("GET", path);
  await app.register({ user: "user6" });
  await admin("DELETE", app.userAt("user4")); // the one that the cursor stands on
  const { body: second } = await admin("GET", `${path}&cursor=${encodeURIComponent(first.next_cursor)}`);
  assert.deepEqual([...first.items, ...second.items].map(({ user }) => user), ["user5", "user4", "user3", "user2"]);
});

test("of fifty thousand users none is listed twice or lost, and any can be searched for", async () => {
  const { appid } = await newApp();
  const count = 51_500; // more than one page of a search looks at
  // Five registered in every second; every tenth is disabled.
  await d1(
    server.stateDir,
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO users (appid, id, account, password, nickname, qq, email, created_at, status)
     SELECT ?1, 1700000000000000 + i, 'user' || i, '', iif(i = 1, 'the oldest', 'n'), iif(i = 9, 987654321, NULL),
            iif(i = 9, 'old9@Example.com', NULL), 1700000000 + i / 5, iif(i % 10, 'active', 'disabled') FROM n`,
    appid,
    count,
  );
  const all = Array.from({ length: count }, (_, i) => `user${count - i}`);
  const some = (rule) => all.filter((name) => rule.test(name));
  const found = async (query) => (await pages(query, appid)).flat();
  assert.deepEqual(await found({ limit: 499, status: "disabled" }), some(/0$/));
  assert.deepEqual(await found({ limit: 500, search: "r77", status: "active" }), some(/^user77(\d*[1-9])?$/));
  assert.deepEqual(await found({ search: "user777" }), ["user777", ...some(/^user777\d+$/)]);
  assert.deepEqual(await found({ search: "777", limit: 100 }), some(/777/));
  assert.deepEqual(await found({ search: "oldest" }), ["user1"]);
  assert.deepEqual(await found({ search: "nobody at all" }), []);

  // What an index finds is on the first page, however old.
  const first = async (search) => {
    const { body, cost } = await admin("GET", `/apps/${appid}/users?search=${search}`);
    assert.ok(cost.read < 3_500, `${cost.read} rows`);
    return body.items.map(({ user }) => user);
  };
  assert.deepEqual(await first("987654321"), ["user9"]);
  assert.deepEqual(await first("Old9@example.com"), ["user9"]);
  assert.deepEqual((await first("USER9"))[0], "user9");
  assert.deepEqual(await first("user5013"), ["user5013", ...some(/^user5013\d$/)]);
});

test("a page reads no more rows than it says, whatever it finds", async () => {
  const { appid } = await newApp();
  const count = 70_000;
  await d1(
    server.stateDir,
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO users (appid, id, account, password, nickname, created_at, status)
     SELECT ?1, i, 'user' || i, '', iif(i % 1000, 'n', 'rare'), 1700000000, iif(i % 50, 'active', 'disabled') FROM n`,
    appid,
    count,
  );
  const read = async (query) => {
    const { status, cost, body } = await admin("GET", `/apps/${appid}/users?${query}`);
    assert.equal(status, 200);
    // A page that ends because it has looked at enough users says at how many.
    const stopped = body.items.length < Number(new URLSearchParams(query).get("limit") ?? 50) && body.next_cursor !== null;
    assert.equal(body.scanned !== undefined, stopped, query);
    if (stopped) assert.ok(body.scanned === 25_000 || body.scanned === 1_000, query);
    assert.ok(cost.d1 <= 2 && cost.written === 0);
    return [cost.read, body];
  };
  const bounds = {
    "limit=50": 60,
    "limit=500": 510,
    "status=active": 1_500, // nearly everybody: it stops early
    "status=active&limit=500": 4_500,
    "status=disabled": 8_000, // one in fifty
    "search=rare": 52_000, // one in a thousand
    "search=nobody": 52_000,
    "search=nobody&status=disabled": 52_000,
    "search=user77": 3_500,
  };
  for (const [query, bound] of Object.entries(bounds)) {
    const [rows, { next_cursor }] = await read(query);
    assert.ok(rows <= bound, `${query} reads ${rows}`);
    const [next] = await read(`${query}&cursor=${next_cursor}`);
    assert.ok(next <= 52_000, `${query}, second page, reads ${next}`);
  }
});
