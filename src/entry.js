// @ts-check
// What the runtime calls: the Worker, and the Durable Object that hashes. Both are in Rust; here is only how a panic there is
// outlived. The instance of wasm in which one happened answers the calls that it has begun and gets no other: what the panic left
// half done in its memory meets nobody, and those calls meet nothing of the new instance.

import * as email from "cloudflare:email";
import * as sockets from "cloudflare:sockets";
import * as workers from "cloudflare:workers";
import instantiate from "instance"; // by scripts/compile.mjs, from instance.js
import wasm from "./index_bg.wasm";

/** @type {Record<string, unknown>} */
const modules = {
  "cloudflare:email": email,
  "cloudflare:sockets": sockets,
  "cloudflare:workers": workers,
  "./index.wasm": { __esModule: true, default: wasm },
};
const make = () => instantiate((name) => modules[name]);

/** @type {ReturnType<typeof instantiate> | undefined} */
let current = make();
const instance = () => (current ??= make());

/** runtime.js calls it in a panic. */
Object.assign(globalThis, { retire: () => void (current = undefined) });

export default class extends workers.WorkerEntrypoint {
  /** @param {Request} request */
  fetch(request) {
    const answer = instance().fetch(request, this.env, this.ctx);
    // A call whose client goes away is done to its end all the same, with what comes after: KV hears of a token that has ended.
    this.ctx.waitUntil(answer);
    return answer;
  }

  /** @param {ScheduledController} event */
  scheduled(event) {
    return instance().scheduled(event, this.env, this.ctx);
  }
}

export class Hasher extends workers.DurableObject {
  /** @param {Request} request */
  fetch(request) {
    return instance().hash(request, this.env);
  }
}
