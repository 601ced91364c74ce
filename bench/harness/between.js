// Runs inside workerd, in front of a subject's own entry (index.js), whoever wrote it: counts what a call asks of D1 and
// KV, and delays it by as much as a far database would take. Never in front of a subject whose time is measured.
//
// Every question to D1 (a statement, a batch, one in a session) ends in one fetch by the binding's own Fetcher: that is
// the round trip. It is replaced on the very object that the binding holds, so that the binding stays what it is for
// those who look (worker-rs asks for its constructor's name). Likewise the methods of KV. A request itself may be delayed too,
// as it is where the Worker is placed far from its caller.

import { env } from "cloudflare:workers";
import subject from "./index.js";

export * from "./index.js"; // the Durable Objects

const nothing = () => ({ trips: 0, read: 0, written: 0, gets: 0, puts: 0 });
let counts = nothing();
let delays = { entry: 0, d1: 0, kv: 0 };

const wait = (ms) => (ms > 0 ? scheduler.wait(ms) : undefined);

if (env.DB) {
  const d1 = env.DB.fetcher;
  const ask = d1.fetch.bind(d1);
  d1.fetch = async (...question) => {
    counts.trips += 1;
    await wait(delays.d1);
    const answer = await ask(...question);
    const text = await answer.text();
    for (const { meta } of [JSON.parse(text)].flat()) {
      counts.read += meta?.rows_read ?? 0;
      counts.written += meta?.rows_written ?? 0;
    }
    return new Response(text, answer);
  };
}

if (env.TOKENS) {
  const kinds = { get: "gets", getWithMetadata: "gets", list: "gets", put: "puts", delete: "puts" };
  for (const [name, kind] of Object.entries(kinds)) {
    const ask = env.TOKENS[name].bind(env.TOKENS);
    env.TOKENS[name] = async (...question) => {
      counts[kind] += 1;
      await wait(delays.kv);
      return ask(...question);
    };
  }
}

export default {
  async fetch(request, env, context) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/between/counts") {
      const answer = Response.json(counts);
      counts = nothing();
      return answer;
    }
    if (pathname === "/between/delays") {
      delays = Object.fromEntries(Object.keys(delays).map((name) => [name, Number(searchParams.get(name))]));
      return Response.json(delays);
    }
    await wait(delays.entry);
    // An entry is a class (worker-rs) or an object.
    return typeof subject === "function" ? new subject(context, env).fetch(request) : subject.fetch(request, env, context);
  },
};
