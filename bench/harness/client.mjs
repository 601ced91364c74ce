// The load: requests over kept connections of node:http, which costs less than fetch; and the closed loop, in which each
// connection sends its next request when it has the answer to its last.

import http from "node:http";
import { percentile } from "./report.mjs";

/** A client of one server. Connections are kept, so that a measurement does not begin with opening them. */
export class Client {
  #agent = new http.Agent({ keepAlive: true });
  #url;

  constructor(url) {
    this.#url = new URL(url);
  }

  close() {
    this.#agent.destroy();
  }

  /**
   * Sends one request: {path, form, json, body, type, headers, method}; with `form`, `json` or another `body` of a `type` it is a
   * POST if `method` does not say otherwise. Answers {status, headers, text}.
   */
  send(question) {
    const { path, form, json, headers } = question;
    const body = form ? new URLSearchParams(form).toString() : json ? JSON.stringify(json) : question.body;
    const type = question.type ?? (form ? "application/x-www-form-urlencoded" : "application/json");
    const { method = body ? "POST" : "GET" } = question;
    return new Promise((resolve, reject) => {
      const request = http.request({
        host: this.#url.hostname,
        port: this.#url.port,
        agent: this.#agent,
        method,
        path,
        headers: { ...(body && { "content-type": type, "content-length": Buffer.byteLength(body) }), ...headers },
      });
      // The server may close an idle connection in the moment in which it is used again.
      request.on("error", (error) => (request.reusedSocket && error.code === "ECONNRESET" ? resolve(this.send(question)) : reject(error)));
      request.on("response", (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk) => (text += chunk));
        answer.on("error", reject);
        answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
      });
      request.end(body);
    });
  }

  /** The same, for preparations: the answer's JSON, or an error unless it is a success. */
  async must(request) {
    const { status, headers, text } = await this.send(request);
    const body = status < 300 ? JSON.parse(text) : {};
    if (status >= 300 || body.code > 299) throw new Error(`${request.path} says ${status} ${text}`);
    return { headers, body };
  }
}

/** Runs `lane` of `server` in a closed loop for `ms` milliseconds, and with `most` calls at most; answers what it measured. */
export async function load(server, lane, { connections, ms, most = Infinity }) {
  const times = [];
  let [errors, sentAlready] = [0, 0];
  const cpuBefore = server.cpu();
  const started = performance.now();
  const loop = async () => {
    while (performance.now() - started < ms && sentAlready < most) {
      sentAlready += 1;
      const request = lane.next();
      const sent = performance.now();
      const answer = await server.client.send(request).catch(() => undefined);
      const took = performance.now() - sent;
      if (answer && lane.right(answer)) times.push(took);
      else errors += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, loop));
  const seconds = (performance.now() - started) / 1000;
  const cpu = cpuBefore === undefined ? undefined : (server.cpu() - cpuBefore) / (times.length + errors);
  times.sort((a, b) => a - b);
  return { requests: times.length, errors, rps: times.length / seconds, p50: percentile(times, 0.5), p99: percentile(times, 0.99), cpu };
}
