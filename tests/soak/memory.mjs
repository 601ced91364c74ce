// The memory of a bare server under load: what the Worker's isolate holds once its garbage is collected, by workerd's inspector; and
// what workerd has of the system, by ps, with its simulators of storage and what nobody has collected yet.

import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { heldBy, isolates } from "../harness/inspector.mjs";

const run = promisify(execFile);
const MB = 1e6;
/** Milliseconds between samples. */
const EVERY = { held: 10_000, resident: 1_000 };

/** Samples until it is ended; `end()` answers {held, resident}, each [{at, mb}], `at` being seconds since the beginning. */
export async function sampleMemory({ inspectorUrl, name }) {
  const all = await isolates(inspectorUrl);
  const isolate = all.find(({ id }) => id === `core:user:${name}`);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const measure = { held: async () => (await heldBy(isolate)) / MB, resident };
  const ended = new AbortController();
  // One after the other: an isolate tells of one snapshot at a time. And one at the end.
  const sample = async (what) => {
    const samples = [];
    for (let last = false; !last; ) {
      last = ended.signal.aborted;
      samples.push({ at: seconds(), mb: await measure[what]() });
      if (!last) await sleep(EVERY[what], undefined, { signal: ended.signal }).catch(() => {});
    }
    return [what, samples];
  };
  const samples = Promise.all(Object.keys(measure).map(sample));
  samples.catch(() => {}); // until it is waited for
  return {
    end: async () => {
      ended.abort();
      try {
        return Object.fromEntries(await samples);
      } finally {
        all.forEach(({ close }) => close());
      }
    },
  };
}

/** MB of this process's workerd. */
async function resident() {
  const { stdout } = await run("ps", ["-A", "-o", "ppid=,rss=,comm="]);
  const rows = stdout.trim().split("\n").map((line) => line.trim().split(/\s+/));
  const own = rows.filter(([parent, , command]) => Number(parent) === process.pid && /(^|\/)workerd$/.test(command));
  return own.reduce((sum, [, kilobytes]) => sum + (Number(kilobytes) * 1024) / MB, 0);
}
