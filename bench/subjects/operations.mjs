// The operations, in the table's order, and what lanes are made of.

export const OPERATIONS = [
  "floor: constant",
  "floor: KV get",
  "floor: KV put",
  "floor: 1 UPDATE",
  "floor: SELECT + UPDATE in a batch",
  "floor: SELECT, then UPDATE",
  "register",
  "register, app not remembered",
  "login",
  "update_sign by token",
  "update_sign by token, not remembered",
  "update_sign by password",
  "update_sign by password, not remembered",
  "qq",
  "signin, first",
  "signin, again",
  "data",
  "transfer",
  "token_check",
  "refused: token",
  "refused: signature",
  "admin: page of users",
  "admin: page of a ledger",
];

/** The operations in which a password is hashed. */
const HASHING = ["register", "login", "update_sign by password"];

/** Those of `lanes` in which a password is hashed: all that differs with the cost of hashing. */
export const hashing = (lanes) => Object.fromEntries(HASHING.map((operation) => [operation, lanes[operation]]));

/** Those of `lanes` in which our own Worker asks the object for a hash each time. */
export const asking = ({ register, login }) => ({ register, login });

/** How many users calls are spread over. */
export const USERS = 24;

let last = 1_000_000_000;
/** A number that no earlier call of this run has used: for accounts, QQ numbers, signatures. */
export const fresh = () => String((last += 1));

let turn = 0;
/** The next of `items`, over and over. */
export const next = (items) => items[(turn += 1) % items.length];

/** `make(i)` for `times` numbers from 0, a few at a time. */
export async function many(times, make) {
  const made = [];
  for (let i = 0; i < times; i += 4) {
    made.push(...(await Promise.all(Array.from({ length: Math.min(4, times - i) }, (_, j) => make(i + j)))));
  }
  return made;
}
