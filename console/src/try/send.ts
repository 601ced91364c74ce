// Sends a call and tells what came of it.

import { type Call, addressOf, requestOf } from "../snippets/call";

export interface Answer {
  status: number;
  statusText: string;
  ms: number;
  headers: [name: string, value: string][];
  /** JSON with a line for each member, anything else as it came. */
  text: string;
  /** The parsed JSON, if it is any. */
  json: unknown;
}

export async function send(call: Call, key: string, signal: AbortSignal): Promise<Answer> {
  const started = performance.now();
  const response = await fetch(addressOf(call), { ...requestOf(call, key), signal });
  const raw = await response.text();
  const ms = Math.round(performance.now() - started);
  const json = parsed(raw);
  return {
    status: response.status,
    statusText: response.statusText,
    ms,
    headers: [...response.headers],
    text: json === undefined ? raw : JSON.stringify(json, null, 2),
    json,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
