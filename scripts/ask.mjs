// Questions to whoever sits at the terminal.

import { createInterface } from "node:readline";

const lines = [];
let terminal;
let waiting;

/** What is answered to `question`; undefined where nobody can be asked. */
export async function ask(question) {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  // One for all questions, because what is typed ahead would be lost with it. No editing of its own, which would take the
  // terminal away from wrangler.
  terminal ??= createInterface({ input: process.stdin, terminal: false })
    .on("line", (line) => (waiting ? waiting(line) : lines.push(line)))
    .on("close", () => waiting?.(""));
  process.stdout.write(question);
  terminal.resume();
  const line = lines.shift() ?? (await new Promise((resolve) => (waiting = resolve)));
  waiting = undefined;
  terminal.pause();
  return line.trim();
}
