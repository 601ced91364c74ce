// Whether what the admin API shows is what a state has.

import { isDeepStrictEqual } from "node:util";
import { known } from "./state.mjs";

/**
 * Whether a user is this account. What others pay to the user "purse" no state of its client knows: its balance is not looked at, only
 * its ledger.
 */
export function isUser(account, shown, { purse }) {
  const [{ balance, ...row }, { balance: has, ...other }] = [account.row, known(shown)];
  return isDeepStrictEqual(other, row) && (account.row.user === purse || has === balance);
}

/** Whether these rows, in their order, are the last of the account's ledger (all of it if `whole`), but for what others paid to the purse. */
export function isLedger({ row, ledger }, shown, { purse }, whole = true) {
  const own = (rows) => rows.filter(({ kind }) => row.user !== purse || kind !== "receive").map(({ kind, amount, request_id, note }) => [kind, amount, request_id, note]);
  const [seen, all] = [own(shown), own(ledger)];
  return isDeepStrictEqual(seen, whole ? all : all.slice(all.length - seen.length));
}

export function arePictures({ avatar, uploads }, shown) {
  const wanted = [...uploads.map((bytes) => `upload ${bytes}`), ...(avatar === null ? [] : [`avatar ${avatar}`])];
  return isDeepStrictEqual(shown.map(({ kind, bytes }) => `${kind} ${bytes}`).sort(), wanted.sort());
}

/** Whether an app is this one, as far as that is known. */
export function isApp({ signature, secret, row }, shown) {
  const settings = ({ appid, signature, webhook_secret, developer_id, ...others }) => others;
  const is = (known, value) => known === null || known === value;
  return isDeepStrictEqual(settings(known(shown)), settings(row)) && is(signature, shown.signature) && is(secret, shown.webhook_secret);
}

/** Whether a developer is this one. */
export const isDeveloper = ({ id, row }, shown) => isDeepStrictEqual(known(shown), { ...row, id: id ?? shown.id });
