// One cell of the matrix: an operation that meets a fault at one of its trips. And the table of all of them.

import { called, next, prepared } from "./call.mjs";
import { stateOf } from "./state.mjs";

/** What may go wrong at which kind of trip. */
const FAULTS = {
  "D1 read": ["fails", "overloaded", "late", "never", "twice"],
  "D1 write": ["fails", "overloaded", "late", "never", "lost", "begun late", "cut off"],
  "KV get": ["fails", "late", "never", "stale"],
  "KV put": ["fails", "late", "never", "lost", "begun late"],
  "KV delete": ["fails", "late", "never", "lost", "begun late"],
  "file get": ["fails", "late", "never", "stale"],
  "file put": ["fails", "late", "never", "lost", "begun late", "cut off"],
  "file delete": ["fails", "late", "never", "lost", "begun late"],
  object: ["fails", "late", "never", "restarts", "twice"],
  limiter: ["fails", "late", "never"],
};
const COLUMNS = ["fails", "overloaded", "late", "never", "lost", "begun late", "cut off", "twice", "stale", "restarts"];

/** The faults that may happen to `operation` at a trip of this name. What is not asked again cannot fail twice. */
export const faultsOf = (operation, trip) => [...(FAULTS[trip] ?? []), ...(trip === "D1 write" && operation.repeats ? ["twice"] : [])];

/** Milliseconds for which `operation` waits at a trip of this name. */
export function patience(operation, trip) {
  if (trip === "object") return operation.name === "admin: import a user" ? 30_000 : 8_000;
  if (trip === "file put") return 20_000;
  if (["KV put", "KV delete", "file delete"].includes(trip)) return 7_000;
  return { D1: 5_000, li: 2_000 }[trip.slice(0, 2)] ?? 3_000;
}

/** `fault` as entry.js has it. Twice: the first answer is lost, where there is something to do, and the second never comes. */
function planOf(fault, operation, name) {
  const late = patience(operation, name) + 2_000;
  return fault === "twice" ? { fault: name === "D1 write" ? "lost" : "never", then: "never", late } : { fault, late };
}

/** The trips of the request `id`, once nothing of it goes on any more. */
export const trips = async (api, id) => (await fetch(`${api.server.url}/faults/trips?id=${id}`)).json();

/** The state before an operation, of an app that is `prepared` for it: read once where it changes nothing. */
const stateBefore = (at) => (at.before ??= stateOf(at.api.server, at.app.appid));

/** `operation` without a fault: its trips, and the states before and after. */
export async function faultless(operation, api) {
  const at = await prepared(operation, api);
  const before = await stateBefore(at);
  const id = next();
  const first = await called(operation, at, { id });
  const after = await stateOf(api.server, at.app.appid, { first: before, id });
  const again = await called(operation, at, {});
  return { operation, first, trips: after.made, before: before.rows, after: after.rows, again: again.word };
}

/**
 * `operation` with `fault` at the last of the trips `way`: {answer, state, again, end}, `state` and `end` as stateOf has them. An
 * isolate remembers an app for 10 seconds: on a busy machine it may have forgotten it meanwhile, or a binding may have failed by
 * itself, so that the operation goes another way. Then it is done anew.
 */
export async function faulty(operation, api, way, fault, times = 20) {
  const [trip, name] = [way.length - 1, way.at(-1)];
  const at = await prepared(operation, api);
  const before = await stateBefore(at);
  const id = next();
  const answer = await called(operation, at, { id, trip, ...planOf(fault, operation, name) });
  const state = await stateOf(api.server, at.app.appid, { first: before, id });
  if (way.some((it, n) => state.made[n] !== it)) {
    if (times === 1) throw new Error(`${operation.name}: its trips are not ${way.join(", ")} but ${state.made.join(", ")}`);
    return faulty(operation, api, way, fault, times - 1);
  }
  const again = await called(operation, at, {});
  const end = await stateOf(api.server, at.app.appid, { first: before });
  return { answer, state, again: again.word, end };
}

/** The table: a row for each trip of each operation, a column for each fault. */
export function table(rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(["operation", "trip", ...COLUMNS]),
    line(["---", "---", ...COLUMNS.map(() => "---")]),
    ...rows.map(({ operation, trip, cells }) => line([operation, trip, ...COLUMNS.map((fault) => cells[fault] ?? "–")])),
  ].join("\n");
}
