// The memory of a server's workerd: of the processes of its group that have this name, by ps, once a second.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Resident memory in MB of each workerd of the process group `group`, by process id. wrangler runs two: one hands requests on, one is the Worker's. */
async function resident(group) {
  const { stdout } = await run("ps", ["-A", "-o", "pgid=,pid=,rss=,comm="]);
  const rows = stdout.trim().split("\n").map((line) => line.trim().split(/\s+/));
  return rows.filter(([pgid, , , command]) => Number(pgid) === group && /(^|\/)workerd$/.test(command)).map(([, pid, kilobytes]) => [pid, Number(kilobytes) / 1024]);
}

/** Samples until it is ended; `end()` answers [{at, mb}], seconds since the beginning and all of them together. */
export function sampleMemory(group) {
  const began = performance.now();
  const samples = [];
  const sample = async () => {
    const processes = await resident(group);
    if (processes.length > 0) samples.push({ at: (performance.now() - began) / 1000, mb: processes.reduce((sum, [, mb]) => sum + mb, 0) });
  };
  const timer = setInterval(sample, 1000);
  return {
    end: async () => {
      clearInterval(timer);
      await sample();
      return samples;
    },
  };
}
