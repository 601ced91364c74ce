// What the bindings hold of an app, as far as calls with the same parameters leave the same: so states of one app can be
// compared with those of another. Numbers, times and random values are not in it, only whether they are there or changed.

/** By the app's number, which is also the name of its developer, and the beginning of the names of others. */
const QUERIES = {
  apps: "SELECT name, status, token_required, signature, webhook_secret FROM apps WHERE appid = ?1 OR name LIKE ?1 || '%' ORDER BY seq",
  developers: "SELECT name, status, key_digest FROM developers WHERE name LIKE ?1 || '%' ORDER BY id",
  sessions: "SELECT 'of the developer' AS whose FROM admin_sessions s JOIN developers d ON d.id = s.developer_id WHERE d.name LIKE ?1 || '%'",
  users: `SELECT account, status, nickname, qq, email, email_verified, icon, sign, balance, exp, vip_until > created_at AS vip, checkin_at IS NOT NULL AS checked_in,
    login_at IS NOT NULL AS logged_in, picture IS NOT NULL AS picture, mailed_at IS NOT NULL AS mailed, password FROM users WHERE appid = ?1 ORDER BY account`,
  tokens: `SELECT u.account FROM tokens t JOIN users u ON u.appid = t.appid AND u.id = t.user_id AND u.generation = t.generation
    WHERE t.appid = ?1 ORDER BY u.account`,
  ledger: "SELECT kind, amount, balance, request_id, note FROM ledger WHERE appid = ?1 ORDER BY user_id, id",
  feedback: "SELECT title, status FROM feedback WHERE appid = ?1 ORDER BY id",
  pictures: "SELECT kind, bytes FROM pictures WHERE appid = ?1 AND kind <> 'gone' ORDER BY kind",
  codes: "SELECT purpose FROM codes WHERE appid = ?1 AND user_id > 0",
  asked: "SELECT count(*) AS n FROM code_requests WHERE appid = ?1",
  told: "SELECT event, account FROM webhook_deliveries WHERE appid = ?1 ORDER BY id",
  audit: `SELECT event, subject, detail FROM audit WHERE appid = ?1 OR developer_id IN (SELECT id FROM developers WHERE name LIKE ?1 || '%')
    OR (event IN ('developer_created', 'developer_changed', 'key_made') AND subject IN (SELECT CAST(id AS TEXT) FROM developers WHERE name LIKE ?1 || '%')) ORDER BY id`,
};
/** Columns of which is told only whether they are as they were at first. */
const RANDOM = ["password", "signature", "webhook_secret", "key_digest"];

/**
 * Reads the state of `appid` from `server`, by entry.js, once nothing of the request `id` goes on any more, if one is given; `first`
 * is an earlier one, whose random values are known. Answers `rows`, as a text that can be compared, what is in KV and ought not to
 * be, or the other way round, and `made`, the trips of that request.
 */
export async function stateOf(server, appid, { first, id } = {}) {
  const body = JSON.stringify({ queries: Object.values(QUERIES), appid, id });
  const { rows: results, ...others } = await (await fetch(`${server.url}/faults/state`, { method: "POST", body })).json();
  const rows = Object.fromEntries(Object.keys(QUERIES).map((name, n) => [name, results[n]]));
  // What an app had that is deleted is nobody's any more, and swept.
  if (!rows.apps.some(({ status }) => status !== "deleted")) for (const name of Object.keys(rows)) if (name !== "audit") rows[name] = [];
  const known = first?.known ?? new Set([...rows.users, ...rows.apps, ...rows.developers].flatMap((row) => RANDOM.map((name) => row[name])));
  const told = ([name, value]) => [name, RANDOM.includes(name) && value !== undefined ? (known.has(value) ? "as at first" : "another") : value];
  const shown = Object.entries(rows).map(([table, list]) => [table, list.map((row) => Object.fromEntries(Object.entries(row).map(told)))]);
  const text = JSON.stringify(Object.fromEntries(shown), undefined, 1).replaceAll(appid, "APPID").replace(/fault\d+@/g, "fault@").replace(/"(subject|detail)": "\d+"/g, "\"$1\": \"a number\"");
  return { known, rows: text, ...others };
}
