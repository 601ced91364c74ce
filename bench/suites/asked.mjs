// What a call asks of D1 and KV, counted at run time, and how long that takes where they are far away: with between.js in
// front of the subject, one call after another.

import { setTimeout as sleep } from "node:timers/promises";
import { count, fixed, table } from "../harness/report.mjs";
import { start } from "../harness/subject.mjs";
import { OPERATIONS, USERS } from "../subjects/operations.mjs";

/**
 * Milliseconds by which each trip to D1 and each KV operation is delayed: together, and each alone; and in the end the request,
 * as where the Worker is placed beside D1.
 */
const FAR = 150;
const DELAYS = [{ d1: 0, kv: 0 }, { d1: 50, kv: 50 }, { d1: FAR, kv: FAR }, { d1: FAR, kv: 0 }, { d1: 0, kv: FAR }, { entry: FAR }];

/**
 * Answers one row per operation and subject: {operation, subject, asked, far}, `asked` being {trips, read, written, gets,
 * puts} per call, the mean of `times` calls, and `far` the latency under each of DELAYS, for subjects that `follow` says.
 */
export async function measureAsked(subjects, { times, wanted, follow, say }) {
  const rows = [];
  for (const subject of subjects) {
    say(`what ${subject.name} asks of D1 and KV`);
    let server = await start(subject);
    try {
      const lanes = Object.entries(await subject.lanes(server)).filter(([operation]) => wanted(operation));
      server = await server.restart({ between: true }); // an isolate that has not seen these users
      for (const [operation, lane] of lanes) {
        rows.push({
          operation,
          subject: subject.name,
          asked: await asked(server, lane, times),
          far: follow(subject) ? await far(server, lane, times) : undefined,
        });
      }
    } finally {
      await server.stop();
    }
  }
  return rows.sort((a, b) => OPERATIONS.indexOf(a.operation) - OPERATIONS.indexOf(b.operation));
}

/** Calls `lane` `times` times in a row; answers the answers, and how long each took. */
export async function inARow({ client, subject }, lane, times) {
  const calls = [];
  for (let i = 0; i < times; i += 1) {
    const request = lane.next();
    const started = performance.now();
    const answer = await client.send(request);
    calls.push({ answer, took: performance.now() - started });
    if (!lane.right(answer)) throw new Error(`${subject.name}: ${request.path} says ${answer.status} ${answer.text}`);
  }
  return calls;
}

/** Mean counts per call. What the Worker itself says of them, in X-Cost, must be the same. */
async function asked(server, lane, times) {
  const read = async () => {
    await sleep(30); // what runs after the answer
    return (await server.client.must({ path: "/between/counts" })).body;
  };
  if (!lane.cold) await inARow(server, lane, USERS); // whatever an isolate remembers, it remembers from here on
  await read();
  const calls = await inARow(server, lane, times);
  const sums = await read();
  const said = calls.map(({ answer }) => answer.headers["x-cost"]).filter(Boolean).map(costOf);
  for (const [name, sum] of Object.entries(sums)) {
    const claimed = said.reduce((total, cost) => total + cost[name], 0);
    if (said.length > 0 && claimed !== sum) throw new Error(`X-Cost says ${claimed} ${name} where between.js counted ${sum}`);
  }
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / times]));
}

/** X-Cost in the words of between.js. */
export function costOf(header) {
  const { d1, read, written, kv_get, kv_put } = Object.fromEntries(header.split(" ").map((pair) => pair.split("=")).map(([name, n]) => [name, Number(n)]));
  return { trips: d1, read, written, gets: kv_get, puts: kv_put };
}

/**
 * Latency under each of DELAYS: of the fastest of `times` calls, since a delay is never shorter than it is, whatever else
 * the machine does.
 */
async function far(server, lane, times) {
  const latencies = [];
  const delay = ({ entry = 0, d1 = 0, kv = 0 }) => server.client.must({ path: `/between/delays?entry=${entry}&d1=${d1}&kv=${kv}` });
  for (const delays of DELAYS) {
    await delay(delays);
    const calls = await inARow(server, lane, times);
    latencies.push(Math.min(...calls.map(({ took }) => took)));
  }
  await delay(DELAYS[0]);
  return latencies;
}

/** What a call asks; then latency by delay, and the trips in a row that it comes to. */
export function askedTable(rows) {
  const head = ["D1 trips", "rows read", "written", "KV get", "put", ...DELAYS.slice(0, 3).map(({ d1 }) => `ms at ${d1}`), "D1 in a row", "KV in a row", "both", `ms with D1 at ${FAR}`, "ms placed beside it"];
  return table(["operation", "subject", ...head], rows.map(({ operation, subject, asked, far }) => {
    const asks = [asked.trips, asked.read, asked.written, asked.gets, asked.puts].map(count);
    const [near, mid, both, d1, kv, placed] = far ?? [];
    const inARow = (latency) => fixed((latency - near) / FAR, 1);
    return [operation, subject, ...asks, ...[near, mid, both].map((ms) => fixed(ms, 0)), inARow(d1), inARow(kv), inARow(both), fixed(d1, 0), fixed(placed, 0)];
  }));
}
