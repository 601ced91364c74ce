// The export of a list: page after page from the server into a file, so that 100,000 rows need no memory where the
// browser can write into a file as it goes (File System Access), and some megabytes where it cannot.

import { patiently } from "../../../scripts/import/patiently.mjs";
import type { Column, Value } from "../../openapi/declared.ts";
import type { PageQuery } from "../api/admin";
import { mayPass } from "../api/client";
import { BOM, header, row } from "./csv";

/** The most that the server gives at once. */
const LIMIT = 500;

type Sink = { write(text: string): Promise<void>; close(): Promise<void>; abort(): Promise<void> };

/** Asks where to save; null when the user thinks better of it. Must be called right in the handler of a click. */
export async function chooseFile(name: string): Promise<Sink | null> {
  if (!("showSaveFilePicker" in window)) return download(name);
  try {
    const types = [{ description: "CSV", accept: { "text/csv": [".csv"] } }];
    const handle = await (window.showSaveFilePicker as SavePicker)({ suggestedName: name, types });
    return await handle.createWritable();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    return download(name); // forbidden here, as in some embedded browsers
  }
}
type SavePicker = (options: object) => Promise<{ createWritable(): Promise<Sink> }>;

function download(name: string): Sink {
  const parts: string[] = [];
  return {
    write: async (text) => void parts.push(text),
    abort: async () => void parts.splice(0),
    close: async () => save(name, parts),
  };
}

/** Has the browser save `parts` as a file. */
export function save(name: string, parts: string[]): void {
  const url = URL.createObjectURL(new Blob(parts, { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

type Rows = { items: Record<string, Value>[]; next_cursor: string | null };

/** Writes these `columns` of all that `list` answers, page by page; tells how many rows there are so far. */
export async function exportRows(
  columns: readonly Column[],
  list: (query: PageQuery, more: { signal: AbortSignal }) => Promise<Rows>,
  sink: Sink,
  signal: AbortSignal,
  tell: (n: number) => void,
): Promise<void> {
  let count = 0;
  let cursor: string | null = null;
  try {
    await sink.write(BOM + header(columns));
    do {
      const page: Rows = await patiently(() => list({ limit: LIMIT, cursor }, { signal }), mayPass, signal);
      await sink.write(page.items.map((it) => row(columns, it)).join(""));
      count += page.items.length;
      cursor = page.next_cursor;
      tell(count);
    } while (cursor !== null);
    signal.throwIfAborted();
  } catch (error) {
    await sink.abort();
    throw error;
  }
  await sink.close();
}
