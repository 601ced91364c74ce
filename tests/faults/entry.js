// Runs inside workerd, in front of the Worker's own entry: hands it its real bindings, each question to which is a trip. A
// request's header x-fault, or the cron expression of a scheduled event, JSON {id, appid, trip, fault, then, late}, says at which
// of its trips something goes wrong, and what.

import subject from "./index.js";

export * from "./index.js"; // the Durable Object

const never = new Promise(() => {});
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds until that is done whose connection was lost: less than its answer would have been waited for. */
const SOON = 1_500;

/**
 * What goes wrong at a trip, `ask` being what really happens, `late` milliseconds longer than it is waited for, and `after` has
 * what is left go on after the answer.
 */
const FAULTS = {
  fails: async () => {
    throw new Error("D1_ERROR: internal error");
  },
  overloaded: async () => {
    throw new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
  },
  late: async (ask, late) => {
    const answer = await ask();
    await wait(late);
    return answer;
  },
  "begun late": (ask, late, after) => after(wait(late).then(ask)),
  /** The connection is lost before it is done. */
  "cut off": async (ask, late, after) => {
    after(wait(SOON).then(ask));
    throw new Error("D1_ERROR: Network connection lost.");
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

/** The trips of a request so far; and at which of them something goes wrong, and at the one after it. */
class Trips {
  made = [];
  /** What goes on after the answer. */
  pending = [];

  constructor({ trip, fault, then, late }, context) {
    this.context = context;
    this.faults = { [trip]: fault, [trip + 1]: then };
    this.late = late;
  }

  /** A trip called `name`: the Worker waits for what it comes to. */
  go = (name, ask) => {
    const fault = this.faults[this.made.push(name) - 1];
    return fault ? FAULTS[fault](ask, this.late, this.after) : ask();
  };

  /** Has `work` go on after the answer; answers it. */
  after = (work) => {
    this.pending.push(work);
    this.context.waitUntil(work.catch(() => {}));
    return work;
  };

  /** Until nothing goes on any more: what comes last may have begun others. */
  async ended() {
    for (let n = 0; n < this.pending.length; n += 1) await Promise.allSettled([this.pending[n]]);
  }
}

/** What was put into KV, by binding and app. */
const put = { TOKENS: new Map(), FILES: new Map() };
const putOf = (binding, appid) => put[binding].get(appid) ?? put[binding].set(appid, new Set()).get(appid);

const only = (sqls) => (sqls.every((sql) => /^\s*(SELECT|WITH\b(?![^]*\b(DELETE|INSERT|UPDATE)\b))/i.test(sql)) ? "read" : "write");

const database = (real, go) => {
  const statement = (sql, it) => ({ sql, it, bind: (...values) => statement(sql, it.bind(...values)), all: () => go(`D1 ${only([sql])}`, () => it.all()) });
  return {
    prepare: (sql) => statement(sql, real.prepare(sql)),
    batch: (list) => go(`D1 ${only(list.map(({ sql }) => sql))}`, () => real.batch(list.map(({ it }) => it))),
    withSession: () => database(real.withSession(), go),
  };
};

const kv = (name, real, go) => Object.fromEntries(["get", "put", "delete"].map((does) => [does, (...of) => go(`${name} ${does}`, () => real[does](...of))]));
/** The same, where `appOf` tells whose a put is. */
const noted = (binding, appOf, { put: toPut, ...others }) => ({ ...others, put: (key, value, ...of) => (putOf(binding, appOf(value)).add(key), toPut(key, value, ...of)) });

const wrapped = (env, appid, { go }) => ({
  ...env,
  DB: database(env.DB, go),
  TOKENS: noted("TOKENS", (entry) => entry.split(" ")[0], kv("KV", env.TOKENS, go)),
  FILES: noted("FILES", () => appid, kv("file", env.FILES, go)),
  HASHER_OBJECT: { getByName: (name) => ({ fetch: (...of) => go("object", () => env.HASHER_OBJECT.getByName(name).fetch(...of)) }) },
  ...Object.fromEntries(
    ["FAILURES_BY_ACCOUNT", "FAILURES_BY_ADDRESS", "REGISTRATIONS_BY_ADDRESS", "CODES_BY_ADDRESS"].map((name) => [
      name,
      { limit: (of) => go("limiter", () => env[name].limit(of)) },
    ]),
  ),
});

/** Keys of `binding` that were put for `appid` and are there, and those of `more`. */
async function kept(env, binding, appid, more = []) {
  const keys = [...new Set([...putOf(binding, appid), ...more])];
  const there = await Promise.all(keys.map((key) => env[binding].get(key)));
  return keys.filter((_, n) => there[n] !== null);
}

/** Whether a token lives: one of an app that is deleted is of no use. */
const LIVES = `SELECT EXISTS (
    SELECT 1 FROM tokens t JOIN users u ON u.appid = t.appid AND u.id = t.user_id AND u.generation = t.generation WHERE t.digest = ?1 AND u.status = 'active')
  OR NOT EXISTS (SELECT 1 FROM apps WHERE appid = ?2 AND status <> 'deleted') AS lives`;

/**
 * What the bindings hold of `appid` once nothing of the request `id` goes on any more, whose trips were `made`: the rows of `queries`;
 * entries in KV of tokens that are dead; pictures without a row, and rows of pictures that are not there.
 */
async function stateOf(env, { queries, appid, id }) {
  const made = id === undefined ? undefined : await tripsOf(id);
  const ask = (sql, ...values) => env.DB.prepare(sql).bind(...values);
  const tokens = await kept(env, "TOKENS", appid);
  const [pictures, ...answers] = (await env.DB.batch([
    ask("SELECT name, kind FROM pictures WHERE appid = ?1", appid),
    ...queries.map((sql) => ask(sql, appid)),
    ...tokens.map((key) => ask(LIVES, key.replace("token:", ""), appid)),
  ])).map(({ results }) => results);
  const names = pictures.map(({ name }) => name);
  const files = await kept(env, "FILES", appid, names);
  return {
    made,
    rows: answers.slice(0, queries.length),
    dead: answers.slice(queries.length).filter(([{ lives }]) => !lives).length,
    unlisted: files.filter((key) => !names.includes(key)).length,
    missing: pictures.filter(({ name, kind }) => kind !== "gone" && !files.includes(name)).length,
  };
}

/** Trips by the id of their request. */
const requests = new Map();

/** Those of the request `id`, once nothing of it goes on any more. */
async function tripsOf(id) {
  const trips = requests.get(String(id));
  await trips.ended();
  return trips.made;
}

export default {
  async fetch(request, env, context) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/faults/trips") return Response.json(await tripsOf(searchParams.get("id")));
    if (pathname === "/faults/state") return Response.json(await stateOf(env, await request.json()));
    const plan = JSON.parse(request.headers.get("x-fault") ?? "{}");
    const trips = new Trips(plan, context);
    requests.set(String(plan.id), trips);
    return new subject({ waitUntil: trips.after, passThroughOnException: () => {} }, wrapped(env, plan.appid, trips)).fetch(request);
  },

  scheduled(event, env, context) {
    const plan = event.cron.startsWith("{") ? JSON.parse(event.cron) : {};
    const trips = new Trips(plan, context);
    requests.set(String(plan.id), trips);
    return new subject(context, wrapped(env, plan.appid, trips)).scheduled(event);
  },
};
