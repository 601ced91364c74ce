// Apps of a client's own, which come and go, and who registers there meanwhile.

import { adminCall, userCall } from "../calls.mjs";
import { summary } from "../lines.mjs";
import { audited, newApp, told } from "../state.mjs";

const APPS = "/api/admin/apps";
const APP = `${APPS}/{appid}`;

/** One of the client's own apps that it can call. */
export const own = (at) => at.random.pick(at.state.apps.filter(({ appid, signature }) => appid && signature));
const withApp = (state, appid, changes) => ({ ...state, apps: state.apps.map((it) => (it.appid === appid ? { ...it, ...changes } : it)) });

function about(call, { appid, row }, body, outcomes, more) {
  return adminCall(call, { appid }, body, [row.name], (state, say) => {
    const app = state.apps.find((it) => it.appid === appid);
    return app ? outcomes(state, say, app) : [say.refused("not_found", state)];
  }, more);
}

function settings({ random }) {
  const values = {
    token_ttl: random.between(600, 6000),
    signin_exp: random.between(0, 9),
    signin_balance: random.between(0, 9),
    public_contacts: random.chance(0.5),
    allow_upload: random.chance(0.5),
    mail_language: random.pick(["zh", "en"]),
    mail_subject: random.pick([null, "主题"]),
    status: random.pick(["active", "active", "active", "reviewing", "disabled"]),
  };
  return Object.fromEntries(Object.entries(values).filter(() => random.chance(0.4)));
}

/** A call that makes a new secret of an app's own, which is `known` to the state by that name. */
const renews = (call, event, column, known) => (at) => {
  const app = own(at);
  return app && about(call, app, undefined, (state, say, { appid, [known]: old }) =>
    [say.done((body) => withApp(state, appid, { [known]: body?.[column] ?? null }), { shows: (body) => body[column] !== old, entry: { event, app: appid } })]);
};

export const apps = {
  [`POST ${APPS}`](at) {
    if (at.state.apps.length > 1) return undefined;
    // The webhook stays as it is: isolates may have an app for some seconds as it was.
    const row = { name: `soak ${at.newName()}`, ...settings(at), ...(at.random.chance(0.5) && { webhook_url: at.apps.token.webhook_url }) };
    const made = (body) => ({ ...newApp(row), ...(body && { appid: body.appid, signature: body.signature, secret: body.webhook_secret }) });
    // Repeated it makes another one.
    return adminCall(`POST ${APPS}`, {}, row, [row.name], (state, say) => [say.done((body) => ({ ...state, apps: [...state.apps, made(body)] }))]);
  },

  [`PATCH ${APP}`](at) {
    const [app, changes] = [own(at), settings(at)];
    const detail = summary("apps", changes).join(", ");
    return app && about(`PATCH ${APP}`, app, changes, (state, say, { appid, row }) =>
      [say.done(() => withApp(state, appid, { row: { ...row, ...changes } }), { entry: detail && { event: "app_changed", app: appid, detail } })]);
  },

  [`POST ${APP}/signature`]: renews(`POST ${APP}/signature`, "signature_rotated", "signature", "signature"),
  [`POST ${APP}/webhook/secret`]: renews(`POST ${APP}/webhook/secret`, "webhook_secret_rotated", "webhook_secret", "secret"),

  [`POST ${APP}/webhook/test`](at) {
    const app = own(at);
    const shows = ({ event, user, attempts }) => event === "ping" && user === null && attempts > 0;
    return app && about(`POST ${APP}/webhook/test`, app, undefined, (state, say, { appid, row }) =>
      row.webhook_url === null
        ? [say.refused("no_webhook", state)]
        : [say.done(() => told(state, appid, "ping"), { shows, entry: { event: "webhook_tested", app: appid } })]);
  },

  [`POST ${APP}/letter`](at) {
    const app = own(at);
    const body = { purpose: at.random.pick(["reset", "bind"]), mail_subject: `主题 ${at.next()}` };
    return app && about(`POST ${APP}/letter`, app, body, (state, say) =>
      [say.done(() => state, { shows: ({ subject, text, html }) => subject === body.mail_subject && typeof text === "string" && typeof html === "string" })]);
  },

  [`DELETE ${APP}`](at) {
    const app = own(at);
    return app && about(`DELETE ${APP}`, app, undefined, (state, say, { appid }) => {
      const others = (list) => list.filter((it) => it.appid !== appid && it.app !== appid);
      // That it was made is told of apps that are there by themselves.
      const then = () => ({ ...audited(state, { event: "app_created", app: appid }), apps: others(state.apps), told: others(state.told) });
      return [say.done(then, { entry: { event: "app_deleted", app: appid } })];
    }, { query: `?confirm=${app.appid}` });
  },

  /** Whether the new settings hold at once. */
  register(at) {
    const app = own(at);
    if (!app) return undefined;
    const { appid, signature, row: { name } } = app;
    const user = at.newName();
    return userCall(at, "register", app, { user, pass: at.newPassword(), nickname: "n" }, [name], (state, say) => {
      const found = state.apps.find((it) => it.appid === appid);
      if (!found) return [say.refused("unknown_app", state)];
      if (found.signature !== signature) return [say.refused("wrong_signature", state)];
      if (found.row.status !== "active") return [say.refused(`app_${found.row.status}`, state)];
      if (found.users.includes(user)) return [say.refused("account_taken", state)];
      return [say.done(() => {
        const joined = withApp(state, appid, { users: [...found.users, user] });
        return found.row.webhook_url ? told(joined, appid, "user.registered", user) : joined;
      })];
    });
  },
};
