// Whether the steady part held: memory flat, no error, p99 stable, each by a rule that is stated with its bound.

/** MB in a minute that the memory held may grow by in the second half: some hundred bytes a request. */
const GROWTH = 1;
/** How many times the p99 of the first third that of the last one may be. */
const SLOWER = 2;

/** Rules with what was found: {rule, found, held}. */
export function judge({ windows, memory }) {
  const growth = slope(memory.held.slice(Math.floor(memory.held.length / 2)).map(({ at, mb }) => [at / 60, mb]));
  const third = Math.max(1, Math.floor(windows.length / 3));
  const p99 = (some) => median(some.map((it) => it.p99));
  const [first, last] = [p99(windows.slice(0, third)), p99(windows.slice(-third))];
  return [
    // An answer that no state explains, or none, ends the run.
    { rule: "every answer was right", found: `${windows.reduce((sum, it) => sum + it.requests, 0)} answers`, held: true },
    { rule: `what the Worker's isolate holds grows by at most ${GROWTH} MB a minute in the second half`, found: `${growth.toFixed(2)} MB a minute`, held: growth <= GROWTH },
    { rule: `p99 of the last third is at most ${SLOWER} times that of the first (medians of windows)`, found: `${first.toFixed(0)} ms, then ${last.toFixed(0)} ms`, held: last <= SLOWER * first },
  ];
}

/** The slope of the line through [x, y] by least squares. */
function slope(points) {
  const mean = (n) => points.reduce((sum, point) => sum + point[n], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
