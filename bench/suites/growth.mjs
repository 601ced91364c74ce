// Growth: the same calls with a thousand, a hundred thousand and a million users in their app, and beside a thousand
// other apps; each in a process of its own, interleaved, one connection. What should stay: rows read, and time.

import { load } from "../harness/client.mjs";
import { count, fixed, median, table } from "../harness/report.mjs";
import { start } from "../harness/subject.mjs";
import { loggedIn, ownLanes, passwordLane, registered, tokenLanes } from "../subjects/documented.mjs";
import { adminLane, adminOf, newApp } from "../subjects/nobase.mjs";
import { costOf, inARow } from "./asked.mjs";
import { seedApps, seedUsers, seeded } from "./seed.mjs";

const SIZES = [
  { size: "10³ users", users: 1_000, apps: 0 },
  { size: "10⁵ users", users: 100_000, apps: 0 },
  { size: "10⁶ users", users: 1_000_000, apps: 0 },
  { size: "10³ users, 10³ apps", users: 1_000, apps: 1_000 },
];

/** How many of the seeded users call. */
const CALLERS = 64;

/** Answers one row per operation and size: {operation, size, read, p50, ratio, errors}, `ratio` being that to the first size. */
export async function measureGrowth(subject, { rounds, slice, times, wanted, say }) {
  const counted = { ...subject, worker: { ...subject.worker, bindings: { ...subject.worker.bindings, ...subject.countedWith } } };
  const worlds = [];
  try {
    for (const size of SIZES) {
      say(`making ${size.size}`);
      const server = await start(counted);
      worlds.push({ ...size, server });
      Object.assign(worlds.at(-1), await populate(server, size));
    }
    const byToken = worlds.map(({ app, accounts, tokens }) => ({ ...tokenLanes(app, accounts, tokens), ...ownLanes(app, accounts, tokens), ...adminLane(app, accounts) }));
    const rows = await measure(worlds, byToken, { rounds, slice, times, wanted, say });
    // The same users again, now by password.
    for (const { server, app } of worlds) await adminOf(server)("PATCH", `/apps/${app.appid}`, { token_required: false });
    const byPassword = worlds.map(({ app, accounts }) => passwordLane(app, accounts));
    return [...rows, ...(await measure(worlds, byPassword, { rounds, slice, times, wanted, say }))];
  } finally {
    await Promise.all(worlds.map(({ server }) => server.stop()));
  }
}

/** An app with so many users and so many neighbours, and some of its users ready to call. */
async function populate(server, { users, apps }) {
  const app = await newApp(adminOf(server));
  const [model] = await registered(server, app, 1);
  await seedUsers(server, app.appid, model, users);
  await seedApps(server, app.appid, model, apps);
  const accounts = Array.from({ length: CALLERS }, (_, i) => seeded(1 + Math.floor(((i + Math.random()) * users) / CALLERS)));
  return { app, accounts, tokens: await loggedIn(server, app, accounts) };
}

async function measure(worlds, lanes, { rounds, slice, times, wanted, say }) {
  const operations = Object.keys(lanes[0]).filter(wanted);
  const all = operations.flatMap((operation) => worlds.map(({ size, server }, i) => ({ operation, size, server, lane: lanes[i][operation], rounds: [] })));
  for (let round = 0; round <= rounds; round += 1) {
    say(`growth, ${round === 0 ? "warming up" : `round ${round} of ${rounds}`}, ${operations.length} operations`);
    for (const { server, lane, rounds } of all) {
      const measured = await load(server, lane, { connections: 1, ms: slice / 2 });
      if (round > 0) rounds.push(measured);
    }
  }
  const rows = [];
  for (const { operation, size, server, lane, rounds } of all) {
    const [, ...warm] = await inARow(server, lane, 1 + times);
    const read = Math.max(...warm.map(({ answer }) => costOf(answer.headers["x-cost"]).read));
    const p50 = median(rounds.map(({ p50 }) => p50));
    const smallest = rows.find((row) => row.operation === operation) ?? { p50 };
    rows.push({ operation, size, read, p50, ratio: p50 / smallest.p50, errors: rounds.reduce((sum, { errors }) => sum + errors, 0) });
  }
  return rows;
}

export function growthTable(rows) {
  const operations = [...new Set(rows.map(({ operation }) => operation))];
  const head = SIZES.flatMap(({ size }, i) => [`${size}: rows read`, "p50 ms", ...(i > 0 ? ["ratio"] : [])]);
  return table(["operation", ...head], operations.map((operation) => {
    const cells = rows.filter((row) => row.operation === operation).flatMap(({ read, p50, ratio }, i) => [count(read), fixed(p50), ...(i > 0 ? [fixed(ratio)] : [])]);
    return [operation, ...cells];
  }), 1);
}
