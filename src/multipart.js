// @ts-check
// A multipart body with a file in it, read where it lies: the file is a view of the body, so nothing as large as it is
// copied. Other bodies of this kind are small, and the runtime's own FormData reads them (runtime.js).

/** Parts of a body, bytes of a part's header, and bytes of all fields, at most. */
const LIMITS = { parts: 100, header: 8 * 1024, fields: 64 * 1024 };

const CR_LF_CR_LF = bytesOf("\r\n\r\n");
const [CR, DASH] = [13, 45];
/** As often as a carriage return is looked for by the runtime: a picture of 5 MB has some 20,000. */
const MOST_ASKED = 30_000;

/**
 * The parts of a multipart body of this content type that are asked for: `fields`, JSON of [{name, value}, ...], and the
 * content of the last part that is called `file`, whatever its file's name.
 * @param {string} type
 * @param {Uint8Array} body
 * @param {string} names of fields, with spaces between
 * @param {string} file
 * @returns {{fields: string, file: Uint8Array | undefined}}
 */
export function parts(type, body, names, file) {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(type);
  if (!boundary) throw new Error("no boundary");
  const delimiter = bytesOf(`\r\n--${boundary[1] ?? boundary[2]}`);
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const wanted = names.split(" ");
  const fields = [];
  let found;
  let size = 0;
  // The first delimiter may begin the body, without a line before it.
  let at = delimiter.subarray(2).every((byte, i) => body[i] === byte) ? delimiter.length - 2 : after(body, delimiter, 0);
  for (let count = 0; body[at] !== DASH || body[at + 1] !== DASH; count += 1) {
    if (count === LIMITS.parts) throw new Error("too many parts");
    const start = after(body.subarray(0, at + LIMITS.header), CR_LF_CR_LF, at);
    // The line's end before the delimiter may be that of the header, where a part is empty.
    const next = after(body, delimiter, start - 2);
    // Byte by byte: the name of a file may be in any encoding.
    const { name, filename, "filename*": encoded } = disposition(String.fromCharCode(...body.subarray(at, start)));
    const content = body.subarray(start, Math.max(start, next - delimiter.length));
    if (name === file) {
      found = content;
    } else if (name !== undefined && wanted.includes(name) && filename === undefined && encoded === undefined) {
      size += content.length;
      if (size > LIMITS.fields) throw new Error("fields are too large");
      fields.push({ name, value: utf8.decode(content) });
    }
    at = next;
  }
  return { fields: JSON.stringify(fields), file: found };
}

/**
 * The parameters of the header Content-Disposition, by their names in lower case.
 * @param {string} header
 */
function disposition(header) {
  const line = /^content-disposition:(.*)$/im.exec(header.replace(/\r\n[ \t]+/g, " "))?.[1] ?? "";
  /** @type {Record<string, string | undefined>} */
  const parameters = {};
  for (const [, name, quoted, plain] of line.matchAll(/;\s*([^=;\s]+)=(?:"([^"]*)"|([^;]*))/g)) {
    parameters[(name ?? "").toLowerCase()] ??= quoted ?? plain?.trim();
  }
  return parameters;
}

/**
 * The place after the first `wanted`, which begins with a carriage return, in `bytes` from `from` on. A boundary has none, so
 * no byte is looked at much more than once, whatever the body.
 * @param {Uint8Array} bytes
 * @param {Uint8Array} wanted
 * @param {number} from
 */
function after(bytes, wanted, from) {
  // The runtime finds a byte faster than this loop, but is slow to be asked for one after the other.
  let asked = 0;
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] !== CR && (asked += 1) <= MOST_ASKED) at = bytes.indexOf(CR, at);
    if (at === -1) break;
    if (bytes[at] !== CR || bytes[at + 1] !== wanted[1]) continue;
    let i = 2;
    while (i < wanted.length && bytes[at + i] === wanted[i]) i += 1;
    if (i === wanted.length) return at + i;
  }
  throw new Error("the body ends too early");
}

/** @param {string} text */
function bytesOf(text) {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}
