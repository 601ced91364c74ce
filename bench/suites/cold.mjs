// The size of what would be uploaded, and the cold start that comes of it: from spawning workerd to its first 200.
// Several times each, one subject after the other.

import { gzipped } from "../harness/bundle.mjs";
import { fixed, median, table } from "../harness/report.mjs";
import { start } from "../harness/subject.mjs";

/** Answers {subject, bytes, coldMs} for each different upload among `subjects`. */
export async function measureCold(subjects, { starts, say }) {
  say(`cold starts, ${starts} of each`);
  const uploads = subjects.filter(({ folder }, i) => subjects.findIndex((other) => other.folder === folder) === i);
  const rows = uploads.map((subject) => ({ subject, took: [] }));
  for (let i = 0; i < starts; i += 1) {
    for (const row of rows) {
      const server = await start(row.subject);
      row.took.push(server.coldMs);
      await server.stop();
    }
  }
  return rows.map(({ subject, took }) => ({ subject: subject.name, bytes: gzipped(subject), coldMs: median(took) }));
}

export const coldTable = (rows) =>
  table(["subject", "gzipped KB", "cold start ms"], rows.map(({ subject, bytes, coldMs }) => [subject, fixed(bytes / 1000, 1), fixed(coldMs, 0)]), 1);
