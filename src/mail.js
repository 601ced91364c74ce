// @ts-check
// The border to JavaScript for mails: sockets, HTTP, and Cloudflare's own binding. Nothing here waits longer than it is told.

import { connect } from "cloudflare:sockets";
import { EmailMessage } from "cloudflare:email";

/** A TCP connection that is closed after some time, whatever happens. What it throws then says "timeout". */
export class Socket {
  /**
   * @param {string} hostname
   * @param {number} port
   * @param {boolean} tls whether it is safe from its start; else `secure` makes it so
   * @param {number} patience milliseconds
   */
  static open(hostname, port, tls, patience) {
    return new Socket(connect({ hostname, port }, { secureTransport: tls ? "on" : "starttls", allowHalfOpen: false }), patience);
  }

  /**
   * @param {import("@cloudflare/workers-types").Socket} socket
   * @param {number} patience
   */
  constructor(socket, patience) {
    /** @type {Promise<never>} */
    this.late = new Promise((_, reject) => {
      this.timer = setTimeout(() => reject(new Error("timeout")), patience);
    });
    this.late.catch(() => {});
    this.ends = ends(socket);
  }

  /** What came next; undefined when the other side has hung up. */
  async read() {
    return (await Promise.race([this.ends.reader.read(), this.late])).value;
  }

  /** @param {Uint8Array} bytes */
  async write(bytes) {
    await Promise.race([this.ends.writer.write(bytes), this.late]);
  }

  /** Makes the connection safe: TLS from here on. */
  secure() {
    const { socket, reader, writer } = this.ends;
    reader.releaseLock();
    writer.releaseLock();
    this.ends = ends(socket.startTls());
  }

  close() {
    clearTimeout(this.timer);
    this.ends.socket.close().catch(() => {});
  }
}

/** @param {import("@cloudflare/workers-types").Socket} socket */
function ends(socket) {
  // Whether it is open shows when something is read.
  socket.opened.catch(() => {});
  socket.closed.catch(() => {});
  return { socket, reader: socket.readable.getReader(), writer: socket.writable.getWriter() };
}

/**
 * Posts JSON; answers the status of the answer.
 * @param {string} url
 * @param {string} headers JSON: {name: value, ...}
 * @param {string} body
 * @param {number} patience milliseconds
 */
export async function post(url, headers, body, patience) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...JSON.parse(headers) },
      body,
      // The key goes to nobody else.
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch (error) {
    throw new Error(/** @type {Error} */ (error).name === "TimeoutError" ? "timeout" : "unreachable");
  }
}

/**
 * Sends a mail by the binding; answers nothing, or why it was not sent.
 * @param {Record<string, unknown>} env
 * @param {string} binding
 * @param {string} from
 * @param {string} to
 * @param {Uint8Array} raw
 * @param {number} patience milliseconds
 */
export async function sendBound(env, binding, from, to, raw, patience) {
  const sender = /** @type {import("@cloudflare/workers-types").SendEmail} */ (env[binding]);
  const body = /** @type {ReadableStream} */ (new Response(raw).body);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(() => resolve("timeout"), patience)));
  const sent = (async () => {
    try {
      await sender.send(new EmailMessage(from, to, body));
      return "";
    } catch {
      return "refused";
    }
  })();
  const what = await Promise.race([sent, late]);
  if (timer !== undefined) clearTimeout(timer);
  return what;
}
