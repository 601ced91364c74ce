// What workerd tells of its isolates through its inspector: connections to them, and the memory of one.

import { createRequire } from "node:module";

/**
 * A connection to each isolate of the inspector at `url`: {id, ask, on, close}. `ask(method, params)` answers what the isolate
 * answers to a command of the DevTools protocol; `on(method, handle)` hands on the parameters of its events.
 */
export async function isolates(url) {
  // Node 20 has no WebSocket of its own; Miniflare's undici has.
  const { WebSocket } = createRequire(createRequire(import.meta.url).resolve("miniflare"))("undici");
  const list = await (await fetch(new URL("/json", url.replace("ws:", "http:")))).json();
  return Promise.all(list.map(async ({ id, webSocketDebuggerUrl }) => {
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
    const [answers, handlers] = [new Map(), new Map()];
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.method) handlers.get(message.method)?.(message.params);
      answers.get(message.id)?.(message);
      answers.delete(message.id);
    };
    socket.onerror = () => {}; // workerd ends a connection abruptly
    let last = 0;
    const ask = (method, params) =>
      new Promise((resolve, reject) => {
        answers.set((last += 1), ({ result, error }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result)));
        socket.send(JSON.stringify({ id: last, method, params }));
      });
    return { id, ask, on: (method, handle) => handlers.set(method, handle), close: () => socket.close() };
  }));
}

/**
 * Bytes that an isolate holds once what nobody needs is collected: objects, and what they own outside, such as WebAssembly's
 * memory. By a snapshot of its heap, which collects first; workerd never answers `HeapProfiler.collectGarbage`.
 */
export async function heldBy({ ask, on }) {
  let text = "";
  on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => (text += chunk));
  await ask("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  const { snapshot, nodes } = JSON.parse(text);
  const fields = snapshot.meta.node_fields;
  let bytes = 0;
  for (let at = fields.indexOf("self_size"); at < nodes.length; at += fields.length) bytes += nodes[at];
  return bytes;
}
