// The developers, for choosing one and for naming an app's: the newest thousand.

import { listDevelopers } from "../api/admin";
import type { Developer } from "../api/types";

export async function allDevelopers(signal: AbortSignal): Promise<Developer[]> {
  const found: Developer[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listDevelopers>> = await listDevelopers({ limit: 500, cursor }, { signal });
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null && found.length < 1000);
  return found;
}
