// D1 in one crossing each way: values and rows travel between wasm and JavaScript as one JSON text,
// because a crossing for every column costs more than SQLite does. `db.rs` is the other half.

/**
 * Runs `statements`, a JSON text of [[sql, [value, ...]], ...], in order as one transaction.
 * Answers a JSON text of [[rows, changes, rowsRead, rowsWritten], ...].
 */
export async function batch(db, statements) {
  const prepared = JSON.parse(statements).map(([sql, values]) => db.prepare(sql).bind(...values));
  const results = prepared.length === 1 ? [await prepared[0].all()] : await db.batch(prepared);
  return JSON.stringify(results.map(({ results, meta }) =>
    [results, meta.changes, meta.rows_read, meta.rows_written]));
}
