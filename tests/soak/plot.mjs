// The plot of a steady part, as SVG: latencies, requests a second and memory over time, one below the other.

const [WIDTH, LEFT, RIGHT, TOP, HEIGHT, GAP] = [860, 60, 20, 46, 130, 44];
const INNER = WIDTH - LEFT - RIGHT;

/** `result` as run.mjs has it. */
export function plot({ date, machine, options, steady: { seconds, windows, memory } }) {
  // Each window's value stands in its middle.
  const over = (value) => windows.map((it, n) => [it.at + span(n) / 2, value(it, n)]);
  const span = (n) => (windows[n + 1]?.at ?? seconds) - windows[n].at;
  const panels = [
    { title: "latency, ms (windows of 10 s)", lines: [["p99", "#c0392b", over((it) => it.p99)], ["p50", "#2471a3", over((it) => it.p50)]] },
    { title: "answers a second, each judged by the model", lines: [["answers", "#1e8449", over((it, n) => it.requests / span(n))]] },
    { title: "held by the Worker's isolate after garbage collection, MB", lines: [["held", "#7d3c98", memory.held.map(({ at, mb }) => [at, mb])]] },
    { title: "resident memory of workerd with its simulated storage, MB", lines: [["resident", "#b9770e", memory.resident.map(({ at, mb }) => [at, mb])]] },
  ];
  const height = TOP + panels.length * (HEIGHT + GAP);
  const head = `${options.connections} connections, ${seconds} s; ${machine.cpus} × ${machine.model}, workerd ${machine.workerd}, ${date.slice(0, 10)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(LEFT, 20, `Steady load: ${head}`, `font-size="13"`),
    ...panels.flatMap((panel, n) => drawn(panel, TOP + n * (HEIGHT + GAP), seconds)),
    "</svg>\n",
  ].join("\n");
}

const text = (x, y, words, more = "") => `<text x="${x}" y="${y}" ${more}>${String(words).replace(/&/g, "&amp;").replace(/</g, "&lt;")}</text>`;
const number = (value) => Number(value.toFixed(1));

/** One panel whose upper edge is at `top`. */
function drawn({ title, lines }, top, seconds) {
  const bottom = top + HEIGHT;
  const most = round(Math.max(1, ...lines.flatMap(([, , points]) => points.map(([, y]) => y))));
  const [x, y] = [(at) => number(LEFT + (INNER * at) / seconds), (value) => number(bottom - (HEIGHT * value) / most)];
  const marks = [0, 0.25, 0.5, 0.75, 1];
  return [
    text(LEFT, top - 6, title, `fill="#444"`),
    ...marks.flatMap((part) => [
      `<path d="M${LEFT} ${y(most * part)}H${WIDTH - RIGHT}" stroke="#ddd"/>`,
      text(LEFT - 6, y(most * part) + 4, number(most * part), `text-anchor="end" fill="#666"`),
      text(x(seconds * part), bottom + 16, `${Math.round(seconds * part)} s`, `text-anchor="middle" fill="#666"`),
    ]),
    ...lines.flatMap(([name, colour, points], n) => [
      `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${points.map(([at, value]) => `${x(at)},${y(value)}`).join(" ")}"/>`,
      text(WIDTH - RIGHT, top - 6, name, `text-anchor="end" dx="${-60 * n}" fill="${colour}"`),
    ]),
  ];
}

/** The next round number above `value`, for the upper end of an axis. */
function round(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 8, 10].map((it) => it * power).find((it) => it >= value);
}
