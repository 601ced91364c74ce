// Loaded into wrangler by server.mjs: when the script that started it is gone, however it went, wrangler ends too, and
// takes workerd along. Without it, a killed test run would leave servers behind.

import { isMainThread } from "node:worker_threads";

if (isMainThread && process.channel) {
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref(); // the channel alone is no reason to stay
}
