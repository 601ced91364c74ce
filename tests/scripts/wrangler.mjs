// A stand-in for wrangler, in the checkouts of checkout.mjs: it does as little of each command as our scripts notice, and
// notes in the file CALLS what it was called with.

import * as fs from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";

const { CALLS, SECRETS } = process.env;
const args = process.argv.slice(2);
const valueOf = (option) => args[args.indexOf(option) + 1];
const note = (call) => fs.appendFileSync(CALLS, `${JSON.stringify(call)}\n`);

const command = args.slice(0, 2).join(" ");
note({ args, ...(command === "secret put" && { input: await text(process.stdin) }) });

if (command === "d1 list") {
  const [, name] = fs.readFileSync("wrangler.toml", "utf8").match(/^database_name = "(.+)"/m);
  const there = !process.env.FIRST || fs.existsSync("made");
  console.log(JSON.stringify(there ? [{ name, uuid: "00000000-0000-4000-8000-000000000001" }] : []));
} else if (command === "d1 create" || args[0] === "deploy") {
  fs.writeFileSync("made", "");
  const { WRANGLER_OUTPUT_FILE_PATH: file, TARGET } = process.env;
  if (args[0] === "deploy" && TARGET) fs.writeFileSync(file, `{"type":"wrangler-session"}\n${JSON.stringify({ type: "deploy", targets: [TARGET, "schedule: 17 * * * *"] })}\n`);
} else if (command === "d1 migrations" && args.includes("--local")) {
  fs.mkdirSync(path.join(valueOf("--persist-to"), "v3", "d1"), { recursive: true });
} else if (command === "secret list") {
  if (SECRETS === undefined) process.exit(1);
  console.log(SECRETS);
} else if (args[0] === "dev") {
  // wrangler would make an empty database, on which the Worker never gets healthy.
  if (!fs.existsSync(path.join(valueOf("--persist-to"), "v3", "d1"))) process.exit(1);
  const server = createServer((request, response) => {
    note({ request: `${request.method} ${request.url}`, authorization: request.headers.authorization });
    response.end(JSON.stringify({ appid: "1001", signature: "of-the-demo-app" }));
  });
  server.listen(Number(valueOf("--port")), "127.0.0.1", () => process.send(JSON.stringify({ ip: "127.0.0.1", port: server.address().port })));
}
