// A call written down for people to paste: curl, JavaScript, a WeChat mini program, Python. Values are quoted so that each language reads
// exactly what was typed; a key of the admin API is never among them, only its place.

import { type Call, type Pairs, addressOf } from "./call";

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

function curl({ method, url, query, body, keyed }: Call): string {
  const pairs = (list: Pairs) => list.map(([name, value]) => `--data-urlencode ${shellQuoted(`${name}=${value}`)}`);
  const sends = body?.type === "json" || (body?.pairs.length ?? 0) > 0;
  const usual = sends ? "POST" : "GET";
  const lines = [`curl ${shellQuoted(body ? addressOf({ url, query }) : url)}`];
  if (method !== usual) lines.push(`-X ${method}`);
  if (keyed) lines.push(`-H ${shellQuoted(`Authorization: Bearer ${KEY_PLACE}`)}`);
  if (!body && query.length > 0) lines.push("-G", ...pairs(query));
  if (body?.type === "form") lines.push(...pairs(body.pairs));
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
  const options: string[] = [];
  if (method !== "GET") options.push(`  method: ${stringLiteral(method)},`);
  const headers = {
    ...(keyed && { Authorization: `Bearer ${KEY_PLACE}` }),
    ...(body?.type === "json" && { "Content-Type": "application/json" }),
  };
  if (Object.keys(headers).length > 0) options.push(`  headers: ${literal(headers, "  ", javascriptWords)},`);
  if (body?.type === "form") options.push(`  body: new URLSearchParams(${entries(body.pairs, "  ")}),`);
  if (body?.type === "json") options.push(`  body: JSON.stringify(${literal(body.value, "  ", javascriptWords)}),`);
  const given = options.length > 0 ? `, {\n${options.join("\n")}\n}` : "";
  return [...lines, `const response = await fetch(${address}${given});`, "console.log(await response.json());"].join("\n");
}

/** What wx.request makes of `data`: the query of a GET, else a form or JSON, as the header says. */
function wechat({ method, url, query, body }: Call): string {
  const entries = (list: Pairs) => literal(Object.fromEntries(list), "  ", javascriptWords);
  const lines = [`  url: ${stringLiteral(body ? addressOf({ url, query }) : url)},`];
  if (method !== "GET") lines.push(`  method: ${stringLiteral(method)},`);
  if (body) lines.push(`  header: { "content-type": "application/${body.type === "json" ? "json" : "x-www-form-urlencoded"}" },`);
  if (body?.type === "json") lines.push(`  data: ${literal(body.value, "  ", javascriptWords)},`);
  else lines.push(`  data: ${entries(body?.pairs ?? query)},`);
  lines.push("  success: ({ data }) => console.log(data),", "  fail: ({ errMsg }) => console.error(errMsg),");
  return `wx.request({\n${lines.join("\n")}\n});`;
}

function python({ method, url, query, body, keyed }: Call): string {
  const entries = (list: Pairs) => literal(Object.fromEntries(list), "    ", pythonWords);
  const lines = [`    ${stringLiteral(url)},`];
  if (query.length > 0) lines.push(`    params=${entries(query)},`);
  if (keyed) lines.push(`    headers={"Authorization": ${stringLiteral(`Bearer ${KEY_PLACE}`)}},`);
  if (body?.type === "form") lines.push(`    data=${entries(body.pairs)},`);
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
