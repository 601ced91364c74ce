// Chance that can be repeated: the same seed makes the same choices.

import { createHash } from "node:crypto";

export class Random {
  #state;

  /** `seed` is any text. */
  constructor(seed) {
    this.#state = createHash("sha256").update(seed).digest().readUInt32LE();
  }

  /** From 0 to 1, without 1 (Mulberry32). */
  fraction() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low, high) {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(probability) {
    return this.fraction() < probability;
  }

  /** One of `list`; undefined where that is empty. */
  pick(list) {
    return list[Math.floor(this.fraction() * list.length)];
  }
}
