// What goes wrong with a call.

import { REASONS, type Reason } from "./calls.js";

/** The server refused: the call's answer has another `code` than 200. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** Why, in a word. */
  readonly reason: Reason;

  constructor(
    /** The call, as in "update_sign". */
    readonly call: string,
    readonly code: number,
    /** What the server said, to be shown to the user. */
    message: string,
    /** Seconds after which to try again, where the server says so. */
    readonly retryAfter?: number,
  ) {
    super(message);
    this.reason = REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? "unknown";
  }
}

/** There was no answer, or none of this API. Whether the server did what was asked is not known. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";

  constructor(
    readonly call: string,
    message: string,
    override readonly cause?: unknown,
  ) {
    super(message);
  }
}
