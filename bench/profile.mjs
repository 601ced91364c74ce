// `node bench/profile.mjs OPERATION`: where the time of an operation of this Worker goes, by the profiler that is built
// into workerd: first isolate by isolate (the Worker, and Miniflare's simulators), then function by function in the
// Worker's own. The Worker is built once more for it, with its functions' names; `--built` takes the one that is there.
//
// The profiler catches only a part of the samples it should, on a busy machine the fewer: so shares, not times. 100 % is
// what all isolates spend in functions; the operations of the floor can be profiled too, to compare.

import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "../scripts/build.mjs";
import { compile } from "../scripts/compile.mjs";
import { Stop, main, root, say } from "../scripts/lib.mjs";
import { isolates } from "../tests/harness/inspector.mjs";

const NAMED = path.join("bench", ".build", "named");
const SECONDS = 5;
const INTERVAL = 100; // microseconds between samples
const ROWS = 40;

await main(import.meta.url, "profile", async () => {
  const { values: flags, positionals: [operation] } = parseArgs({ allowPositionals: true, options: { built: { type: "boolean" } } });
  if (!flags.built) await namedBuild();
  const { load } = await import("./harness/client.mjs");
  const { start } = await import("./harness/subject.mjs");
  const { floor } = await import("./subjects/floor.mjs");
  const { nobase } = await import("./subjects/nobase.mjs");

  const subject = operation?.startsWith("floor") ? await floor() : nobase(path.join(root, NAMED))[0];
  const server = await start(subject, { inspector: true });
  try {
    const lanes = await subject.lanes(server);
    const lane = lanes[operation];
    if (!lane) throw new Stop(`which operation? ${Object.keys(lanes).join(", ")}`);
    await load(server, lane, { connections: 1, ms: 2000 }); // compilers
    const inspected = await isolates(server.inspectorUrl);
    for (const { ask } of inspected) {
      await ask("Profiler.enable");
      await ask("Profiler.setSamplingInterval", { interval: INTERVAL });
    }
    for (const { ask } of inspected) await ask("Profiler.start");
    const { requests } = await load(server, lane, { connections: 1, ms: SECONDS * 1000 });
    for (const isolate of inspected) isolate.profile = (await isolate.ask("Profiler.stop")).profile;
    inspected.forEach(({ close }) => close());
    await print(operation, requests, inspected);
  } finally {
    await server.stop();
  }
});

/** This Worker with its functions' names: RUSTFLAGS stands in for .cargo/config.toml's flags, which strip them. */
async function namedBuild() {
  await build(); // all that building takes is there then
  say("profile", "building with function names (the first time some minutes) ...");
  const flags = { RUSTFLAGS: "-C link-arg=--keep-section=target_features", CARGO_TARGET_DIR: path.join(root, "bench", ".build", "target") };
  await compile(root, { env: flags, out: NAMED });
}

async function print(operation, requests, inspected) {
  const { fixed, table } = await import("./harness/report.mjs");
  const inFunctions = ([name]) => !/^\((idle|program|root)\)/.test(name);
  const sum = (entries) => entries.reduce((total, [, us]) => total + us, 0);
  const most = (entries) => [...entries].sort(([, a], [, b]) => b - a);

  const busy = inspected.map(({ id, profile }) => [id, sum([...times(profile).own].filter(inFunctions))]);
  const share = (us) => fixed((us * 100) / sum(busy), 1);
  console.log(`\n${operation}: ${requests} calls in ${SECONDS} s\n`);
  console.log(table(["isolate", "%"], most(busy).filter(([, us]) => us > 0).map(([id, us]) => [id, share(us)]), 1));

  const { own, whole } = times(inspected.find(({ id }) => id === "core:user:subject").profile);
  const kinds = new Map();
  for (const [name, us] of [...own].filter(inFunctions)) add(kinds, name.split("\t")[1], us);
  console.log(`\n${table(["in the Worker's own", "%"], most(kinds).map(([kind, us]) => [kind, share(us)]), 1)}`);
  for (const [title, map] of [["most of its own", own], ["most with what it calls", whole]]) {
    const rows = most([...map].filter(inFunctions)).slice(0, ROWS).map(([name]) => [...name.split("\t"), share(own.get(name) ?? 0), share(whole.get(name))]);
    console.log(`\n${table([title, "kind", "own %", "with callees %"], rows)}`);
  }
}

/**
 * Microseconds by function, named "NAME\tKIND": its own, and with what it calls. One thread serves all isolates, and an
 * isolate is not sampled while another runs: so a sample stands for an interval, however long ago the last one was.
 */
function times({ nodes, samples, timeDeltas }) {
  const names = new Map(nodes.map(({ id, callFrame: { functionName, url } }) => [id, `${functionName || "(anonymous)"}\t${kindOf(functionName, url)}`]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const own = new Map();
  const whole = new Map();
  for (const [i, sample] of samples.entries()) {
    const us = Math.min(timeDeltas[i], INTERVAL);
    add(own, names.get(sample), us);
    const stack = new Set();
    for (let id = sample; id !== undefined; id = parents.get(id)) stack.add(names.get(id));
    for (const name of stack) add(whole, name, us);
  }
  return { own, whole };
}

function add(map, name, us) {
  map.set(name, (map.get(name) ?? 0) + us);
}

function kindOf(name, url) {
  if (/^\(.*\)$/.test(name)) return name;
  if (url.startsWith("wasm:")) return "wasm";
  if (/^(cloudflare|node)-internal:/.test(url)) return "workerd's JavaScript";
  return url ? "glue" : "native";
}
