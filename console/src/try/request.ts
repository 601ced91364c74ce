// From what was typed to a call.

import type { Schema } from "../../openapi/model.ts";
import type { Call } from "../snippets/call";
import type { Endpoint, Field } from "./endpoints";

export type Transport = "get" | "form" | "json";

/** What was typed, by parameter; an empty text is not sent. */
export type Values = Record<string, string>;

/** Names of the fields that are sent as null. */
export type Nulls = ReadonlySet<string>;

export const takesNull = ({ schema }: Field): boolean =>
  Array.isArray(schema.anyOf) && (schema.anyOf as Schema[]).some((it) => it.type === "null");

/** The schema without the choice of null. */
export const plainSchema = ({ schema }: Field): Schema =>
  Array.isArray(schema.anyOf) ? (schema.anyOf as Schema[]).find((it) => it.type !== "null")! : schema;

/** The JSON value of a text: what its field takes, or the text itself, for the server to judge. */
function typed(field: Field, text: string): unknown {
  const { type } = plainSchema(field);
  if (type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  if (type === "integer" && /^-?\d{1,16}$/.test(text)) return Number(text);
  return text;
}

export interface Sent {
  values: Values;
  nulls: Nulls;
  /** The file of an upload. */
  file: File | undefined;
  transport: Transport;
}

export function callOf(endpoint: Endpoint, fields: readonly Field[], { values, nulls, file, transport }: Sent, origin: string): Call {
  const given = fields.filter((it) => (values[it.name] ?? "") !== "" || nulls.has(it.name));
  const at = (place: Field["place"]) => given.filter((it) => it.place === place);
  const text = (it: Field) => values[it.name] ?? "";
  const pairs = (list: Field[]) => list.map((it) => [it.name, text(it)] as const);
  const json = (list: Field[]) => Object.fromEntries(list.map((it) => [it.name, nulls.has(it.name) ? null : typed(it, text(it))]));

  if (endpoint.method === undefined) {
    const url = origin + endpoint.path;
    const sent = at("sent");
    const upload = fields.find((it) => it.required === "file");
    if (upload) return { method: "POST", url, query: [], body: { type: "multipart", pairs: pairs(sent), file: { field: upload.name, ...(file && { chosen: file }) } } };
    if (transport === "get") return { method: "GET", url, query: pairs(sent) };
    if (transport === "form") return { method: "POST", url, query: [], body: { type: "form", pairs: pairs(sent) } };
    return { method: "POST", url, query: [], body: { type: "json", value: json(sent) } };
  }
  const path = endpoint.path.replace(/\{(\w+)\}/g, (place, name: string) => encodeURIComponent(values[name] ?? "") || place);
  const takesBody = endpoint.fields.some((it) => it.place === "body");
  return {
    method: endpoint.method,
    url: origin + path,
    query: pairs(at("query")),
    ...(!endpoint.open && { keyed: true }),
    ...(takesBody && { body: { type: "json" as const, value: json(at("body")) } }),
  };
}
