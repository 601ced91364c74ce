// The peer better-auth: workers/better-auth.js. It has no apps and no signatures; its token is a session cookie.

import { bundled } from "../harness/bundle.mjs";
import { USERS, fresh, many, next } from "./operations.mjs";

const PASSWORD = "secret12"; // it asks for 8 characters

export async function betterAuth() {
  return {
    ...(await bundled("better-auth")),
    name: "better-auth",
    worker: {
      compatibilityDate: "2026-04-01",
      compatibilityFlags: ["nodejs_compat"],
      d1Databases: ["DB"],
      bindings: { BETTER_AUTH_SECRET: "only-for-measurements-0123456789abcdef" },
    },
    first: "/api/auth/ok",
    lanes,
  };
}

async function lanes({ url, client }) {
  const call = (path, json, cookie) => ({ path: `/api/auth${path}`, json, headers: { origin: url, ...(cookie && { cookie }) } });
  const signUp = () => call("/sign-up/email", { name: "昵称", email: `${fresh()}@example.com`, password: PASSWORD });
  const signIn = (email) => call("/sign-in/email", { email, password: PASSWORD });
  const update = (cookie) => call("/update-user", { sign: `签名 ${fresh()}` }, cookie);
  const says = (status) => (answer) => answer.status === status;

  const people = await many(USERS, async () => (await client.must(signUp())).body.user.email);
  const cookies = await many(USERS, async (i) => {
    const { headers } = await client.must(signIn(people[i]));
    return headers["set-cookie"].map((cookie) => cookie.split(";")[0]).join("; ");
  });
  return {
    register: { next: signUp, right: says(200) },
    login: { next: () => signIn(next(people)), right: says(200) },
    "update_sign by token": { next: () => update(next(cookies)), right: says(200) },
    "refused: token": { next: () => update("better-auth.session_token=wrong.wrong"), right: says(401) },
  };
}
