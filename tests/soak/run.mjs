// `npm run soak`: mixed operations of many clients over crashes, then steady load. docs/robustness.md says what it shows.

import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { build } from "../../scripts/build.mjs";
import { Stop, main, say as line } from "../../scripts/lib.mjs";
import { keep } from "./figures.mjs";
import { growth } from "./growth.mjs";
import { judge } from "./judge.mjs";
import { machine } from "./machine.mjs";
import { soak } from "./soak.mjs";

const HELP = `npm run soak -- [options]
  --operations N    operations over crashes (20000)
  --kills N         kills at least (20)
  --seconds N       seconds of steady load (600)
  --connections N   clients at once (32)
  --seed TEXT       makes the same choices again
  --quick-hashes    hashes of least cost in the steady part; otherwise as a deployment has them
  --publish         the figures into docs/soak/ instead of soak-results/`;

const say = (text) => line("soak", text);

await main(import.meta.url, "soak", async () => {
  const { help, publish, "quick-hashes": quick, ...numbers } = parse();
  if (help) return console.log(HELP);
  const { seed = String(randomInt(1e9)), ...given } = numbers;
  const options = { operations: 20_000, kills: 20, seconds: 600, connections: 32, ...Object.fromEntries(Object.entries(given).map(([name, text]) => [name, Number(text)])), seed };
  say(`seed ${seed}`);
  await build();
  const [date, began] = [new Date(), performance.now()];
  const on = await machine();
  const result = await soak({ ...options, deployed: !quick, say });
  const judged = judge(result.steady);
  // Shown and not judged: plain.mjs measures the same of a plain Worker.
  const workerd = growth(result.steady);
  keep({ date: date.toISOString(), seconds: Math.round((performance.now() - began) / 1000), machine: on, options, ...result, judged, workerd }, publish, say);
  for (const { rule, found, held } of judged) say(`${held ? "holds" : "BROKEN"}: ${rule}: ${found}`);
  say(`workerd as a whole: ${workerd.join(", ")} MB, at the beginning and after each 10,000 answers`);
  if (!judged.every(({ held }) => held)) throw new Stop("the steady part did not hold");
});

function parse() {
  const [text, flag] = [{ type: "string" }, { type: "boolean" }];
  try {
    return parseArgs({ options: { operations: text, kills: text, seconds: text, connections: text, seed: text, "quick-hashes": flag, publish: flag, help: flag } }).values;
  } catch (error) {
    throw new Stop(`${error.message}\n${HELP}`);
  }
}
