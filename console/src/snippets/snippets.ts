// A call written down for people to paste: curl, JavaScript, a WeChat mini program, Python. Values are quoted so that each language reads
// exactly what was typed; a key of the admin API is never among them, only its place.

import { type Call, type Multipart, type Pairs, addressOf } from "./call";

export const LANGUAGES = ["curl", "javascript", "wechat", "python"] as const;
export type SnippetLanguage = (typeof LANGUAGES)[number];

/** Those for `call`: no key belongs into a mini program. */
export const languagesOf = ({ keyed }: Pick<Call, "keyed">): SnippetLanguage[] => LANGUAGES.filter((it) => !(keyed && it === "wechat"));

export const KEY_PLACE = "YOUR_KEY";

export const snippet = (language: SnippetLanguage, call: Call): string => ({ curl, javascript, wechat, python })[language](call);

/** For POSIX shells: nothing in single quotes means anything but the quote itself. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** For JavaScript, and for Python, which knows the same escapes. */
export const stringLiteral = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** What a file is called where none is chosen yet. */
const fileName = ({ file }: Multipart): string => file.chosen?.name ?? "picture.png";

function curl({ method, url, query, body, keyed }: Call): string {
  const pairs = (list: Pairs) => list.map(([name, value]) => `--data-urlencode ${shellQuoted(`${name}=${value}`)}`);
  const sends = body?.type === "json" || body?.type === "multipart" || (body?.pairs.length ?? 0) > 0;
  const usual = sends ? "POST" : "GET";
  const lines = [`curl ${shellQuoted(body ? addressOf({ url, query }) : url)}`];
  if (method !== usual) lines.push(`-X ${method}`);
  if (keyed) lines.push(`-H ${shellQuoted(`Authorization: Bearer ${KEY_PLACE}`)}`);
  if (!body && query.length > 0) lines.push("-G", ...pairs(query));
  if (body?.type === "form") lines.push(...pairs(body.pairs));
  if (body?.type === "multipart") {
    // -F would read a value that begins with @ from a file; and of a file's name quotes keep what would end it.
    const name = fileName(body).replace(/["\\]/g, "\\$&");
    lines.push(...body.pairs.map(([field, value]) => `--form-string ${shellQuoted(`${field}=${value}`)}`), `-F ${shellQuoted(`${body.file.field}=@"${name}"`)}`);
  }
  if (body?.type === "json") lines.push(`-H ${shellQuoted("Content-Type: application/json")}`, `--data-raw ${shellQuoted(JSON.stringify(body.value))}`);
  return lines.join(" \\\n  ");
}

function javascript({ method, url, query, body, keyed }: Call): string {
  const entries = (list: Pairs, indent: string) => literal(Object.fromEntries(list), indent, javascriptWords);
  const lines: string[] = [];
  let address = stringLiteral(url);
  if (query.length > 0) {
    lines.push(`const query = new URLSearchParams(${entries(query, "")});`);
    // A template: what would mean something in one does not occur in an address.
    address = `\`${url}?\${query}\``;
  }
  if (body?.type === "multipart") {
    // A page's own: <input type="file">.
    lines.push("const form = new FormData();", `for (const [name, value] of Object.entries(${entries(body.pairs, "")})) form.append(name, value);`);
    lines.push(`form.append(${stringLiteral(body.file.field)}, document.querySelector("input[type=file]").files[0]);`);
  }
  const options: string[] = [];
  if (method !== "GET") options.push(`  method: ${stringLiteral(method)},`);
  const headers = {
    ...(keyed && { Authorization: `Bearer ${KEY_PLACE}` }),
    ...(body?.type === "json" && { "Content-Type": "application/json" }),
  };
  if (Object.keys(headers).length > 0) options.push(`  headers: ${literal(headers, "  ", javascriptWords)},`);
  if (body?.type === "form") options.push(`  body: new URLSearchParams(${entries(body.pairs, "  ")}),`);
  if (body?.type === "multipart") options.push("  body: form,");
  if (body?.type === "json") options.push(`  body: JSON.stringify(${literal(body.value, "  ", javascriptWords)}),`);
  const given = options.length > 0 ? `, {\n${options.join("\n")}\n}` : "";
  return [...lines, `const response = await fetch(${address}${given});`, "console.log(await response.json());"].join("\n");
}

/** What wx.request makes of `data`: the query of a GET, else a form or JSON, as the header says. */
function wechat({ method, url, query, body }: Call): string {
  if (body?.type === "multipart") return uploadFile(url, body);
  const entries = (list: Pairs) => literal(Object.fromEntries(list), "  ", javascriptWords);
  const lines = [`  url: ${stringLiteral(body ? addressOf({ url, query }) : url)},`];
  if (method !== "GET") lines.push(`  method: ${stringLiteral(method)},`);
  if (body) lines.push(`  header: { "content-type": "application/${body.type === "json" ? "json" : "x-www-form-urlencoded"}" },`);
  if (body?.type === "json") lines.push(`  data: ${literal(body.value, "  ", javascriptWords)},`);
  else lines.push(`  data: ${entries(body?.pairs ?? query)},`);
  lines.push("  success: ({ data }) => console.log(data),", "  fail: ({ errMsg }) => console.error(errMsg),");
  return `wx.request({\n${lines.join("\n")}\n});`;
}

/** A picture of the album or the camera; `data` is text, whatever the server says it is. */
function uploadFile(url: string, { pairs, file }: Multipart): string {
  const lines = [
    `    url: ${stringLiteral(url)},`,
    "    filePath: tempFiles[0].tempFilePath,",
    `    name: ${stringLiteral(file.field)},`,
    `    formData: ${literal(Object.fromEntries(pairs), "    ", javascriptWords)},`,
    "    success: ({ data }) => console.log(JSON.parse(data)),",
    "    fail: ({ errMsg }) => console.error(errMsg),",
  ];
  return `wx.chooseMedia({\n  count: 1,\n  mediaType: ["image"],\n  success: ({ tempFiles }) => wx.uploadFile({\n${lines.join("\n")}\n  }),\n});`;
}

function python({ method, url, query, body, keyed }: Call): string {
  const entries = (list: Pairs) => literal(Object.fromEntries(list), "    ", pythonWords);
  const lines = [`    ${stringLiteral(url)},`];
  if (query.length > 0) lines.push(`    params=${entries(query)},`);
  if (keyed) lines.push(`    headers={"Authorization": ${stringLiteral(`Bearer ${KEY_PLACE}`)}},`);
  if (body?.type === "form") lines.push(`    data=${entries(body.pairs)},`);
  if (body?.type === "multipart") {
    lines.push(`    data=${entries(body.pairs)},`, `    files={${stringLiteral(body.file.field)}: open(${stringLiteral(fileName(body))}, "rb")},`);
  }
  if (body?.type === "json") lines.push(`    json=${literal(body.value, "    ", pythonWords)},`);
  const call = `response = requests.${method.toLowerCase()}(\n${lines.join("\n")}\n    timeout=10,\n)`;
  return `import requests\n\n${call}\nprint(response.json())`;
}

interface Words {
  step: string;
  true: string;
  false: string;
  null: string;
  key: (name: string) => string;
}

const javascriptWords: Words = {
  step: "  ",
  true: "true",
  false: "false",
  null: "null",
  key: (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name)),
};
const pythonWords: Words = { step: "    ", true: "True", false: "False", null: "None", key: stringLiteral };

/** A JSON value in the language of `words`, objects with a line for each member. */
function literal(value: unknown, indent: string, words: Words): string {
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value === "number") return JSON.stringify(value);
  if (value === null || typeof value === "boolean") return words[String(value) as "true" | "false" | "null"];
  if (Array.isArray(value)) return `[${value.map((it) => literal(it, indent, words)).join(", ")}]`;
  const inner = indent + words.step;
  const members = Object.entries(value as object).map(([name, it]) => `${inner}${words.key(name)}: ${literal(it, inner, words)},`);
  return members.length === 0 ? "{}" : `{\n${members.join("\n")}\n${indent}}`;
}
