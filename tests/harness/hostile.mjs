// Input that programs stumble over, for never_500.test.mjs.

const KILO = 1024;
const range = (from, to) => String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const bytes = (...values) => Uint8Array.from(values);

/** Values of one parameter, by what they are. */
export const VALUES = {
  "NUL": "\0",
  "NUL inside": "abc\0def",
  "control characters": range(1, 31),
  "DEL and C1": range(127, 159),
  "line breaks": "a\r\nSet-Cookie: a=1\r\n\r\nb",
  "line separators": "a\u2028b\u2029c",
  "white space": " \t\u00a0\u3000\u2003",
  "BOM": "\ufeffabcdef",
  "non-characters": "\ufffe\uffff\u{1ffff}",
  "private use": "\ue000\u{10ffff}",
  "replacement": "\ufffd",
  "lone high surrogate": "a\ud800b",
  "lone low surrogate": "\udc00",
  "surrogates reversed": "\udc00\ud800",
  "emoji": "👨‍👩‍👧‍👦🏳️‍🌈👍🏿",
  "right to left": "\u202eabc\u202c مرحبا ‏",
  "stacked marks": `a${"\u0301".repeat(500)}`,
  "zero width": "\u200b\u200c\u200d\u2060",
  "full-width": "１２３４５ａｂｃ＠ｅ．ｃｎ",
  "Arabic digits": "٣٤٥٦٧٨",
  "case folding": "ſKİıßﬀ",
  "rare characters": "𠮷𠀋㐀龥",
  "SQL: true": "' OR '1'='1",
  "SQL: drop": "'; DROP TABLE users; --",
  "SQL: union": "\") UNION SELECT * FROM developers --",
  "SQL: comment": "admin'/*",
  "SQL: parameters": "?1 :a @b $c",
  "SQL: patterns": "%_\\[a-z]*?",
  "SQL: hex": "x'00ff'",
  "prototype": "__proto__",
  "constructor": "constructor",
  "toString": "toString",
  "hasOwnProperty": "hasOwnProperty",
  "null": "null",
  "undefined": "undefined",
  "NaN": "NaN",
  "true": "true",
  "zero": "0",
  "minus zero": "-0",
  "huge number": "1e999",
  "2^53 + 1": "9007199254740993",
  "below i64": "-9223372036854775809",
  "hexadecimal": "0x10",
  "digits": "9".repeat(400),
  "JSON": '{"a":[1,{"b":null}]}',
  "array": "[]",
  "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "template": "{{7*7}}${7*7}<%=7*7%>#{7*7}",
  "formats": "%s%n%x%d%p",
  "escapes": "%00%0d%0a%c0%80%ff",
  "backslashes": "\\u0000\\x00\\0\\",
  "path": "../../../../etc/passwd",
  "shell": "$(id)`id`|id;id",
  "token": "0".repeat(64),
  "token of other characters": "g".repeat(64),
  "token of wide characters": "０".repeat(64),
  "MD5": "0".repeat(32),
  "PHC string": "$argon2id$v=19$m=4294967295,t=4294967295,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
  "e-mail": `${"a".repeat(300)}@${"b.".repeat(300)}cn`,
  "at signs": "@".repeat(300),
  "URL": "http://[::1",
  "URL with NUL": "http://a\0b/",
  "URL of script": "javascript:alert(1)//http://",
  "quotes": "\"'`´“”‘’",
  "one character": "x",
  "1 KiB": "x".repeat(KILO),
  "1001 emoji": "👍".repeat(1001),
  "8 KiB": "签".repeat(Math.floor((8 * KILO) / 3)),
  "20 KiB of spaces": " ".repeat(20 * KILO),
  "30 KiB of quotes": "\"".repeat(30 * KILO),
  "60 KiB": "9".repeat(60 * KILO),
  "over 64 KiB": "x".repeat(66 * KILO),
};

/** Query strings as they are on the wire. */
export const QUERIES = [
  "%", "%%%", "%zz", "%0", "%u4e2d", "%00=%00", "user=%00", "user=%C0%80", "user=%ED%A0%80", "user=%F8%88%80%80%80",
  "user=%FF%FE",
  "nickname=%B9%CB", "%B9%CB=1", "&&&&", "====", "=x", "user", "user==", "user=a;pass=b", "user[]=1&user[a]=2",
  "user.a=1", "+++", "?", "??user=1",
  "user=1#user=2", "user=a&user=b&user=c", "__proto__=1", "__proto__[x]=1", "constructor[prototype][x]=1",
  "appid=&appid=&signature=&signature=",
  "a=1&".repeat(3000), `user=${"%41".repeat(5000)}`, `user=${"%F0%9F%91%8D".repeat(2000)}`, `${"u".repeat(20000)}=1`,
  "user=%26%3D%23", "user=\\", "user='\"<>`{}|^",
];

/** Form bodies as they are on the wire. */
export const FORMS = [
  ...QUERIES, "\0", "\r\n", bytes(0xb9, 0xcb), bytes(0xff, 0xfe, 0x61, 0x00),
  bytes(0xef, 0xbb, 0xbf, 0x61, 0x3d, 0x31), "a=1&".repeat(16 * KILO),
  "=".repeat(64 * KILO), "&".repeat(64 * KILO), "%".repeat(64 * KILO), "+".repeat(64 * KILO),
  `newsign=${"%00".repeat(20000)}`,
];

/** JSON bodies, few of which are JSON objects. */
export const JSON_BODIES = [
  " ", "{}", "[]", "[[]]", "1", "null", "true", '"x"', "{", "}", "{}{}", "{},", "NaN", "undefined", "{a:1}",
  "{'a':1}", '{"a":1,}', '{"a"}', '{"":""}', "// x\n{}",
  '{"user":null,"pass":null,"qq":null,"token":null}', '{"user":[]}', '{"user":{}}', '{"user":["a"]}',
  '{"unknown":[1,2]}', '{"unknown":{"a":{}}}',
  '{"user":1e400}', '{"user":-1e400}', '{"user":1e-400}', '{"user":-0}', '{"user":-0.0}', '{"user":1E5}',
  '{"qq":123456789012345678901234567890}', '{"qq":12345.0}',
  '{"qq":18446744073709551616}', '{"qq":-9223372036854775809}', `{"qq":${"9".repeat(60000)}}`,
  `{"qq":0.${"9".repeat(60000)}}`, '{"qq":01}', '{"qq":+1}', '{"qq":0x10}', '{"qq":1.}', '{"qq":.5}',
  '{"user":"\\ud800"}', '{"user":"\\udc00\\ud800"}', '{"user":"\\ud83d\\udc4d"}', '{"user":"\\u0000"}',
  '{"\\u0000":"x"}', '{"user":"\\x"}', '{"user":"\\u12"}', '{"user":"a\nb"}', '{"user":"a\0b"}',
  '{"__proto__":"x"}', '{"__proto__":{"user":"x"}}', '{"constructor":{"prototype":{}}}',
  '{"toString":"x","valueOf":1}', '{"user":"a","user":"b","user":""}',
  `{"user":"${'\\"'.repeat(32000)}`, '"\\'.repeat(32000),
  "[".repeat(30000), `${"[".repeat(5000)}${"]".repeat(5000)}`, '{"a":'.repeat(12000),
  `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`, `{"user":${"[".repeat(5000)}${"]".repeat(5000)}}`,
  `{${Array.from({ length: 5000 }, (_, i) => `"k${i}":1`).join(",")}}`, `{"${"k".repeat(60000)}":1}`,
  `{"user":"${"\\u0041".repeat(10000)}"}`, '"'.repeat(64 * KILO), "{".repeat(64 * KILO),
  "\ufeff{}", bytes(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), bytes(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00),
  bytes(0xfe, 0xff, 0x00, 0x7b, 0x00, 0x7d), bytes(0), bytes(0x1f, 0x8b, 8, 0), "\0{}",
];

const part = (head, value = "x") => `--b\r\n${head}\r\n\r\n${value}\r\n`;
const field = (name) => `Content-Disposition: form-data; name="${name}"`;
const END = "--b--\r\n";
const B = "multipart/form-data; boundary=b";

/** Multipart bodies and their content types. */
export const MULTIPARTS = [
  ...[
    "x", "\0", "--b", "--b--", END, `\r\n${END}`, "--b\r\n", "--b\r\n\r\n\r\n--b--", part(field("user")),
    `${part(field("user"))}--b`, `${part(field("user"))}--c--`,
    part("") + END, part("X: y") + END, part("Content-Disposition: form-data") + END,
    part("Content-Disposition: attachment; name=user") + END, part('Content-Disposition: form-data; name="user') + END,
    part("Content-Disposition: form-data; name=user") + END, part('Content-Disposition: form-data; name=""') + END,
    part('Content-Disposition: form-data; name="user"; name="pass"') + END,
    part("Content-Disposition: form-data; name*=UTF-8''user") + END, part(field("user\0")) + END,
    part(field("__proto__")) + END, part(field("user\\\"x")) + END, part(field("%00%0d%0a")) + END,
    part(`${field("user")}; filename="a.txt"\r\nContent-Type: text/plain`) + END,
    part(`${field("pass")}; filename=""`) + END, part(`${field("user")}; filename*=UTF-8''%00`) + END,
    part(`${field("user")}\r\nContent-Transfer-Encoding: base64`, "eA==") + END,
    part(`${field("user")}\r\nContent-Type: multipart/mixed; boundary=c`, "--c\r\n\r\nx\r\n--c--") + END,
    part(`${field("user")}\r\nContent-Type: text/plain; charset=gbk`) + END,
    part(`${field("user")}\r\n${"X: y\r\n".repeat(3000)}Y: z`) + END, part(field("user"), "a\0b") + END,
    part(field("user"), "--b") + END,
    part(field("user")).repeat(600) + END, Array.from({ length: 800 }, (_, i) => part(field(`k${i}`))).join("") + END,
    part(field("user"), "x".repeat(60 * KILO)) + END, part(field("u".repeat(60 * KILO))) + END,
    part(field("user")).replaceAll("\r\n", "\n") + END, part(field("user")).replaceAll("\r\n", "\r") + END,
    `preamble\r\n${part(field("user"))}${END}epilogue`, "--b".repeat(20000), "-".repeat(64 * KILO),
    "\r\n".repeat(30000),
    Buffer.from(part(field("nickname"), "\xb9\xcb") + END, "latin1"), // GBK
    Buffer.from(part(field("\xb9\xcb")) + END, "latin1"),
  ].map((body) => [B, body]),
  ...[
    "", ";", "; boundary", "; boundary=", '; boundary=""', '; boundary="b', '; boundary="b"', "; boundary=b; boundary=c",
    "; charset=utf-8; boundary=b", `; boundary=${"b".repeat(8000)}`, "; boundary=-", "; boundary=\\", "; BOUNDARY=b",
    ", boundary=b", "; boundary = b", ";boundary=b;",
  ].map((end) => [`multipart/form-data${end}`, part(field("user")) + END]),
];

/** Content types beside the listed ones, or strangely written. */
export const CONTENT_TYPES = [
  "text/plain", "text/html", "text/json", "application/xml", "application/octet-stream", "application/x-ndjson",
  "application/json+x", "application/jsonx", "application/*", "*/*", "*", "/", ";", ";;;=", "json",
  "application/json; charset=utf-16", "application/json; charset=gbk", "application/json;charset=\"utf-8\"",
  "application/json, text/plain", "text/plain, application/json", "application/json; ".repeat(200),
  "application / json", "application/x-www-form-urlencoded; charset=gbk",
  "application/x-www-form-urlencoded;;", "application/x-www-form-urlencoded, application/json",
  "multipart/mixed; boundary=b", "multipart/form-data", "multipart/form-data; boundary=b", `x/${"y".repeat(8000)}`,
  "application/json\t", "\"application/json\"", "__proto__", "constructor/prototype",
];
