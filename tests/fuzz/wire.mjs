// Requests as bytes, and what comes back: no client in between that would refuse to send them.

import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds after which a call that got no answer hangs. */
const PATIENCE = 15_000;

/**
 * Sends `pieces` (Buffers) one after the other, `pause` milliseconds apart, to the server at `url`; with `half` closes its side
 * then. Answers {status, headers, text, body}, or nothing where the connection was closed without a word.
 */
export async function exchange(url, { pieces, pause = 0, half = false, head = false }) {
  const { hostname, port } = new URL(url);
  const socket = net.connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  const came = [];
  let failed;
  const closed = new Promise((resolve) => {
    socket.on("data", (chunk) => {
      came.push(chunk);
      if (isWhole(Buffer.concat(came), head)) resolve();
    });
    socket.on("end", resolve).on("close", resolve).on("error", (error) => resolve((failed = error)));
  });
  const late = sleep(PATIENCE, "late", { ref: false });
  for (const [n, piece] of pieces.entries()) {
    if (n > 0 && pause > 0) await Promise.race([sleep(pause), closed]);
    if (!socket.writable || failed) break;
    socket.write(piece);
  }
  if (half) socket.end();
  const ended = await Promise.race([closed, late]);
  socket.destroy();
  const bytes = Buffer.concat(came);
  if (ended === "late" && bytes.length === 0) throw new Error(`no answer within ${PATIENCE} ms`);
  if (bytes.length === 0 && failed?.code === "ECONNREFUSED") throw failed;
  return bytes.length === 0 ? undefined : parsed(bytes, head);
}

/** Whether an answer has come to its end. */
function isWhole(bytes, isHead) {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const { status, headers } = parsed(bytes, true);
  if (isHead || status === 204) return true;
  if (headers.get("transfer-encoding") === "chunked") return bytes.subarray(-5).equals(Buffer.from("0\r\n\r\n"));
  return bytes.length - end - 4 >= Number(headers.get("content-length") ?? Infinity);
}

/** The first answer in `bytes`. */
function parsed(bytes, isHead) {
  const end = bytes.indexOf("\r\n\r\n");
  const [start, ...lines] = bytes.subarray(0, end === -1 ? undefined : end).toString("latin1").split("\r\n");
  const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
  const content = end === -1 || isHead ? Buffer.alloc(0) : bytes.subarray(end + 4);
  const text = (headers.get("transfer-encoding") === "chunked" ? dechunked(content) : content.subarray(0, Number(headers.get("content-length") ?? content.length))).toString();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    // Not JSON.
  }
  return { status: Number(start.split(" ")[1]), headers, text, body };
}

function dechunked(bytes) {
  const parts = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf("\r\n", at);
    const length = Number.parseInt(bytes.subarray(at, end).toString("latin1"), 16);
    if (end === -1 || !(length > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}
