// What a client's state says is stored, as lines.

import { OWNER, UNKNOWN, appLine, askedLine, codeLine, feedbackLine, ledgerLines, pictureLine, sha256, tokenLine, userLine } from "./lines.mjs";

export function believed({ accounts, codes, asked, apps }, { purse }) {
  return [
    ...Object.values(accounts).flatMap((account) => linesOf(account, account.row.user === purse)),
    ...codes.map((it) => codeLine(it.app, it.name, it)),
    ...asked.map(({ app, mail, nobodys }) => askedLine(app, mail, nobodys)),
    ...apps.map(({ appid, signature, row, users }) => appLine({ ...row, appid, signature, developer_id: OWNER }, users)),
  ];
}

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
