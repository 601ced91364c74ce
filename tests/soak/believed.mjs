// What a client's state says is stored, as lines.

import {
  OWNER, UNKNOWN, appLine, askedLine, auditLine, codeLine, developerLine, feedbackLine, ledgerLines, pictureLine, sessionLine, sha256, tokenLine, userLine,
} from "./lines.mjs";

export function believed({ accounts, codes, asked, apps, developers }, { purse }) {
  return [
    ...Object.values(accounts).flatMap((account) => linesOf(account, account.row.user === purse)),
    ...codes.map((it) => codeLine(it.app, it.name, it)),
    ...asked.map(({ app, mail, nobodys }) => askedLine(app, mail, nobodys)),
    ...apps.map(({ appid, signature, secret, row, users }) => appLine({ ...row, appid, signature, webhook_secret: secret, developer_id: OWNER }, users)),
    ...developers.flatMap(({ id, key, row, sessions, strangers }) => [
      developerLine({ ...row, id }, key === null ? UNKNOWN : sha256(key)),
      ...sessions.map((cookie) => sessionLine(id, sha256(tokenIn(cookie)))),
      ...Array(strangers).fill(sessionLine(id, UNKNOWN)),
    ]),
  ];
}

/** Entries of the audit log: those that the state has, and that each app and developer was made. */
export const entriesOf = ({ audit, apps, developers }) => [
  ...audit.map(auditLine),
  ...apps.map(({ appid }) => auditLine({ event: "app_created", app: appid })),
  ...developers.map(({ id }) => auditLine({ event: "developer_created", subject: String(id) })),
];

/** The token in the cookie of a session. */
export const tokenIn = (cookie) => cookie.split("=")[1];

function linesOf({ app, row, verified, issued, mailed, tokens, strangers, avatar, uploads, feedback, ledger }, isPurse) {
  const name = row.user;
  return [
    userLine(app, row, isPurse, { verified, issued, mailed: mailed !== null, avatar }),
    ...tokens.map((token) => tokenLine(name, sha256(token))),
    ...Array(strangers).fill(tokenLine(name, UNKNOWN)),
    ...(avatar === null ? [] : [pictureLine(name, "avatar", avatar)]),
    ...uploads.map((bytes) => pictureLine(name, "upload", bytes)),
    ...feedback.map((it) => feedbackLine(name, it)),
    ...ledgerLines(name, ledger, isPurse),
  ];
}
