// `npm run seed -- --users 100000 --app NAME`: makes an app with so many users in the state of npm start (STATE_DIR), to
// try the console with: names, QQ numbers, addresses, registrations and logins as an app might have them after three
// months. Works while npm start runs and while it does not. Every user's password is secret1.

import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { copyUsers, seeded } from "./bulk.mjs";
import { localD1, urlFile } from "./d1.mjs";
import { Stop, main, read, root, say } from "./lib.mjs";
import { ownersKey, problemOf } from "./owners-key.mjs";
import { startWrangler } from "./server.mjs";
import { checkPrerequisites, installPackages } from "./setup.mjs";

const DAYS = 90;

await main(import.meta.url, "seed", async () => {
  const { values } = parseArgs({ options: { users: { type: "string", default: "1000" }, app: { type: "string", default: "seeded" } } });
  const users = Number(values.users);
  if (!Number.isInteger(users) || users < 1 || users > 2_000_000) throw new Stop("--users must be a number from 1 to 2000000");
  const problem = problemOf(ownersKey());
  if (problem) throw new Stop(problem.join("; "));
  const stateDir = path.resolve(root, process.env.STATE_DIR || ".wrangler/state");

  const running = read(urlFile(stateDir));
  const server = running ? { url: running, stop() {} } : await start(stateDir);
  try {
    const started = Date.now();
    const { appid, account } = await appWithOneUser(server.url, values.app);
    await copyUsers((text, ...parameters) => localD1(stateDir, text, ...parameters), appid, account, users, columns(users));
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    say("seed", `app ${appid} "${values.app}": ${users} users, ${seeded(1)} to ${seeded(users)}, password secret1 (${seconds} s)`);
  } finally {
    await server.stop();
  }
});

/** A server for the time being. */
async function start(stateDir) {
  checkPrerequisites();
  await installPackages();
  await build();
  return startWrangler({ stateDir, logFile: path.join(stateDir, "seed.log") });
}

/** A new app and the user that the others are copied from, made by the API. */
async function appWithOneUser(url, name) {
  const call = async (path, init) => {
    const answer = await fetch(`${url}${path}`, { method: "POST", ...init });
    const body = await answer.json();
    if (!answer.ok || body.code > 200) throw new Stop(`${path} says ${answer.status} ${JSON.stringify(body)}`);
    return body;
  };
  const app = await call("/api/admin/apps", {
    headers: { authorization: `Bearer ${ownersKey()}` },
    body: JSON.stringify({ name }),
  });
  const user = { appid: app.appid, signature: app.signature, user: seeded(0), pass: "secret1", nickname: "小明" };
  await call("/api/user/register", { body: new URLSearchParams(user) });
  return { appid: app.appid, account: user.user };
}

/** What makes the users differ, as SQL of the number `i`: the higher, the newer, and the newest days have the most. */
function columns(users) {
  const share = (salt) => `((i * 2654435761 + ${salt} * 40503) / 7 % 1000)`; // 0 to 999, without order
  const pick = (list, salt) => `substr('${list}', 1 + ${share(salt)} % ${list.length}, 1)`;
  const chinese = `${pick("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", 1)} || ${pick("小子文明雨晓志思佳梦", 2)} || ${pick("涵轩怡杰豪琪宇欣然婷", 3)}`;
  const latin = `json_extract('["alice","Bob","carol","Dave","erin","Frank","grace","Heidi","ivan","Judy"]', '$[' || (${share(4)} % 10) || ']') || '_' || (i % 997)`;
  const left = `(1.0 - i / ${users}.0)`; // from 1 to 0
  const created = `(created_at - 1 - CAST(${DAYS} * 86400 * ${left} * (1 + ${left}) / 2 AS INTEGER))`;
  const some = (perMille, salt, value) => `iif(${share(salt)} < ${perMille}, ${value}, NULL)`;
  return {
    id: `${created} * 1000000 + i % 1000000`,
    created_at: created,
    login_at: some(880, 5, `${created} + CAST((created_at - ${created}) * ${share(6)} / 1000.0 * ${share(7)} / 1000.0 AS INTEGER)`),
    login_streak: `${share(6)} % 9`,
    status: `iif(${share(8)} < 20, 'disabled', 'active')`,
    nickname: `iif(${share(9)} < 650, ${chinese}, ${latin})`,
    qq: some(400, 10, "CAST(100000000 + i * 97 AS TEXT)"),
    email: some(300, 11, `'user' || i || iif(i % 2, '@qq.com', '@example.com')`),
    sign: some(100, 12, "'今天也要加油'"),
    title: some(10, 13, "'管理员'"),
    vip_until: `created_at + (${share(14)} - 950) * 86400`,
    exp: `${share(15)} * ${share(16)} / 10`,
    grade: `${share(15)} / 100`,
    sex: `1 + ${share(17)} % 2`,
    balance: `${share(18)}`,
  };
}
