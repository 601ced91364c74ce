// How the memory that workerd has of the system grows with what it answers.

import { median } from "./judge.mjs";
import { WINDOW } from "./steady.mjs";

const STEP = 10_000;

/** MB in the first window of a steady part, and after each 10,000 answers: each the median of a window's time. */
export function growth({ windows, memory: { resident } }) {
  const around = (at) => median(resident.filter((it) => Math.abs(it.at - at) <= WINDOW / 2).map(({ mb }) => mb));
  const found = [around(WINDOW / 2)];
  let answers = 0;
  for (const { at, requests } of windows) {
    for (answers += requests; answers >= STEP * found.length; ) {
      found.push(around(at + WINDOW * (1 - (answers - STEP * found.length) / requests)));
    }
  }
  return found.map(Math.round);
}
