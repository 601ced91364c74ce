// Steady load: all clients go on for some time on one server, each answer judged by the models as before. Measured are the
// latencies that the clients see, and memory.

import { setTimeout as sleep } from "node:timers/promises";
import { sampleMemory } from "./memory.mjs";

/** Seconds of a window. */
export const WINDOW = 10;

/** Lets `clients` work for `seconds`; answers windows and samples of memory. */
export async function steady({ server, api }, clients, { seconds, say }) {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  const windows = [];
  const note = (_, milliseconds) => {
    const n = Math.floor(elapsed() / WINDOW);
    if (!windows[n] && n > 0 && n % 6 === 0) say(`${n * WINDOW} of ${seconds} s`);
    (windows[n] ??= []).push(milliseconds);
  };
  const memory = await sampleMemory(server);
  await Promise.all(clients.map((client) => client.work(api, () => elapsed() < seconds, note)));
  const samples = await memory.end();
  // The last snapshot is read while nothing is asked: it may take this process longer than workerd keeps connections that nobody
  // uses. Then it has to hear of their end before it takes one of them.
  await sleep(100);
  // What was sent within the time and answered after it belongs to no whole window.
  const whole = windows.slice(0, Math.max(1, Math.floor(seconds / WINDOW)));
  return { seconds, windows: whole.map((times, n) => summary(times ?? [], n)), memory: samples };
}

function summary(times, n) {
  times.sort((a, b) => a - b);
  const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))];
  return { at: n * WINDOW, requests: times.length, p50: at(0.5), p99: at(0.99) };
}
