// Mails of a server whose MAIL is "log": they are kept, and the owner may read them.

import { setTimeout as sleep } from "node:timers/promises";
import { api } from "./api.mjs";
import { shared } from "./server.mjs";

let number = 0;
/** An address that no other test has. */
export const ownAddress = () => `user${process.pid}x${(number += 1)}@example.com`;

/** The mails of `server` to `address`, newest first, once there are `count` of them: they go after the answer. */
export async function mailsTo(address, { server = shared(), count = 1 } = {}) {
  const { admin } = api(server);
  for (const deadline = Date.now() + 10_000; ; await sleep(30)) {
    const { items } = (await admin("GET", "/mail/outbox")).body;
    const mails = items.filter(({ to }) => to.toLowerCase() === address.toLowerCase());
    if (mails.length >= count) return mails;
    if (Date.now() > deadline) throw new Error(`${mails.length} mails to ${address}, and not ${count}`);
  }
}

/** The log of an app's mails, once it has `count` of them and says of each what became of it: that is noted after the mail. */
export async function deliveriesOf(app, { server = shared(), count = 1 } = {}) {
  const { admin } = api(server);
  for (const deadline = Date.now() + 10_000; ; await sleep(30)) {
    const { items } = (await admin("GET", `/apps/${app.appid}/deliveries`)).body;
    if (items.length >= count && items.every(({ outcome }) => outcome !== "pending")) return items;
    if (Date.now() > deadline) throw new Error(`${JSON.stringify(items)}, and not ${count}`);
  }
}

/** The code in the newest mail to `address`. */
export const codeTo = async (address, options) => codeIn((await mailsTo(address, options))[0]);

/** The code that a mail has on a line of its own. */
export const codeIn = ({ text }) => text.match(/^\d{6}$/m)[0];

/** A code that is not `code`. */
export const wrongCode = (code, step = 1) => String((Number(code) + step) % 1_000_000).padStart(6, "0");
