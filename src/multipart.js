// @ts-check
// A multipart body with a file in it, read where it lies: the file is a view of the body, so nothing as large as it is
// copied. Other bodies of this kind are small, and the runtime's own FormData reads them (runtime.js).

/** Parts of a body, bytes of a part's header, and bytes of all fields, at most. */
const LIMITS = { parts: 100, header: 8 * 1024, fields: 64 * 1024 };

const CR_LF_CR_LF = bytesOf("\r\n\r\n");
const [CR, DASH] = [13, 45];

/**
 * The parts of a multipart body of this content type: `fields`, JSON of [{name, value}, ...], and the content of the last
 * part that is called `file`, whatever its file's name.
 * @param {string} type
 * @param {Uint8Array} body
 * @param {string} file
 * @returns {{fields: string, file: Uint8Array | undefined}}
 */
export function parts(type, body, file) {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(type);
  if (!boundary) throw new Error("no boundary");
  const delimiter = bytesOf(`\r\n--${boundary[1] ?? boundary[2]}`);
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const fields = [];
  let found;
  let size = 0;
  // The first delimiter may begin the body, without a line before it.
  let at = delimiter.subarray(2).every((byte, i) => body[i] === byte) ? delimiter.length - 2 : after(body, delimiter, 0);
  for (let count = 0; body[at] !== DASH || body[at + 1] !== DASH; count += 1) {
    const start = after(body, CR_LF_CR_LF, at);
    // The line's end before the delimiter may be that of the header, where a part is empty.
    const next = after(body, delimiter, start - 2);
    if (count === LIMITS.parts || start - at > LIMITS.header) throw new Error("too many parts, or too long a header");
    // Byte by byte: the name of a file may be in any encoding.
    const header = String.fromCharCode(...body.subarray(at, start));
    const name = quoted(header, "name");
    const content = body.subarray(start, Math.max(start, next - delimiter.length));
    if (name === file) {
      found = content;
    } else if (name !== undefined && quoted(header, "filename") === undefined) {
      size += content.length;
      if (size > LIMITS.fields) throw new Error("fields are too large");
      fields.push({ name, value: utf8.decode(content) });
    }
    at = next;
  }
  return { fields: JSON.stringify(fields), file: found };
}

/**
 * A parameter of the header Content-Disposition.
 * @param {string} header
 * @param {string} name
 */
function quoted(header, name) {
  const line = /^content-disposition:(.*)$/im.exec(header)?.[1] ?? "";
  const found = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]*))`, "i").exec(line);
  return found ? (found[1] ?? found[2]) : undefined;
}

/**
 * The place after the first `wanted` in `bytes` from `from` on. It begins with a carriage return, which the runtime finds
 * fast; a boundary has none, so no byte of a hostile body is looked at twice for one.
 * @param {Uint8Array} bytes
 * @param {Uint8Array} wanted
 * @param {number} from
 */
function after(bytes, wanted, from) {
  for (let at = bytes.indexOf(CR, from); at !== -1; at = bytes.indexOf(CR, at + 1)) {
    let i = 1;
    while (i < wanted.length && bytes[at + i] === wanted[i]) i += 1;
    if (i === wanted.length) return at + i;
  }
  throw new Error("the body ends too early");
}

/** @param {string} text */
function bytesOf(text) {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}
