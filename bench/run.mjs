// `npm run bench`: what a call costs, beside the floor and the peers. README.md in this folder says what and how.

import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { build } from "../scripts/build.mjs";
import { Stop, fingerprint, main, output, read, root, run, say as line } from "../scripts/lib.mjs";

const HELP = `npm run bench -- [options]
  --quick            within 3 minutes: shorter rounds, no growth, far clients for this Worker only
  --only WORDS       only operations with one of these words (separated by commas) in their names
  --subjects WORDS   only such subjects
  --suites WORDS     only some of cold, calls, asked, growth
  --against FOLDER   another build of this Worker (a copy of build/) beside the present one
  --rounds N         measure each operation N times ...
  --slice MS         ... for so many milliseconds
  --publish          the tables into bench/README.md, the numbers into bench/results/published.json`;

const FULL = { rounds: 5, slice: 2000, times: 5, starts: 9, suites: "cold,calls,asked,growth" };
const QUICK = { rounds: 3, slice: 250, times: 3, starts: 3, suites: "cold,calls,asked", subjects: "floor,nobase,SHA-256,better-auth" };

const bench = path.join(root, "bench");
const say = (text) => line("bench", text);

await main(import.meta.url, "bench", async () => {
  const flags = parse();
  if (flags.help) return console.log(HELP);
  await build();
  await installPeers();

  const result = await measure({ ...(flags.quick ? QUICK : FULL), ...flags });
  const text = await report(result);
  console.log(`\n${text}\n`);
  keep(result, text, flags.publish);

  const errors = [...(result.calls ?? []), ...(result.growth ?? [])].reduce((sum, row) => sum + row.errors, 0);
  if (errors > 0) throw new Stop(`${errors} calls had a wrong answer`);
});

function parse() {
  const [text, flag] = [{ type: "string" }, { type: "boolean" }];
  try {
    const { values } = parseArgs({ options: { quick: flag, only: text, subjects: text, suites: text, against: text, rounds: text, slice: text, publish: flag, help: flag } });
    for (const name of ["rounds", "slice"]) if (values[name]) values[name] = Number(values[name]);
    return values;
  } catch (error) {
    throw new Stop(`${error.message}\n${HELP}`);
  }
}

/** `npm ci` in bench/, if the peers there are not what its lock says. They are apart, so that npm start stays light. */
async function installPeers() {
  const stamp = path.join(bench, "node_modules", ".installed");
  const now = fingerprint(["bench/package-lock.json"]);
  if (read(stamp) === now) return;
  say("installing the peers (Hono and better-auth; usually under a minute) ...");
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: bench });
  fs.writeFileSync(stamp, now);
}

/** Runs the suites that `options` want, one after the other. */
async function measure(options) {
  const { rounds, slice, times, starts } = options;
  // Imported here, because set-up may have installed only now what they import.
  const { allSubjects } = await import("./subjects/index.mjs");
  const { measureCold } = await import("./suites/cold.mjs");
  const { measureCalls } = await import("./suites/calls.mjs");
  const { measureAsked } = await import("./suites/asked.mjs");
  const { measureGrowth } = await import("./suites/growth.mjs");
  const { targets } = await import("./suites/targets.mjs");

  const some = (words) => (name) => words === undefined || words.split(",").some((word) => name.includes(word));
  const [suite, wanted, chosen] = [options.suites, options.only, options.subjects].map(some);
  const all = await allSubjects(options);
  const subjects = all.filter(({ name }) => chosen(name));
  const follow = ({ name, slow }) => !slow && (!options.quick || /^(floor|nobase)/.test(name));

  const started = Date.now();
  const result = {
    command: ["npm run bench", ...(process.argv.length > 2 ? ["--", ...process.argv.slice(2)] : [])].join(" "),
    date: new Date().toISOString(),
    machine: await machine(),
    options: { rounds, slice, times, starts },
  };
  if (suite("cold")) result.cold = await measureCold(subjects, { starts, say });
  if (suite("calls")) result.calls = await measureCalls(subjects, { rounds, slice, wanted, say });
  if (suite("asked")) result.asked = await measureAsked(subjects, { times, wanted, follow, say });
  if (suite("growth")) result.growth = await measureGrowth(all.find(({ name }) => name === "nobase-edge, least hash"), { rounds, slice, times, wanted, say });
  return { ...result, targets: targets(result), seconds: Math.round((Date.now() - started) / 1000) };
}

async function machine() {
  const busy = await busyPercent();
  if (busy > 5) say(`the machine is ${busy} % busy with something else: times will be too long`);
  return {
    cpus: os.availableParallelism(),
    model: os.cpus()[0].model.trim(),
    memory: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
    workerd: JSON.parse(read("node_modules/workerd/package.json")).version,
    commit: output("git", ["rev-parse", "--short", "HEAD"])?.trim(),
    busy,
  };
}

/** How much of the CPUs others use, while we wait. */
async function busyPercent() {
  const sums = () => {
    const times = os.cpus().map((cpu) => cpu.times);
    const sum = (pick) => times.reduce((total, time) => total + pick(time), 0);
    return { idle: sum(({ idle }) => idle), all: sum((time) => Object.values(time).reduce((a, b) => a + b)) };
  };
  const before = sums();
  await sleep(2000);
  const after = sums();
  return Math.round(100 - (100 * (after.idle - before.idle)) / (after.all - before.all));
}

/** The result as Markdown. */
async function report({ command, date, machine, options, seconds, cold, calls, asked, growth, targets }) {
  const { coldTable } = await import("./suites/cold.mjs");
  const { callsTable } = await import("./suites/calls.mjs");
  const { askedTable } = await import("./suites/asked.mjs");
  const { growthTable } = await import("./suites/growth.mjs");
  const { targetsTable } = await import("./suites/targets.mjs");

  const { cpus, model, memory, node, workerd, commit, busy } = machine;
  const parts = [
    `\`${command}\`, ${date.slice(0, 16).replace("T", " ")} UTC, ${seconds} s. ${cpus} × ${model}, ${memory} GB; ` +
      `Node ${node}, workerd ${workerd}, commit ${commit}. Busy with something else before: ${busy} %.`,
  ];
  const add = (title, table) => parts.push(`### ${title}`, table);
  if (targets.length > 0) add("Targets", targetsTable(targets));
  if (calls) add(`Calls: medians of ${options.rounds} rounds of ${options.slice} ms`, callsTable(calls));
  if (cold) add(`Size and cold start: medians of ${options.starts}`, coldTable(cold));
  if (asked) add("What a call asks of D1 and KV, and its latency where they are so many milliseconds away", askedTable(asked));
  if (growth) add("Growth: one connection", growthTable(growth));
  return parts.join("\n\n");
}

/** Writes the result; with `publish` where it is committed. */
function keep(result, text, publish) {
  const name = publish ? "published" : result.date.replace(/[:.]/g, "-");
  const file = path.join(bench, "results", `${name}.json`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(result, undefined, 1)}\n`);
  say(`the numbers are in ${path.relative(process.cwd(), file)}`);
  if (!publish) return;
  const readme = path.join(bench, "README.md");
  const marks = /(<!-- published -->\n)[^]*(<!-- \/published -->)/;
  fs.writeFileSync(readme, fs.readFileSync(readme, "utf8").replace(marks, (_, begin, end) => `${begin}${text}\n${end}`));
}
