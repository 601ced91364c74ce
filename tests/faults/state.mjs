// What the database holds of an app, as far as calls with the same parameters leave the same: so states of one app can be
// compared with those of another. Numbers, times and random values are not in it, only whether they are there or changed.

const QUERIES = {
  apps: "SELECT name, status, token_required, signature, webhook_secret FROM apps WHERE appid = ?1",
  users: `SELECT account, status, nickname, qq, email, email_verified, icon, sign, balance, exp, vip_until > created_at AS vip, checkin_at IS NOT NULL AS checked_in,
    login_at IS NOT NULL AS logged_in, picture IS NOT NULL AS picture, mailed_at IS NOT NULL AS mailed, password FROM users WHERE appid = ?1 ORDER BY account`,
  tokens: `SELECT u.account FROM tokens t JOIN users u ON u.appid = t.appid AND u.id = t.user_id AND u.generation = t.generation
    WHERE t.appid = ?1 ORDER BY u.account`,
  ledger: "SELECT kind, amount, balance, request_id, note FROM ledger WHERE appid = ?1 ORDER BY user_id, id",
  feedback: "SELECT title, status FROM feedback WHERE appid = ?1 ORDER BY id",
  pictures: "SELECT kind, bytes FROM pictures WHERE appid = ?1 AND kind <> 'gone' ORDER BY kind",
  codes: "SELECT purpose FROM codes WHERE appid = ?1 AND user_id > 0",
  asked: "SELECT count(*) AS n FROM code_requests WHERE appid = ?1",
  audit: "SELECT event, subject, detail FROM audit WHERE appid = ?1 ORDER BY id",
};
/** Columns of which is told only whether they are as they were at first. */
const RANDOM = ["password", "signature", "webhook_secret"];

/** Reads the state of `appid` from `server`, by entry.js; `first` is an earlier one, whose random values are known. */
export async function stateOf(server, appid, first) {
  const body = JSON.stringify({ queries: Object.values(QUERIES), appid });
  const results = await (await fetch(`${server.url}/faults/rows`, { method: "POST", body })).json();
  const rows = Object.fromEntries(Object.keys(QUERIES).map((name, n) => [name, results[n]]));
  const known = first?.known ?? new Set([...rows.users, ...rows.apps].flatMap((row) => RANDOM.map((name) => row[name])));
  const told = ([name, value]) => [name, RANDOM.includes(name) && value !== undefined ? (known.has(value) ? "as at first" : "another") : value];
  const shown = Object.entries(rows).map(([table, list]) => [table, list.map((row) => Object.fromEntries(Object.entries(row).map(told)))]);
  return { known, rows: JSON.stringify(Object.fromEntries(shown), undefined, 1).replace(/fault\d+@/g, "fault@").replace(/"\d{16}"/g, "\"a number\"") };
}
