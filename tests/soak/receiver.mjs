// The server that webhooks of the soak's apps lead to.

import { createServer } from "node:http";

/** Starts it; it ends with this process. Answers its `url`, and what was `received`: `EVENT ACCOUNT` by the delivery's id. */
export async function receiver() {
  const received = new Map();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    // Never comes where the sender is killed.
    request.on("end", () => {
      const { type, data } = JSON.parse(Buffer.concat(chunks));
      received.set(request.headers["webhook-id"], `${type} ${data.user ?? ""}`);
      response.writeHead(204).end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}/`, received };
}
