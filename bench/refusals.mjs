// `node bench/refusals.mjs`: the CPU time of each refusal beside the call that it refuses: as wrangler.toml configures this
// Worker, with the throttle on, but without the log. The shares, not the times, are worth something on another machine.

import { compatibilityDate, version } from "workerd";
import { Stop, main } from "../scripts/lib.mjs";
import { build } from "../scripts/build.mjs";
import { load } from "./harness/client.mjs";
import { fixed, median, table } from "./harness/report.mjs";
import { start } from "./harness/subject.mjs";
import { nobase } from "./subjects/nobase.mjs";
import { ACCEPTED, mailService, pairs } from "./subjects/pairs.mjs";

const [ROUNDS, MS] = [3, 2_000];

await main(import.meta.url, "refusals", async () => {
  await build();
  const subject = nobase().at(-1);
  const mails = await mailService();
  Object.assign(subject.worker.bindings, { THROTTLE: "on", ...mails.vars });
  const server = await start(subject);
  try {
    if (server.cpu() === undefined) throw new Stop("there is no /proc to read CPU times from");
    const lanes = Object.entries(await pairs(server, mails)).flatMap(([call, of]) => Object.entries(of).map(([name, lane]) => ({ call, name, lane, cpu: [], requests: 0 })));
    // Round by round, so that a slow moment of the machine is everybody's; the first one warms up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const it of lanes) {
        await it.lane.before?.();
        const { cpu, errors, requests } = await load(server, it.lane, { connections: 2, ms: MS, ...it.lane.load });
        if (errors > 0) throw new Stop(`${it.call}, ${it.name}: ${errors} calls had a wrong answer`);
        if (round > 0) (it.cpu.push(cpu), (it.requests += requests));
      }
    }
    const rows = lanes.map(({ call, name, cpu, requests }) => {
      const accepted = lanes.find((it) => it.call === call && it.name === ACCEPTED);
      return [call, name, fixed((100 * median(cpu)) / median(accepted.cpu), 1), fixed(median(cpu)), String(requests)];
    });
    console.log(`workerd ${version} (${compatibilityDate}), medians of ${ROUNDS} rounds\n`);
    console.log(table(["call", "refused for", "% of the accepted call's CPU", "ms", "calls"], rows));
  } finally {
    await server.stop();
    mails.stop();
  }
});
