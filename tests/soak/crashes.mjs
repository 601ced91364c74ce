// Mixed operations of all clients at once, while the server is killed as by a power cut at random moments, and started again
// on what was stored.

import { setTimeout as sleep } from "node:timers/promises";
import { Contradiction } from "./model.mjs";

/** Answers between two kills, and milliseconds from the last of them to the kill. */
const [ANSWERS, MOMENT] = [[300, 1200], [0, 50]];

/** Has `clients` do `operations` in all; `start()` starts the server, which is killed `kills` times at least. Answers what happened. */
export async function crashes(clients, { operations, kills, random, start, say }) {
  const calls = {};
  let [done, killed] = [0, 0];
  const note = (call) => {
    calls[call] = (calls[call] ?? 0) + 1;
    done += 1;
  };
  while (done < operations || killed < kills) {
    const server = await start();
    const most = Math.ceil(operations / kills);
    await untilKilled(server, clients, Math.min(random.between(...ANSWERS), most), random, note);
    killed += 1;
    say(`${done} of ${operations} operations, killed ${killed} times`);
  }
  const cutOff = clients.reduce((sum, client) => sum + Object.values(client.cutOff).reduce((all, n) => all + n, 0), 0);
  return { operations: done, kills: killed, cutOff, calls };
}

/** Lets all work until the server has answered so many times, and kills it a moment later, while they wait for answers. */
async function untilKilled({ server, api }, clients, answers, random, note) {
  const moment = random.between(...MOMENT);
  let [left, dead, end] = [answers, false, undefined];
  const kill = async () => {
    await sleep(moment);
    dead = true;
    await server.kill();
  };
  const answered = (...what) => {
    note(...what);
    left -= 1;
    if (left === 0) end = kill();
  };
  const worker = async (client) => {
    try {
      await client.work(api, () => !dead, answered);
    } catch (error) {
      if (!dead || error instanceof Contradiction) throw error;
    }
  };
  try {
    await Promise.all(clients.map(worker));
    await end;
  } finally {
    await server.kill();
  }
}
