// What may be stored, as one client knows it: the states that agree with every answer so far. An answer leaves those
// from which it could come; a call without an answer may have happened or not, so it adds what it would have made.

import { isDeepStrictEqual } from "node:util";

/** The server answered what no state explains. */
export class Contradiction extends Error {}

export class Model {
  #states;

  constructor(state) {
    this.#states = [state];
  }

  /** The first of the possible states: the only one, unless an answer is missing. */
  get state() {
    return this.#states[0];
  }

  get states() {
    return this.#states;
  }

  /** `operation` got `answer`. */
  acknowledged(operation, answer) {
    const fitting = this.#states.flatMap((state) => operation.outcomes(state).filter(({ answers }) => answers(answer)));
    if (fitting.length === 0) throw this.#contradiction(operation.call, answer, this.#states.flatMap((state) => operation.outcomes(state).map((it) => it.name)));
    this.#keep(fitting.map(({ then }) => then(answer.body)));
  }

  /** `operation` was sent, and no answer came: it happened, or did not, or ended where it is not one transaction (`half`). */
  lost(operation) {
    const after = (state) => operation.outcomes(state).flatMap(({ then, half }) => (half ? [half(), then()] : [then()]));
    this.#keep(this.#states.flatMap((state) => [state, ...after(state)]));
  }

  /** Somebody looked: `see` answers a state as it is now known, or undefined where it is not what was seen; `part` is what of a state that is about. */
  seen(what, see, found, part) {
    const seen = this.#states.map(see).filter(Boolean);
    if (seen.length === 0) throw this.#contradiction(`look at ${what}`, found, this.#states.map(part));
    this.#keep(seen);
  }

  #keep(states) {
    this.#states = states.filter((state, n) => states.findIndex((other) => isDeepStrictEqual(state, other)) === n);
  }

  #contradiction(what, found, expected) {
    const [is, could] = [found.text ?? found, expected].map((it) => JSON.stringify(it, undefined, 1));
    return new Contradiction(`${what}: none of ${this.#states.length} possible states explains\n${is}\nExpected\n${could}`);
  }
}
