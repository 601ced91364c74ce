// On what the figures were made, and how busy it was with something else: that makes latencies longer.

import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { output, read } from "../../scripts/lib.mjs";

export async function machine() {
  return {
    cpus: os.availableParallelism(),
    model: os.cpus()[0].model.trim(),
    memory: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
    workerd: JSON.parse(read("node_modules/workerd/package.json")).version,
    commit: output("git", ["rev-parse", "--short", "HEAD"])?.trim(),
    busy: await busyPercent(2000),
  };
}

/** How much of the CPUs was used within the next `milliseconds`. */
async function busyPercent(milliseconds) {
  const before = cpuTimes();
  await sleep(milliseconds);
  const after = cpuTimes();
  return Math.round(100 - (100 * (after.idle - before.idle)) / (after.all - before.all));
}

function cpuTimes() {
  const times = os.cpus().map((cpu) => cpu.times);
  const sum = (pick) => times.reduce((total, time) => total + pick(time), 0);
  return { idle: sum(({ idle }) => idle), all: sum((time) => Object.values(time).reduce((a, b) => a + b)) };
}
