// @ts-check
// The border to JavaScript: all that the Worker asks of its runtime, each in one crossing. What is more than a few values
// travels as one JSON text with named fields, because a crossing for every value costs more than SQLite does.
// `runtime.rs` is the other half; it names the bindings, which come in here as `binding`.

/** @typedef {Record<string, unknown>} Env the variables, secrets and bindings, by name */

/** Has later calls go to a new instance of the Worker's wasm (entry.js). */
export function retire() {
  /** @type {{ retire?: () => void }} */ (globalThis).retire?.();
}

// Requests and answers

/**
 * What every request is asked for, as JSON: {method, url}.
 * @param {Request} request
 */
export function head({ method, url }) {
  return JSON.stringify({ method, url });
}

/**
 * A header of the request, empty where there is none.
 * @param {Request} request
 * @param {string} name
 */
export function header(request, name) {
  return request.headers.get(name) ?? "";
}

/**
 * Cloudflare's name for the data centre that the request arrived at, empty where there is none.
 * @param {Request} request
 */
export function colo(request) {
  return String(request.cf?.colo ?? "");
}

/** Bytes that are reserved at first for a body of unknown length. */
const FIRST_CHUNKS = 16 * 1024;

/**
 * The body of `request`, which is held in memory once; nothing if it has more than `most` bytes. Of a larger one `drained` bytes are read and thrown
 * away, because a client that is cut off while it sends sees no answer.
 * @param {Request} request
 * @param {number} most
 * @param {number} drained
 */
export async function body(request, most, drained) {
  // The runtime holds clients to the length they declare, unless they send chunks as well.
  const { headers } = request;
  const declared = headers.has("transfer-encoding") ? null : headers.get("content-length");
  if (declared !== null && Number(declared) <= most) return new Uint8Array(await request.arrayBuffer());
  // It grows with what has come: whoever sends little holds little.
  let read = new Uint8Array(FIRST_CHUNKS);
  let length = 0;
  for await (const chunk of request.body ?? []) {
    const end = length + chunk.length;
    if (end <= most && declared === null) {
      if (end > read.length) {
        const larger = new Uint8Array(Math.min(most, Math.max(end, 2 * read.length)));
        larger.set(read.subarray(0, length));
        read = larger;
      }
      read.set(chunk, length);
    }
    length = end;
    if (length > drained) break;
  }
  return length > most || declared !== null ? undefined : read.subarray(0, length);
}

/**
 * The fields of a multipart body of this content type, without files, as JSON: [{name, value}, ...].
 * @param {string} type
 * @param {Uint8Array} body
 */
export async function fields(type, body) {
  const form = await new Response(body, { headers: { "content-type": type } }).formData();
  return JSON.stringify([...form].map(([name, value]) => ({ name, value })).filter(({ value }) => typeof value === "string"));
}

/** A string of a JSON text, to the text's end where it is not closed, so that none is looked for twice; or a bracket that opens. */
const STRING_OR_BRACKET = /"(?:[^"\\]|\\[^])*"?|[[{]/g;

/** Brackets of a JSON text, outside its strings, with which `JSON.parse` may be asked for the text of numbers: it then calls itself for each level. */
const MOST_BRACKETS = 200;

/**
 * The members of a JSON object as JSON: [{name, value}, ...]. A number is the text as it was written, which `JSON.parse`
 * tells from V8 11.4 on (beside more than MOST_BRACKETS, how JavaScript writes it); null is an empty text; what holds further
 * members is null.
 * @param {Uint8Array} body
 */
export function members(body) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  /** @type {(name: string, value: unknown, context?: {source: string}) => unknown} */
  const asWritten = (_, value, context) => (typeof value === "number" ? (context?.source ?? String(value)) : value);
  const brackets = (text.match(STRING_OR_BRACKET) ?? []).filter((it) => it[0] !== '"').length;
  const object = JSON.parse(text, brackets > MOST_BRACKETS ? undefined : asWritten);
  if (object === null || typeof object !== "object" || Array.isArray(object)) throw new Error("no object");
  /** @param {unknown} value */
  const plain = (value) => {
    if (typeof value === "object") return value === null ? "" : null;
    // Half of a surrogate pair is no character, and no text of UTF-8.
    return String(value).isWellFormed() ? String(value) : null;
  };
  return JSON.stringify(Object.entries(object).map(([name, value]) => ({ name, value: plain(value) })));
}

/**
 * A response; `headers` is JSON: {name: value, ...}.
 * @param {number} status
 * @param {string} headers
 * @param {string | ReadableStream} body
 */
export function answer(status, headers, body) {
  return new Response(status === 204 ? null : body, { status, headers: JSON.parse(headers) });
}

// Bindings

/**
 * Milliseconds for which each is waited: one that never answers keeps no call for ever. After an answer nobody waits, and of
 * many deletions the runtime does six at a time; but it ends everything 30 seconds after the answer.
 */
const PATIENCE = { d1: 5_000, kv: 3_000, picture: 20_000, limit: 2_000, afterwards: 7_000 };

/**
 * What `work` comes to, within so many milliseconds.
 * @template T
 * @param {number} milliseconds
 * @param {string} what
 * @param {Promise<T>} work
 */
async function within(milliseconds, what, work) {
  /** @type {number | null} */
  let timer = null;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Milliseconds after which D1 begins no write any more that it was asked for with a `fence` (see `batch`). */
export function fencedAfter() {
  return PATIENCE.d1;
}

/**
 * Runs `statements` in D1, in order and as one transaction. They are JSON: [{sql, values}, ...]. With `near` the nearest copy
 * of the database may answer, where read replication is on; D1 then says with each answer whether the primary gave it. The
 * statement `fence`, if there is one, comes first, with the Unix seconds until which the answer is waited for: it fails after
 * them, and with it the transaction.
 * Answers JSON: [{columns, rows, changes, read, written, copy}, ...]; a row is the array of its values, in the order of
 * `columns`, their names, which stand there once for all rows.
 * @param {Env} env
 * @param {string} binding
 * @param {string} statements
 * @param {boolean} near
 * @param {string} [fence]
 */
export async function batch(env, binding, statements, near, fence) {
  const database = /** @type {D1Database} */ (env[binding]);
  const session = near ? database.withSession() : database;
  /** @type {{sql: string, values: unknown[]}[]} */
  const asked = JSON.parse(statements);
  const prepared = asked.map(({ sql, values }) => session.prepare(sql).bind(...values));
  if (fence) prepared.unshift(session.prepare(fence).bind((Date.now() + PATIENCE.d1) / 1_000));
  const [only] = prepared;
  const results = await within(PATIENCE.d1, "D1", only && prepared.length === 1 ? only.all().then((it) => [it]) : session.batch(prepared));
  return JSON.stringify(results.slice(fence ? 1 : 0).map(({ results, meta }) => ({
    columns: Object.keys(results[0] ?? {}),
    rows: results.map((row) => Object.values(/** @type {object} */ (row))),
    changes: meta.changes,
    read: meta.rows_read,
    written: meta.rows_written,
    copy: meta.served_by_primary === false,
  })));
}

/**
 * What KV has under `key`, or null.
 * @param {Env} env
 * @param {string} binding
 * @param {string} key
 */
export async function get(env, binding, key) {
  return within(PATIENCE.kv, "KV", kv(env, binding).get(key));
}

/**
 * Puts `value` under `key` into KV after the answer, to be gone at `expiration` (Unix seconds).
 * @param {Env} env
 * @param {ExecutionContext} context
 * @param {string} binding
 * @param {string} key
 * @param {string} value
 * @param {number} expiration
 */
export function putLater(env, context, binding, key, value, expiration) {
  later(context, "KV put", () => within(PATIENCE.afterwards, "KV", kv(env, binding).put(key, value, { expiration })));
}

/** Milliseconds between two tries to delete a key: KV takes one write a second of it. */
const PAUSE = 1_000;

/**
 * Deletes `key` from KV after the answer; where that fails it is tried once more, because nothing else will.
 * @param {Env} env
 * @param {ExecutionContext} context
 * @param {string} binding
 * @param {string} key
 */
export function deleteLater(env, context, binding, key) {
  const once = () => within(PATIENCE.afterwards, "KV", kv(env, binding).delete(key));
  later(context, "KV delete", async () => {
    await once().catch(async () => {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      await once();
    });
  });
}

/**
 * @param {Env} env
 * @param {string} binding
 */
const kv = (env, binding) => /** @type {KVNamespace} */ (env[binding]);

/**
 * Does `work` after the answer; that it fails costs nobody their call, and is logged as `event`.
 * @param {ExecutionContext} context
 * @param {string} event
 * @param {() => Promise<unknown>} work
 */
function later(context, event, work) {
  const done = (async () => work())();
  context.waitUntil(done.catch((error) => console.error(JSON.stringify({ event, error: error.message }))));
}

/**
 * Whether there is a binding of this name.
 * @param {Env} env
 * @param {string} binding
 */
export function isBound(env, binding) {
  return Boolean(env[binding]);
}

/**
 * Keeps a picture in R2 or in KV, whichever `binding` is.
 * @param {Env} env
 * @param {string} binding
 * @param {string} key
 * @param {Uint8Array} bytes
 */
export async function keepPicture(env, binding, key, bytes) {
  if (!isBound(env, binding)) throw new Error(`${binding} is not bound`);
  await within(PATIENCE.picture, binding, /** @type {{put(key: string, bytes: Uint8Array): Promise<unknown>}} */ (env[binding]).put(key, bytes));
}

/**
 * A stream of the picture, wherever it is kept, or null.
 * @param {Env} env
 * @param {string} bucket
 * @param {string} files
 * @param {string} key
 */
export async function picture(env, bucket, files, key) {
  const object = env[bucket] ? await within(PATIENCE.kv, "R2", r2(env, bucket).get(key)) : null;
  if (object) return object.body;
  return env[files] ? within(PATIENCE.kv, "KV", kv(env, files).get(key, "stream")) : null;
}

/**
 * Deletes pictures from where they are kept, then runs the statement `unlist` in D1 (see `batch`). Where their storage is not
 * bound it throws, and they stay listed.
 * @param {Env} env
 * @param {string} bucket
 * @param {string} files
 * @param {string} gone JSON: an array for each, which begins with its key and its place
 * @param {string} database
 * @param {string} unlist
 */
export async function removePictures(env, bucket, files, gone, database, unlist) {
  /** @type {[key: string, place: string][]} */
  const pictures = JSON.parse(gone);
  // Of one that is kept anywhere nobody noted where: R2 was used where it was bound.
  const keysIn = (/** @type {string[]} */ ...places) => pictures.filter(([, place]) => places.includes(place)).map(([key]) => key);
  const [inKv, inR2] = [keysIn("kv", "any"), env[bucket] ? keysIn("r2", "any") : keysIn("r2")];
  if (inR2.length > 0) await within(PATIENCE.afterwards, "R2", r2(env, bucket).delete(inR2));
  await Promise.all(inKv.map((key) => within(PATIENCE.afterwards, "KV", kv(env, files).delete(key))));
  await batch(env, database, unlist, false);
}

/**
 * The same after the answer.
 * @param {ExecutionContext} context
 * @param {Parameters<typeof removePictures>} pictures
 */
export function removePicturesLater(context, ...pictures) {
  later(context, "pictures removed", () => removePictures(...pictures));
}

/**
 * @param {Env} env
 * @param {string} binding
 */
const r2 = (env, binding) => /** @type {R2Bucket} */ (env[binding]);

/**
 * Counts `key` at a rate limit; says whether it is within it.
 * @param {Env} env
 * @param {string} binding
 * @param {string} key
 */
export async function count(env, binding, key) {
  return (await within(PATIENCE.limit, "rate limit", /** @type {RateLimit} */ (env[binding]).limit({ key }))).success;
}

/**
 * What the hasher called `name` answers to `task` within `patience` milliseconds.
 * @param {Env} env
 * @param {string} binding
 * @param {string} name
 * @param {string} task
 * @param {number} patience
 */
export async function hash(env, binding, name, task, patience) {
  const hasher = /** @type {DurableObjectNamespace} */ (env[binding]).getByName(name);
  const answer = hasher.fetch("https://hasher.invalid/", { method: "POST", body: task }).then((it) => it.text());
  return within(patience, "object", answer);
}
