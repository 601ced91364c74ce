// The way to the admin API: one function that asks, and the error that it throws.

import { expire, session } from "../session";
import { BY_SESSION } from "./by_session";

/** An answer that is not 2xx, or none at all (status 0, code "network"). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The field that the server found fault with (422). */
    readonly field?: string,
    /** Seconds after which to try again (429). */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

export type Query = Record<string, string | number | null | undefined>;
export type Options = { query?: Query; body?: unknown; signal?: AbortSignal; key?: string };

/** Calls /api/admin + `path`, by the session; with a `key` by that. */
export async function call<T>(method: string, path: string, { query, body, signal, key }: Options = {}): Promise<T> {
  const { id } = session;
  const response = await send(`/api/admin${path}${queryString(query)}`, {
    method,
    signal: signal ?? null,
    headers: {
      ...(key === undefined ? BY_SESSION : { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    credentials: "same-origin",
    cache: "no-store",
  });
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer as T;
  const error = answer?.error ?? {};
  const problem = new ApiError(
    response.status,
    error.code ?? "unreadable",
    error.message ?? `HTTP ${response.status}`,
    error.field,
    Number(response.headers.get("retry-after")) || undefined,
  );
  const reason = refusalOf(problem);
  if (reason && key === undefined && id === session.id) expire(reason);
  throw problem;
}

/** Whether what failed may work a moment later: no answer came, the server failed, or there were too many calls. */
export const mayPass = (error: unknown): boolean => error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.status === 429);

/** Why the key or the session itself was refused, if it was. */
export function refusalOf(error: unknown): "expired" | "disabled" | null {
  if (!(error instanceof ApiError)) return null;
  if (error.status === 401) return "expired";
  return error.status === 403 && /disabled/.test(error.message) ? "disabled" : null;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, "network", String(error));
  }
}

function queryString(query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
}
