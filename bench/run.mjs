// `npm run bench`: what a call costs, beside the floor and the peers. README.md in this folder says what and how.

import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "../scripts/build.mjs";
import { Stop, fingerprint, main, output, read, root, run, say as line } from "../scripts/lib.mjs";

const FULL = { rounds: 5, slice: 2000, times: 5, coldStarts: 9 };
const QUICK = { rounds: 3, slice: 300, times: 3, coldStarts: 3 };
const HELP = `npm run bench -- [options]
  --quick            shorter rounds, no growth: less than 3 minutes
  --only WORDS       only operations with one of these words (separated by commas) in their name
  --subjects WORDS   only such subjects
  --suites WORDS     only some of cold, calls, asked, growth
  --against FOLDER   another build of this Worker (a copy of build/) beside the present one
  --rounds N, --slice MS
                     measure each lane in N rounds of MS milliseconds
  --out FILE         the JSON there instead of in bench/results/`;

const bench = path.join(root, "bench");
const say = (text) => line("bench", text);

await main(import.meta.url, "bench", async () => {
  const { values: flags } = parse();
  if (flags.help) return console.log(HELP);
  await build();
  await installPeers();

  // Here, because set-up may have installed what these import only now.
  const { allSubjects } = await import("./subjects/index.mjs");
  const { measureCold, coldTable } = await import("./suites/cold.mjs");
  const { measureCalls, callsTable } = await import("./suites/calls.mjs");
  const { measureAsked, farTable } = await import("./suites/asked.mjs");
  const { measureGrowth, growthTable } = await import("./suites/growth.mjs");
  const { targets, targetsTable } = await import("./suites/targets.mjs");

  const size = { ...(flags.quick ? QUICK : FULL), ...(flags.rounds && { rounds: Number(flags.rounds) }), ...(flags.slice && { slice: Number(flags.slice) }) };
  const words = (text) => (name) => text === undefined || text.split(",").some((word) => name.includes(word));
  const suite = words(flags.suites ?? (flags.quick ? "cold,calls,asked" : undefined));
  const wanted = words(flags.only);
  const chosen = words(flags.subjects ?? (flags.quick ? "floor,nobase,SHA-256,better-auth" : undefined));
  const subjects = (await allSubjects(flags)).filter(({ name }) => chosen(name));
  if (subjects.length === 0) throw new Stop(`no subject has ${flags.subjects} in its name`);

  const started = Date.now();
  const result = { command: ["npm run bench", ...(process.argv.length > 2 ? ["--", ...process.argv.slice(2)] : [])].join(" "), date: new Date().toISOString(), machine: machine(), size };
  if (suite("cold")) result.cold = await measureCold(subjects, { times: size.coldStarts, say });
  if (suite("calls")) result.calls = await measureCalls(subjects, { ...size, wanted, say });
  if (suite("asked")) {
    // The others hash at leisure, on the same trips; and peers take the quick run's time.
    const follow = ({ name, slow }) => !slow && (!flags.quick || /^(nobase|floor)/.test(name));
    result.asked = await measureAsked(subjects, { ...size, wanted, follow, say });
  }
  if (suite("growth")) result.growth = await measureGrowth({ ...size, wanted, say });
  result.targets = targets(result);
  result.seconds = Math.round((Date.now() - started) / 1000);

  const part = (title, text) => console.log(`\n${title}\n\n${text}`);
  const { command, date, machine: { cpus, model, memory, node, load } } = result;
  part(`\`${command}\` on ${date.slice(0, 10)}, in ${result.seconds} s, on ${cpus} × ${model}, ${memory} GB, Node ${node}; load average before ${load}`, "");
  if (result.cold) part("Upload and cold start", coldTable(result.cold));
  if (result.calls) part(`Calls at 1 and 16 connections, medians of ${size.rounds} rounds of ${size.slice} ms`, callsTable(result.calls, result.asked ?? []));
  if (result.asked) part("Far clients: latency where D1 and KV are so many milliseconds away", farTable(result.asked));
  if (result.growth) part("Growth", growthTable(result.growth));
  if (result.targets.length > 0) part("Targets", targetsTable(result.targets));

  const out = flags.out ?? path.join(bench, "results", `${date.replace(/[:.]/g, "-")}.json`);
  fs.mkdirSync(path.dirname(out), { recursive: true });
  fs.writeFileSync(out, JSON.stringify(result, undefined, 1));
  console.log();
  say(`the numbers are in ${path.relative(process.cwd(), out)}`);
  const errors = (result.calls ?? []).reduce((sum, row) => sum + row.errors, 0);
  if (errors > 0) throw new Stop(`${errors} calls had a wrong answer`);
});

function parse() {
  const text = { type: "string" };
  const flag = { type: "boolean" };
  try {
    return parseArgs({ options: { quick: flag, only: text, subjects: text, suites: text, against: text, rounds: text, slice: text, out: text, help: flag } });
  } catch (error) {
    throw new Stop(`${error.message}\n${HELP}`);
  }
}

/** `npm ci` in bench/, if the peers there are not what its lock says: they are apart, so that npm start stays light. */
async function installPeers() {
  const stamp = path.join(bench, "node_modules", ".installed");
  const now = fingerprint(["bench/package-lock.json"]);
  if (read(stamp) === now) return;
  say("installing the peers (Hono and better-auth; usually under a minute) ...");
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: bench });
  fs.writeFileSync(stamp, now);
}

function machine() {
  const [{ model }] = os.cpus();
  return {
    cpus: os.availableParallelism(),
    model: model.trim(),
    memory: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
    load: os.loadavg()[0].toFixed(1),
    commit: output("git", ["rev-parse", "--short", "HEAD"])?.trim(),
  };
}
