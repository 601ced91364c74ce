// `node bench/refusals.mjs`: the CPU time of each refusal beside a login, which is what it refuses: as wrangler.toml
// configures this Worker, with the throttle on. The shares, not the times, are worth something on another machine.

import { Stop, main } from "../scripts/lib.mjs";
import { build } from "../scripts/build.mjs";
import { load } from "./harness/client.mjs";
import { table } from "./harness/report.mjs";
import { start } from "./harness/subject.mjs";
import { registered } from "./subjects/documented.mjs";
import { adminOf, newApp, nobase } from "./subjects/nobase.mjs";

const [ROUNDS, MS] = [3, 2_000];

/** An address of one's own for each call: none of them is past a limit but where it is to be. */
let calls = 0;
const elsewhere = () => ({ "cf-connecting-ip": `10.${(calls += 1) >> 16 & 255}.${calls >> 8 & 255}.${calls & 255}` });

await main(import.meta.url, "refusals", async () => {
  await build();
  const subject = nobase().at(-1);
  subject.worker.bindings.THROTTLE = "on";
  const server = await start(subject);
  try {
    if (server.cpu() === undefined) throw new Stop("there is no /proc to read CPU times from");
    const app = await newApp(adminOf(server));
    const lanes = await lanesOf(server, app);
    const cpu = Object.fromEntries(Object.keys(lanes).map((name) => [name, []]));
    // Round by round, so that a slow moment of the machine is everybody's.
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, lane] of Object.entries(lanes)) {
        const { cpu: each, errors } = await load(server, lane, { connections: 2, ms: MS });
        if (errors > 0) throw new Stop(`${name}: ${errors} calls had a wrong answer`);
        cpu[name].push(each);
      }
    }
    const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
    const login = median(cpu["login"]);
    const rows = Object.entries(cpu).map(([name, values]) => [name, median(values).toFixed(2), `${((100 * median(values)) / login).toFixed(1)} %`]);
    console.log(table(["call", "ms of CPU", "of a login"], rows));
  } finally {
    await server.stop();
  }
});

async function lanesOf(server, app) {
  const accounts = await registered(server, app, 50);
  const some = () => accounts[calls % accounts.length];
  const login = (params, headers = elsewhere()) => ({ path: `/api/user/login?${new URLSearchParams({ ...app, user: some(), pass: "secret1", ...params })}`, headers });
  const says = (part) => ({ status, text }) => status < 500 && text.includes(part);
  const throttled = { "cf-connecting-ip": "192.0.2.1" };
  for (let n = 0; n < 150; n += 1) await server.client.send(login({ user: "victim01", pass: "wrong11" }, throttled));
  const lane = (next, part) => ({ next, right: says(part) });
  return {
    "login": lane(() => login(), '"code":200'),
    "wrong password, or unknown account": lane(() => login({ user: `nobody${(calls += 1)}`, pass: "wrong11" }), "账号密码错误"),
    "throttled": lane(() => login({ user: "victim01" }, throttled), "429"),
    "wrong signature": lane(() => login({ signature: "0".repeat(32) }), "签名"),
    "unknown app": lane(() => login({ appid: "1000000000" }), "应用"),
    "missing parameter": lane(() => login({ pass: "" }), "参数缺失"),
    "wrong token": lane(() => ({ path: `/api/user/update_sign?${new URLSearchParams({ ...app, token: "0".repeat(64), newsign: "x" })}`, headers: elsewhere() }), "token"),
    "path that is not there": lane(() => ({ path: "/api/user/nothing" }), "404"),
  };
}
