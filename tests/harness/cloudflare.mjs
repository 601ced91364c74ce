// A stand-in of Cloudflare's API, as far as wrangler asks it when it deploys, migrates, exports, travels in time and lists. Its D1
// is a local one, so that the SQL really runs; of the rest it notes what it was told.

import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { createHash } from "node:crypto";
import { exportedD1, localD1 } from "../../scripts/d1.mjs";
import { TimeTravel } from "./time_travel.mjs";

export const ACCOUNT = "0123456789abcdef0123456789abcdef";
const TOKEN = "of the test";
/** The id of the n-th database that was made. */
const uuid = (n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/**
 * Starts one. `databases` are the account's, by name; the last of them has the D1 of the state `stateDir`. Answers
 * - `env`: what makes a wrangler ask it,
 * - `asked`: what was asked, as {what, body},
 * - `secrets`: the secrets that were set, `databases`, and `stop()`.
 */
export async function startCloudflare({ databases = [], stateDir, subdomain = "me" } = {}) {
  const cloudflare = { asked: [], secrets: {}, databases, stateDir, namespaces: [], deployed: false, bindings: [] };
  const times = new TimeTravel();
  let made = 1;
  let uploaded;
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    if (pathname === "/export.sql") return response.end(cloudflare.exported);
    if (pathname === "/import.sql") {
      uploaded = await text(request);
      return response.writeHead(200, { etag: createHash("md5").update(uploaded).digest("hex") }).end();
    }
    const known = /^Bearer /.test(request.headers.authorization ?? "");
    const what = `${request.method} ${pathname.replace(`/client/v4/accounts/${ACCOUNT}`, "")}`;
    const result = known ? await answer(what, request, searchParams) : undefined;
    response.writeHead(result === undefined ? 404 : 200, { "content-type": "application/json" });
    const errors = result === undefined ? [{ code: what.startsWith("GET /d1/database/") ? 7404 : 10007, message: `no ${what} here` }] : [];
    response.end(JSON.stringify({ success: result !== undefined, result: result ?? null, errors, messages: [], result_info: { page: 1, per_page: 100, count: 1, total_count: 1 } }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;

  const scripts = /^(\w+) \/workers\/(?:scripts|services)\/([\w-]+)(.*)$/;
  async function answer(what, request, query) {
    const type = request.headers["content-type"] ?? "";
    const sent = await text(request);
    const body = type.includes("json") && sent !== "" ? JSON.parse(sent) : sent;
    cloudflare.asked.push({ what, body });
    // All have the same id and D1: no test asks two of them.
    if (what === "GET /d1/database") return cloudflare.databases.map((name) => ({ name, uuid: uuid(made) }));
    if (what === "POST /d1/database") {
      cloudflare.databases.push(body.name);
      made += 1;
      return { name: body.name, uuid: uuid(made), created_in_region: "APAC" };
    }
    const [, verb, database, action] = what.match(/^(\w+) \/d1\/database\/([\w-]+)\/?([\w/]*)$/) ?? [];
    if (database && !((database === uuid(made) && cloudflare.databases.length > 0) || cloudflare.databases.includes(database))) return undefined;
    if (action === "time_travel/bookmark") {
      const time = query.get("timestamp");
      const bookmark = time ? times.at(Date.parse(time)) : times.keep(cloudflare.stateDir);
      return bookmark && { bookmark };
    }
    if (action === "time_travel/restore") {
      const bookmark = query.get("bookmark");
      const state = times.state(bookmark);
      if (state === undefined) return undefined;
      const previous_bookmark = times.keep(cloudflare.stateDir);
      cloudflare.stateDir = state;
      return { bookmark, previous_bookmark, message: "restored" };
    }
    if (verb === "GET") return { name: cloudflare.databases.at(-1), uuid: uuid(made) };
    if (verb === "DELETE") return { deleted: cloudflare.databases.splice(0) };
    if (action === "query") return [{ results: await localD1(cloudflare.stateDir, body.sql), success: true, meta: { duration: 0 } }];
    if (action === "export") {
      cloudflare.exported = await exportedD1(cloudflare.stateDir);
      return { status: "complete", success: true, type: "export", messages: [], result: { filename: "export.sql", signed_url: `${url}/export.sql` } };
    }
    if (action === "import" && body.action === "init") return { upload_url: `${url}/import.sql`, filename: "import.sql" };
    if (action === "import") {
      await localD1(cloudflare.stateDir, uploaded);
      return { status: "complete", success: true, messages: [], result: { num_queries: 1, final_bookmark: "0", meta: { duration: 0, rows_read: 0, rows_written: 0, size_after: 0 } } };
    }
    if (what === "GET /storage/kv/namespaces") return cloudflare.namespaces;
    if (what === "POST /storage/kv/namespaces") {
      const made = { id: String(cloudflare.namespaces.length + 1).padStart(32, "0"), title: body.title };
      cloudflare.namespaces.push(made);
      return made;
    }
    if (what === "GET /workers/scripts") return [];
    if (what === "GET /workers/subdomain") return { subdomain };
    const [, method, name, rest] = what.match(scripts) ?? [];
    if (name === undefined) return undefined;
    if (method === "PUT" && rest === "/secrets") {
      cloudflare.secrets[body.name] = body.text;
      return { name: body.name, type: "secret_text" };
    }
    if (method === "GET" && rest === "/secrets") return cloudflare.deployed ? Object.keys(cloudflare.secrets).map((it) => ({ name: it, type: "secret_text" })) : undefined;
    if (rest === "/settings") return cloudflare.deployed ? { bindings: cloudflare.bindings } : undefined;
    if (rest === "/assets-upload-session") return { jwt: "done", buckets: [] };
    if (rest === "/subdomain") return { enabled: true, previews_enabled: true };
    if (rest === "/schedules") return { schedules: [] };
    if (method === "PUT" && rest === "") {
      const { bindings } = JSON.parse(body.match(/name="metadata"[^{]*({.*})/)[1]);
      const kept = ({ name }) => cloudflare.bindings.find((it) => it.name === name);
      cloudflare.bindings = bindings.map((it) => (it.type === "inherit" ? kept(it) : it));
      cloudflare.deployed = true;
      return { id: name, startup_time_ms: 10, deployment_id: "1", etag: "1", pipeline_hash: "1" };
    }
    return undefined;
  }

  return Object.assign(cloudflare, {
    url,
    env: {
      CLOUDFLARE_API_BASE_URL: `${url}/client/v4`,
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_HIDE_BANNER: "true",
    },
    stop: () => server.close(),
  });
}
