// One call of the API, as Try-it sends it and as the snippets write it down.

import { BY_SESSION } from "../api/by_session";

export type Pairs = readonly (readonly [name: string, value: string])[];

export interface Call {
  method: string;
  /** Scheme, host and path. */
  url: string;
  query: Pairs;
  body?: { type: "form"; pairs: Pairs } | { type: "json"; value: unknown } | Multipart;
  /** Sent with a key of the admin API. */
  keyed?: boolean;
}

/** A form with a file in it. */
export interface Multipart {
  type: "multipart";
  pairs: Pairs;
  /** Which field it is; and the file, once one is chosen. */
  file: { field: string; chosen?: File };
}

export const addressOf = ({ url, query }: Pick<Call, "url" | "query">): string =>
  query.length === 0 ? url : `${url}?${new URLSearchParams(query.map(([name, value]) => [name, value]))}`;

/** What `fetch` takes besides the address. A call of the admin API goes by the session, any other without it. */
export function requestOf(call: Call): RequestInit {
  const headers: Record<string, string> = call.keyed ? { ...BY_SESSION } : {};
  let body: BodyInit | undefined;
  if (call.body?.type === "json") {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(call.body.value);
  } else if (call.body?.type === "multipart") {
    const { pairs, file } = call.body;
    const form = new FormData();
    for (const [name, value] of pairs) form.append(name, value);
    if (file.chosen) form.append(file.field, file.chosen);
    body = form;
  } else if (call.body) {
    body = new URLSearchParams(call.body.pairs.map(([name, value]) => [name, value]));
  }
  return { method: call.method, headers, ...(body !== undefined && { body }), credentials: call.keyed ? "same-origin" : "omit", cache: "no-store" };
}
