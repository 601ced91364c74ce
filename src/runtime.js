// The border to JavaScript: all that the Worker asks of its runtime, each in one crossing. Lists travel as one text,
// because a crossing for every value costs more than SQLite does. `runtime.rs` is the other half.

// Requests and answers

/** What every request is asked for, a line each: method, URL, data centre, and the headers named here. */
export function head(request) {
  const headers = ["cf-connecting-ip", "content-type", "authorization"].map((name) => request.headers.get(name));
  return [request.method, request.url, request.cf?.colo, ...headers].map((value) => value ?? "").join("\n");
}

/**
 * The body of `request`; nothing if it has more than `most` bytes. Of a larger one `drained` bytes are read and thrown
 * away, because a client that is cut off while it sends sees no answer.
 */
export async function body(request, most, drained) {
  // The runtime holds clients to the length they declare, unless they send chunks as well.
  const { headers } = request;
  const declared = headers.has("transfer-encoding") ? null : headers.get("content-length");
  if (declared !== null && Number(declared) <= most) return new Uint8Array(await request.arrayBuffer());
  const chunks = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > drained) break;
    if (length <= most) chunks.push(chunk);
  }
  return length > most ? undefined : new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The fields of a multipart body of this content type, without files: a JSON text of [[name, value], ...]. */
export async function fields(type, body) {
  const form = await new Response(body, { headers: { "content-type": type } }).formData();
  return JSON.stringify([...form].filter(([, value]) => typeof value === "string"));
}

/** A response; `headers` has a line "name: value" each. */
export function answer(status, headers, body) {
  const pairs = headers.split("\n").map((line) => line.split(/: (.*)/, 2));
  return new Response(status === 204 ? null : body, { status, headers: pairs });
}

// Bindings

/** The text of a variable or secret, if there is one. */
export function variable(env, name) {
  return typeof env[name] === "string" ? env[name] : undefined;
}

/**
 * Runs `statements`, a JSON text of [[sql, [value, ...]], ...], in D1, in order and as one transaction.
 * `near` statements may be answered by the nearest copy of the database, where read replication is on; D1 then says with
 * each answer whether the primary gave it.
 * Answers a JSON text of [[rows, changes, rowsRead, rowsWritten, byCopy], ...], a row being its values.
 */
export async function batch(env, statements, near) {
  const db = near ? env.DB.withSession() : env.DB;
  const prepared = JSON.parse(statements).map(([sql, values]) => db.prepare(sql).bind(...values));
  const results = prepared.length === 1 ? [await prepared[0].all()] : await db.batch(prepared);
  return JSON.stringify(results.map(({ results, meta }) =>
    [results.map(Object.values), meta.changes, meta.rows_read, meta.rows_written,
      meta.served_by_primary === false]));
}

/** What KV holds of a token, or null. */
export async function getToken(env, key) {
  return env.TOKENS.get(key);
}

/** Puts a token into KV after the answer, to be gone at `expiration` (Unix seconds). */
export function putToken(env, context, key, value, expiration) {
  const put = async () => env.TOKENS.put(key, value, { expiration });
  context.waitUntil(put().catch((error) => console.error(`KV put: ${error.message}`)));
}

/** Counts `key` at a rate limit; says whether it is within it. */
export async function count(env, limit, key) {
  return (await env[limit].limit({ key })).success;
}

/** What the hasher called `name` answers to `task`. */
export async function hash(env, name, task) {
  const hasher = env.HASHER_OBJECT.getByName(name);
  return (await hasher.fetch("https://hasher.invalid/", { method: "POST", body: task })).text();
}
