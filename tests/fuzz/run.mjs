// `npm run fuzz`: many made-up requests. --requests N (100000), --seed N repeats a run.

import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { build } from "../../scripts/build.mjs";
import { Stop, main, say as line } from "../../scripts/lib.mjs";
import { fuzz } from "./fuzz.mjs";

const say = (text) => line("fuzz", text);

await main(import.meta.url, "fuzz", async () => {
  const { values } = parseArgs({ options: { requests: { type: "string" }, seed: { type: "string" } } });
  const [count, seed] = [Number(values.requests ?? 100_000), Number(values.seed ?? randomInt(1e9))];
  if (!(count > 0 && Number.isSafeInteger(seed))) throw new Stop("--requests and --seed are numbers");
  say(`${count} requests, seed ${seed}`);
  await build();
  const began = performance.now();
  const { sent, answered, refused, closed } = await fuzz({ count, seed, say });
  say(`${sent} requests in ${Math.round((performance.now() - began) / 1000)} s: the Worker answered ${answered}, the runtime refused ${refused}, ${closed} connections were closed; none hung, none broke`);
});
