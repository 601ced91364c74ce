// The client: adds what every call needs, keeps the token, tells failures as errors, and repeats what may be repeated.

import { type CallFacts, Calls } from "./calls.js";
import { ApiError, NetworkError } from "./error.js";
import { type Incoming, type Outgoing, type Transport, type Upload, fetchTransport } from "./transport.js";

/** Where the token is kept between calls; `localStorage` and its like are wrapped in two lines. */
export interface TokenStore {
  get(): string | null | undefined;
  set(token: string | null): void;
}

export interface Options {
  /** The server's address, as in "https://api.example.com". */
  host: string;
  appid: string;
  signature: string;
  /** In memory if it is not given. */
  tokens?: TokenStore;
  transport?: Transport;
  /** Milliseconds that one try may take; 15,000 if it is not given. */
  timeout?: number;
  /** How often a call that may be repeated is, where there was no answer; 2 if it is not given. */
  retries?: number;
}

/** Milliseconds before the first repetition; each next one waits three times as long. */
const PAUSE = 300;

export class Client extends Calls {
  readonly #host: string;
  readonly #app: { appid: string; signature: string };
  readonly #tokens: TokenStore;
  readonly #transport: Transport;
  readonly #timeout: number;
  readonly #retries: number;

  constructor({ host, appid, signature, tokens = inMemory(), transport = fetchTransport, timeout = 15_000, retries = 2 }: Options) {
    super();
    this.#host = host.replace(/\/+$/, "");
    this.#app = { appid, signature };
    [this.#tokens, this.#transport, this.#timeout, this.#retries] = [tokens, transport, timeout, retries];
  }

  /** The token of the user who is logged in, if one is. */
  get token(): string | undefined {
    return this.#tokens.get() ?? undefined;
  }

  set token(token: string | undefined) {
    this.#tokens.set(token ?? null);
  }

  /** The address of a user's avatar, for an `<img>`. */
  avatarUrl(user: string): string {
    return `${this.#host}/api/user/get_avatar?appid=${encodeURIComponent(this.#app.appid)}&user=${encodeURIComponent(user)}`;
  }

  protected async call(facts: CallFacts, given: object): Promise<unknown> {
    const { sent, token } = this.#prepared(facts, given);
    const answer = await this.#answer(facts, sent);
    const { code, msg, data } = read(facts, answer);
    if (code !== 200) {
      const error = new ApiError(facts.name, code, typeof data === "string" ? data : msg, Number(answer.retryAfter) || undefined);
      // Only a login helps now; but not where another one has come meanwhile.
      if (error.reason === "wrong_token" && token !== undefined && token === this.token) this.token = undefined;
      throw error;
    }
    if (facts.name === "login") this.token = (data as { token: string }).token;
    if (facts.ends && token !== undefined && token === this.token) this.token = undefined;
    return data;
  }

  /** What is sent, and the kept token where that goes along. */
  #prepared(facts: CallFacts, given: object): { sent: Outgoing; token: string | undefined } {
    const parameters: Record<string, string> = { ...this.#app };
    let file: Outgoing["file"];
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined || value === null) continue;
      if (name === facts.file) file = { name, value: value as Upload };
      else parameters[name] = String(value);
    }
    // Who sends a password proves by that who they are.
    const own = facts.token && parameters.token === undefined && parameters.pass === undefined;
    if (own && this.token !== undefined) parameters.token = this.token;
    if (facts.requestId) parameters.request_id ??= newId();
    return { sent: { url: this.#host + facts.path, parameters, timeout: this.#timeout, ...(file && { file }) }, token: parameters.token };
  }

  async #answer(facts: CallFacts, sent: Outgoing): Promise<Incoming> {
    const tries = facts.repeatable || facts.requestId ? 1 + this.#retries : 1;
    for (let n = 1; ; n += 1) {
      try {
        const answer = await this.#transport(sent);
        if (answer.status < 500) return answer;
        throw new Error(`HTTP ${answer.status}`);
      } catch (cause) {
        if (n >= tries) throw new NetworkError(facts.name, cause instanceof Error ? cause.message : String(cause), cause);
        await new Promise((resolve) => setTimeout(resolve, PAUSE * 3 ** (n - 1) * (0.5 + Math.random())));
      }
    }
  }
}

function read(facts: CallFacts, { status, text }: Incoming): { code: number; msg: string; data: unknown } {
  try {
    const { code, msg, data } = JSON.parse(text);
    if (typeof code === "number" && typeof msg === "string") return { code, msg, data };
  } catch {
    // told below
  }
  throw new NetworkError(facts.name, `HTTP ${status}, and no answer of this API`);
}

function inMemory(): TokenStore {
  let kept: string | null = null;
  return { get: () => kept, set: (token) => (kept = token) };
}

/** 20 random letters and digits; mini programs have no crypto, and this is a name, no secret. */
const newId = () => Array.from({ length: 20 }, () => Math.floor(Math.random() * 36).toString(36)).join("");
