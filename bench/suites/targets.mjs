// What was aimed at, beside what was measured in the same run.

import { LIMIT } from "../../scripts/check-bundle.mjs";
import { fixed, table } from "../harness/report.mjs";

const OURS = "nobase-edge, least hash";
const OBJECT = "nobase-edge, least hash in the object";
const HONO = "Hono, SHA-256";
const FLOOR = "floor, plain JavaScript";

/** Answers {target, limit, measured, met} for each target of which the run measured all that it takes. */
export function targets({ calls = [], cold = [], growth = [] }) {
  const at1 = (operation, subject) => calls.find((row) => row.operation === operation && row.subject === subject)?.at[1];
  const coldOf = (subject) => cold.find((row) => row.subject === subject);
  const ratio = (key, ours, theirs) => ours?.[key] / theirs?.[key];

  const batch = at1("floor: SELECT + UPDATE in a batch", FLOOR);
  const list = [];
  const add = (target, limit, measured) => list.push({ target, limit, measured });
  for (const [key, name] of [["p50", "p50"], ["cpu", "CPU"]]) {
    add(`update_sign by token: ${name}, × the floor's batch`, 1.4, ratio(key, at1("update_sign by token", OURS), batch));
    for (const operation of ["register", "login"]) {
      add(`${operation} at least hash: ${name}, × Hono with SHA-256`, 0.8, ratio(key, at1(operation, OURS), at1(operation, HONO)));
    }
  }
  add("signin, first, by token: p50, × the floor's batch", 1.6, ratio("p50", at1("signin, first", OURS), batch));
  add("signin, again, by token: p50, × the floor's batch", 1.6, ratio("p50", at1("signin, again", OURS), batch));
  add("transfer by token: p50, × the floor's batch", 1.6, ratio("p50", at1("transfer", OURS), batch));
  add("token_check: p50, × the floor's KV get", 1.4, ratio("p50", at1("token_check", OURS), at1("floor: KV get", FLOOR)));
  // What Cloudflare charges the Worker's own request of a login with lies between these two: the first holds the simulators
  // of D1 and KV and the object with its least hash, the second not even a plain Worker's half of its talk with D1 and KV.
  const login = at1("login", OBJECT)?.cpu;
  const [two, put, constant] = ["SELECT, then UPDATE", "KV put", "constant"].map((name) => at1(`floor: ${name}`, FLOOR)?.cpu);
  add("login by the object, least hash: CPU ms, simulators and all", 3, login);
  add("login by the object, least hash: CPU ms above the floor's two trips and KV put", 3, login - two - (put - constant));
  add("gzipped KB", LIMIT / 1000, coldOf(OURS)?.bytes / 1000);
  add("cold start, × the floor's", 1.5, ratio("coldMs", coldOf(OURS), coldOf(FLOOR)));
  const worst = growth.reduce((worst, row) => (row.ratio > (worst?.ratio ?? 0) ? row : worst), undefined);
  add(`growth: p50, × with 10³ users (the worst: ${worst?.operation}, ${worst?.size})`, 1.3, worst?.ratio);
  const [{ size: smallest } = {}] = growth;
  const least = Object.fromEntries(growth.filter(({ size }) => size === smallest).map(({ operation, read }) => [operation, read]));
  add("growth: rows read more than with 10³ users", 0, Math.max(...growth.map(({ operation, read }) => read - least[operation])));
  return list.filter(({ measured }) => Number.isFinite(measured)).map((row) => ({ ...row, met: row.measured <= row.limit }));
}

export const targetsTable = (list) =>
  table(["target", "at most", "measured", "met"], list.map(({ target, limit, measured, met }) => [target, limit, fixed(measured), met ? "yes" : "no"]), 1);
