// Every operation, by the call that it makes, and how often it comes.

import { declared } from "../../harness/declared.mjs";
import { apps } from "./apps.mjs";
import { developers } from "./developers.mjs";
import { mail } from "./mail.mjs";
import { money } from "./money.mjs";
import { pictures } from "./pictures.mjs";
import { profile } from "./profile.mjs";
import { reads } from "./reads.mjs";
import { sessions } from "./sessions.mjs";
import { feedback, users } from "./users.mjs";

const { register, ...ownApps } = apps;
const GROUPS = [sessions, profile, money, pictures, mail, users, feedback, ownApps, developers, reads];

/** Those that come more often than others, and those that come less. */
const WEIGHTS = {
  login: 6, token_check: 4, data: 4, update_sign: 3, money_add: 3, money_reduce: 3, transfer: 8, signin: 2, send_code: 2, bind_mail: 2, reset_pass: 2, get_avatar: 2,
  delete_account: 0.5, "DELETE /api/admin/apps/{appid}/users/{user}": 0.5, "POST /api/admin/apps": 0.5, "DELETE /api/admin/apps/{appid}": 0.2,
  "POST /api/admin/session": 2, "POST /api/admin/mail/test": 0.3,
  "GET /api/admin/apps/{appid}/feedback": 2, // often there is none
};

/** What only tells is asked less. */
const weightOf = (call) => WEIGHTS[call] ?? (call.startsWith("GET ") ? 0.5 : 1);

/** [call, make, weight]: `make(client, api)` answers an operation, or nothing where it cannot be made now. */
export const OPERATIONS = [
  ...GROUPS.flatMap((group) => Object.entries(group)).map(([call, make]) => [call, make, weightOf(call)]),
  ["register", register, 1], // in an app of the client's own
];

/** What is declared and has no operation: every user endpoint and every call of the admin API has to have one. */
export function forgotten() {
  const calls = declared.admin.routes.flatMap(({ path, methods }) => methods.map((method) => `${method} ${path}`));
  const there = new Set(OPERATIONS.map(([call]) => call));
  return [...declared.endpoints.map(({ name }) => name), ...calls].filter((call) => !there.has(call));
}

const TOTAL = OPERATIONS.reduce((sum, [, , weight]) => sum + weight, 0);

/** One of the makers, by weight. */
export function someOperation(random) {
  let left = random.fraction() * TOTAL;
  return OPERATIONS.find(([, , weight]) => (left -= weight) < 0)[1];
}
