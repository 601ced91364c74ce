// One action on many users: a few calls at a time, so that neither the browser nor the server is flooded.

import { reactive } from "vue";
import { refusalOf } from "../api/client";
import { explain } from "../ui/errors";

const AT_ONCE = 4;

export type Run = { done: number; total: number; failed: { name: string; reason: string }[]; stopped: boolean };

export const newRun = (total: number): Run => reactive({ done: 0, total, failed: [], stopped: false });

/**
 * Does `action` for each name, counting in `run`, and returns those that it was not done for. Failures do not stop the
 * others, `run.stopped` and a lost session do.
 */
export async function forEach(names: string[], run: Run, action: (name: string) => Promise<void>): Promise<string[]> {
  const left = new Set(names);
  const rest = names.values();
  const worker = async () => {
    for (const name of rest) {
      if (run.stopped) return;
      try {
        await action(name);
        left.delete(name);
      } catch (error) {
        if (refusalOf(error)) run.stopped = true;
        run.failed.push({ name, reason: explain(error) });
      }
      run.done += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return [...left];
}
