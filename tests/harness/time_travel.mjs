// Time Travel, which a local D1 has not got, for the stand-in of Cloudflare's API: copies of a state, found by bookmark or time.
// D1 itself keeps every minute; here one has to be kept before it can be gone back to.

import * as fs from "node:fs";
import { newStateDir } from "./server.mjs";

export class TimeTravel {
  #kept = [];

  /** Keeps the state as it is now, and answers its bookmark. No server runs on it. */
  keep(stateDir) {
    const bookmark = `${String(this.#kept.length + 1).padStart(8, "0")}-00000000-00000000-${"0".repeat(32)}`;
    this.#kept.push({ bookmark, at: Date.now(), copy: copyOf(stateDir) });
    return bookmark;
  }

  /** The bookmark of what was kept last until `time`; undefined where nothing was. */
  at(time) {
    return this.#kept.findLast(({ at }) => at <= time)?.bookmark;
  }

  /** A state as it was at `bookmark`; undefined where there is no such one. */
  state(bookmark) {
    const found = this.#kept.find((it) => it.bookmark === bookmark);
    return found && copyOf(found.copy);
  }
}

function copyOf(stateDir) {
  const copy = newStateDir();
  fs.cpSync(stateDir, copy, { recursive: true });
  return copy;
}
