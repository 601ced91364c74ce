// `node tests/soak/plain.mjs [--seconds N]`: the memory of a plain Worker under load (bench/workers/floor.js: a SELECT and an UPDATE in D1
// for each request), as the soak measures ours: so much workerd takes of the system without any doing of ours.

import * as fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Miniflare } from "miniflare";
import { main, root, say as line } from "../../scripts/lib.mjs";
import { newStateDir } from "../harness/server.mjs";
import { growth } from "./growth.mjs";
import { Random } from "./random.mjs";
import { steady } from "./steady.mjs";

const WORKERS = path.join(root, "bench/workers");
const NAME = "plain";
/** As many as the soak has. */
const CONNECTIONS = 32;
/** Rows that floor.sql makes. */
const ROWS = 1000;

const say = (text) => line("plain", text);

/** One that asks as the soak's do: the next thing once the last is answered. */
const client = (origin, random) => ({
  work: async (_, goesOn, note) => {
    while (goesOn()) {
      const sent = performance.now();
      const answer = await fetch(`${origin}/two?${random.between(1, ROWS)}`);
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      note("two", performance.now() - sent);
    }
  },
});

await main(import.meta.url, "plain", async () => {
  const { seconds = "600" } = parseArgs({ options: { seconds: { type: "string" } } }).values;
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    inspectorPort: 0,
    cf: false,
    name: NAME,
    modules: [{ type: "ESModule", path: path.join(WORKERS, "floor.js") }],
    modulesRoot: WORKERS,
    compatibilityDate: "2026-04-01",
    d1Databases: ["DB"],
    defaultPersistRoot: newStateDir(),
  });
  try {
    const { origin } = await miniflare.ready;
    await (await miniflare.getD1Database("DB")).exec(fs.readFileSync(path.join(WORKERS, "floor.sql"), "utf8"));
    const server = { inspectorUrl: String(await miniflare.getInspectorURL()), name: NAME };
    const clients = Array.from({ length: CONNECTIONS }, (_, n) => client(origin, new Random(String(n))));
    const held = await steady({ server }, clients, { seconds: Number(seconds), say });
    say(`workerd as a whole: ${growth(held).join(", ")} MB, at the beginning and after each 10,000 answers`);
  } finally {
    await miniflare.dispose();
  }
});
