// Sends users to POST /api/admin/apps/{appid}/import, some at a time. The server adds nobody twice, so that whoever stops may
// begin anew.

import { patiently } from "./patiently.mjs";

/** Users in a call, and bytes: the server takes 64 KiB. */
const MOST_USERS = 100;
const MOST_BYTES = 60_000;
/** Calls at once. */
const WORKERS = 4;

/**
 * @typedef {{line: number, user: Record<string, unknown>, problem?: string}} Line a user of the file, and where it stands there
 * @typedef {{added: number, existing: number[], refused: {index: number, field: string, message: string}[]}} Answer
 * @typedef {{line: number, user: unknown, field: string, message: string}} Refused
 * @typedef {{added: number, existing: number, refused: Refused[], done: number}} Report `done`: lines looked at so far
 */

/**
 * Sends `lines`; answers what became of them. Stops with the error of a call that failed for good.
 * @param {readonly Line[]} lines
 * @param {(users: unknown[]) => Promise<Answer>} call makes a call
 * @param {{mayPass: (error: unknown) => boolean, tell?: (report: Report) => void, signal?: AbortSignal, pauses?: readonly number[]}} options
 *   `mayPass`: whether a call that failed is worth another try
 * @returns {Promise<Report>}
 */
export async function send(lines, call, { mayPass, tell, signal, pauses }) {
  /** @type {Report} */
  const report = { added: 0, existing: 0, refused: [], done: 0 };
  const batches = inBatches(readable(lines, report));
  tell?.(report);
  const work = async () => {
    for (let next = batches.next(); !next.done; next = batches.next()) {
      signal?.throwIfAborted();
      const batch = next.value;
      const { added, existing, refused } = await patiently(() => call(batch.map(({ user }) => user)), mayPass, signal, pauses);
      report.added += added;
      report.existing += existing.length;
      for (const { index, field, message } of refused) {
        const { line, user } = /** @type {Line} */ (batch[index]);
        report.refused.push({ line, user: user.user, field, message });
      }
      report.done += batch.length;
      tell?.(report);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: WORKERS }, work));
  report.refused.sort((a, b) => a.line - b.line);
  const failed = ends.find((it) => it.status === "rejected");
  if (failed) throw Object.assign(failed.reason, { report });
  return report;
}

/**
 * The lines that can be sent; the others are refused: those that cannot be read, and the second with an account or a QQ
 * number, which the server would find in one call alone.
 * @param {readonly Line[]} lines
 * @param {Report} report
 */
function readable(lines, report) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return lines.filter(({ line, user, problem }) => {
    const refuse = (/** @type {string} */ field, /** @type {string} */ message) => {
      report.refused.push({ line, user: user.user, field, message });
      report.done += 1;
      return false;
    };
    if (problem) return refuse("", problem);
    const keys = { user: `user ${String(user.user).toLowerCase()}`, ...(user.qq && { qq: `qq ${user.qq}` }) };
    for (const [field, key] of Object.entries(keys)) {
      const before = seen.get(key);
      if (before !== undefined) return refuse(field, `is on line ${before} too`);
    }
    for (const key of Object.values(keys)) seen.set(key, line);
    return true;
  });
}

/**
 * @param {readonly Line[]} lines
 * @returns {Generator<Line[], undefined>}
 */
function* inBatches(lines) {
  /** @type {Line[]} */
  let batch = [];
  let bytes = 0;
  for (const line of lines) {
    const size = new TextEncoder().encode(JSON.stringify(line.user)).length + 1;
    if (batch.length === MOST_USERS || (batch.length > 0 && bytes + size > MOST_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(line);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
