// Runs inside workerd, in front of the Worker's own entry: hands it its real bindings, each question to which is a trip. A
// request's header x-fault, JSON {id, trip, fault}, says at which of its trips something goes wrong, and what.

import subject from "./index.js";

export * from "./index.js"; // the Durable Object

/** Longer than anything is waited for. */
const LATE = 9_000;
const never = new Promise(() => {});
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What goes wrong at a trip, `ask` being what really happens. */
const FAULTS = {
  fails: async () => {
    throw new Error("D1_ERROR: internal error");
  },
  overloaded: async () => {
    throw new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
  },
  late: async (ask) => {
    const answer = await ask();
    await wait(LATE);
    return answer;
  },
  never: () => never,
  /** It is done, and nobody hears of it. */
  lost: async (ask) => {
    await ask();
    return never;
  },
  /** What KV says where it has not heard of the key yet. */
  stale: async () => null,
  /** The object ends in the middle. */
  restarts: async (ask) => {
    await ask();
    throw new Error("Durable Object reset because its code was updated.");
  },
};

/** The trips of a request so far, and the one at which something goes wrong. */
class Trips {
  made = [];
  pending = [];

  constructor({ trip, fault } = {}) {
    Object.assign(this, { trip, fault });
  }

  /** A trip called `name`: the Worker waits for what it comes to. */
  go = (name, ask) => {
    this.made.push(name);
    return this.made.length - 1 === this.trip ? FAULTS[this.fault](ask) : ask();
  };
}

const only = (sqls) => (sqls.every((sql) => /^\s*(SELECT|WITH\b(?![^]*\b(DELETE|INSERT|UPDATE)\b))/i.test(sql)) ? "read" : "write");

const database = (real, go) => {
  const statement = (sql, it) => ({ sql, it, bind: (...values) => statement(sql, it.bind(...values)), all: () => go(`D1 ${only([sql])}`, () => it.all()) });
  return {
    prepare: (sql) => statement(sql, real.prepare(sql)),
    batch: (list) => go(`D1 ${only(list.map(({ sql }) => sql))}`, () => real.batch(list.map(({ it }) => it))),
    withSession: () => database(real.withSession(), go),
  };
};

const kv = (binding, real, go) => Object.fromEntries(["get", "put", "delete"].map((name) => [name, (...of) => go(`${binding} ${name}`, () => real[name](...of))]));

const wrapped = (env, { go }) => ({
  ...env,
  DB: database(env.DB, go),
  TOKENS: kv("KV", env.TOKENS, go),
  FILES: kv("file", env.FILES, go),
  HASHER_OBJECT: { getByName: (name) => ({ fetch: (...of) => go("object", () => env.HASHER_OBJECT.getByName(name).fetch(...of)) }) },
  ...Object.fromEntries(
    ["FAILURES_BY_ACCOUNT", "FAILURES_BY_ADDRESS", "REGISTRATIONS_BY_ADDRESS", "CODES_BY_ADDRESS"].map((name) => [
      name,
      { limit: (of) => go("limiter", () => env[name].limit(of)) },
    ]),
  ),
});

/** Trips by the id of their request. */
const requests = new Map();

export default {
  async fetch(request, env, context) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/faults/trips") {
      const trips = requests.get(searchParams.get("id"));
      // What comes after the answer as well; not what never ends.
      await Promise.race([Promise.allSettled(trips.pending), wait(LATE + 3_000)]);
      return Response.json(trips.made);
    }
    if (pathname === "/faults/rows") {
      const { queries, appid } = await request.json();
      const answers = await env.DB.batch(queries.map((sql) => env.DB.prepare(sql).bind(appid)));
      return Response.json(answers.map(({ results }) => results));
    }
    const plan = JSON.parse(request.headers.get("x-fault") ?? "{}");
    const trips = new Trips(plan);
    requests.set(String(plan.id), trips);
    const watched = { waitUntil: (work) => (trips.pending.push(work), context.waitUntil(work)), passThroughOnException: () => {} };
    return new subject(watched, wrapped(env, trips)).fetch(request);
  },
};
