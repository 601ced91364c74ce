// A peer: better-auth on D1, set up as its own documentation says for Cloudflare: the binding as its database, e-mail
// and password, one field more for the signature. Its rate limiter is off, as ours is for measurements.

import { env } from "cloudflare:workers";
import { betterAuth } from "better-auth";

const auth = betterAuth({
  database: env.DB,
  baseURL: { allowedHosts: ["127.0.0.1:*"], protocol: "http" },
  secret: env.BETTER_AUTH_SECRET,
  emailAndPassword: { enabled: true },
  user: { additionalFields: { sign: { type: "string", required: false } } },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
});

export default { fetch: (request) => auth.handler(request) };
