// How a call reaches the server. Another way than fetch is another function of this type.

/** A picture: in browsers and Node a Blob or File, in a mini program the path of a file. */
export type Upload = Blob | string;

/** A call on its way: always a POST, of a form, or of multipart where there is a file. */
export interface Outgoing {
  url: string;
  parameters: Record<string, string>;
  file?: { name: string; value: Upload };
  /** Milliseconds. */
  timeout: number;
}

export interface Incoming {
  status: number;
  text: string;
  /** The header Retry-After, where it can be seen. */
  retryAfter?: string | null;
}

/** Sends a call; throws where there is no answer. */
export type Transport = (call: Outgoing) => Promise<Incoming>;

/** By fetch: browsers, Node 18 and newer, Deno, Bun, Workers. */
export const fetchTransport: Transport = async ({ url, parameters, file, timeout }) => {
  let body: FormData | URLSearchParams = new URLSearchParams(parameters);
  if (file) {
    body = new FormData();
    for (const [name, value] of Object.entries(parameters)) body.append(name, value);
    body.append(file.name, file.value);
  }
  const response = await fetch(url, { method: "POST", body, signal: AbortSignal.timeout(timeout) });
  return { status: response.status, text: await response.text(), retryAfter: response.headers.get("retry-after") };
};
