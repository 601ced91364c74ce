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
  /** A picture, as the address of a data: URL. */
  picture?: string;
}

export async function send(call: Call, signal: AbortSignal): Promise<Answer> {
  const started = performance.now();
  const response = await fetch(addressOf(call), { ...requestOf(call), signal });
  const type = response.headers.get("content-type") ?? "";
  const picture = response.ok && type.startsWith("image/") ? await dataUrl(await response.blob()) : undefined;
  const raw = picture ? "" : await response.text();
  const ms = Math.round(performance.now() - started);
  const json = parsed(raw);
  return {
    status: response.status,
    statusText: response.statusText,
    ms,
    headers: [...response.headers],
    text: json === undefined ? raw : JSON.stringify(json, null, 2),
    json,
    ...(picture && { picture }),
  };
}

/** The page's policy lets it show data: URLs. */
const dataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
