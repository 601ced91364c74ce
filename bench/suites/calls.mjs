// Calls under load: every operation of every subject, at 1 and at 16 connections, in one interleaved run, so that
// whatever else the machine does hits all of them alike. Medians over the rounds.

import { load } from "../harness/client.mjs";
import { fixed, median, table } from "../harness/report.mjs";
import { start } from "../harness/subject.mjs";
import { OPERATIONS } from "../subjects/operations.mjs";

const CONNECTIONS = [1, 16];

/** Answers one row per operation and subject: {operation, subject, at: {1: {rps, p50, p99, cpu}, 16: …}, errors}. */
export async function measureCalls(subjects, { rounds, slice, wanted, say }) {
  const servers = [];
  try {
    for (const subject of subjects) servers.push(await start(subject));
    say("preparing users");
    const lanes = [];
    for (const server of servers) {
      for (const [operation, lane] of Object.entries(await server.subject.lanes(server))) {
        if (!lane.cold && wanted(operation)) lanes.push({ server, operation, lane, rounds: { 1: [], 16: [] } });
      }
    }
    // Like beside like, also in time.
    lanes.sort((a, b) => OPERATIONS.indexOf(a.operation) - OPERATIONS.indexOf(b.operation));
    say("warming up"); // compilers, caches, connections
    for (const { server, lane } of lanes) await load(server, lane, { connections: 16, ms: slice });
    for (let round = 1; round <= rounds; round += 1) {
      say(`round ${round} of ${rounds}, ${lanes.length} lanes`);
      for (const { server, lane, rounds } of lanes) {
        for (const connections of CONNECTIONS) rounds[connections].push(await load(server, lane, { connections, ms: slice }));
      }
    }
    return lanes.map(({ server, operation, rounds }) => ({
      operation,
      subject: server.subject.name,
      at: Object.fromEntries(CONNECTIONS.map((n) => [n, summary(rounds[n])])),
      errors: CONNECTIONS.flatMap((n) => rounds[n]).reduce((sum, { errors }) => sum + errors, 0),
    }));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function summary(rounds) {
  const of = (key) => median(rounds.map((round) => round[key]));
  const requests = rounds.reduce((sum, round) => sum + round.requests, 0);
  return { requests, rps: of("rps"), p50: of("p50"), p99: of("p99"), cpu: of("cpu") };
}

export function callsTable(rows) {
  const measured = CONNECTIONS.flatMap((n) => [`${n} conn: req/s`, "p50 ms", "p99 ms", "CPU ms"]);
  return table(["operation", "subject", ...measured, "errors"], rows.map(({ operation, subject, at, errors }) => {
    const numbers = CONNECTIONS.flatMap((n) => [fixed(at[n].rps, 0), fixed(at[n].p50), fixed(at[n].p99), fixed(at[n].cpu)]);
    return [operation, subject, ...numbers, errors];
  }));
}
