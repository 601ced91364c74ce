// Users and lanes of the documented API, for whoever serves it: requests in the form that its documents show.

import { randomBytes } from "node:crypto";
import { USERS, fresh, many, next } from "./operations.mjs";

const PASS = "secret1";
const newUser = () => ({ user: fresh(), pass: PASS, nickname: "昵称" });

/** The accounts of some new users of `app` (its appid and signature). */
export const registered = (server, app, times = USERS) =>
  many(times, async () => {
    const form = { ...app, ...newUser() };
    await server.client.must({ path: "/api/user/register", form });
    return form.user;
  });

/** A token for each of `accounts`. */
export const loggedIn = (server, app, accounts) =>
  many(accounts.length, async (i) => {
    const form = { ...app, user: accounts[i], pass: PASS };
    const { body } = await server.client.must({ path: "/api/user/login", form });
    return body.data.token;
  });

/** A lane of POSTs with the form that `params()` makes, whose answers have a code that begins with `code`. */
const posted = (endpoint, params, code = 200) => ({
  next: () => ({ path: `/api/user/${endpoint}`, form: params() }),
  right: ({ text }) => text.startsWith(`{"code":${code}`),
});

const sign = () => ({ newsign: `签名 ${fresh()}` });

/** The lane of registrations in the apps that `app()` names. */
export const register = (app) => posted("register", () => ({ ...app(), ...newUser() }));

/** The lane of signatures updated with the tokens that `token()` answers. */
export const updateByToken = (app, token) => posted("update_sign", () => ({ ...app, ...sign(), token: token() }));

/** The lanes of an app that wants tokens. Logins are spread over `visitors`. */
export const tokenLanes = (app, accounts, tokens, visitors = accounts) => ({
  register: register(() => app),
  login: posted("login", () => ({ ...app, user: next(visitors), pass: PASS })),
  "update_sign by token": updateByToken(app, () => next(tokens)),
  qq: {
    ...posted("qq"),
    next: () => ({ path: `/api/user/qq?${new URLSearchParams({ ...app, qq: fresh(), token: next(tokens) })}` }), // its document shows GET alone
  },
  "refused: token": posted("update_sign", () => ({ ...app, ...sign(), token: randomBytes(32).toString("hex") }), 4),
  "refused: signature": posted("update_sign", () => ({ ...app, ...sign(), token: next(tokens), signature: "wrong" }), 4),
});

/** The lane of each user's first sign-in of the day, with one token after the other. */
export const firstSignin = (app, tokens) => ({
  ...posted("signin", () => ({ ...app, token: tokens.pop() ?? "" })),
  right: ({ text }) => text.includes("签到成功!"),
});

/** The lanes of the further calls of users with `tokens`, who have money. */
export const ownLanes = (app, accounts, tokens) => ({
  "signin, again": posted("signin", () => ({ ...app, token: next(tokens) })),
  data: posted("data", () => ({ ...app, user: next(accounts), token: next(tokens) })),
  transfer: posted("transfer", () => ({ ...app, newuser: accounts[0], num: "1", token: tokens[1 + (Number(fresh()) % (tokens.length - 1))] })),
  token_check: posted("token_check", () => ({ ...app, token: next(tokens) })),
});

/** The lane of signatures updated with the password of the accounts that `account()` answers. */
export const updateByPassword = (app, account) => posted("update_sign", () => ({ ...app, ...sign(), user: account(), pass: PASS }));

/** The lane of an app that wants passwords. */
export const passwordLane = (app, accounts) => ({ "update_sign by password": updateByPassword(app, () => next(accounts)) });
