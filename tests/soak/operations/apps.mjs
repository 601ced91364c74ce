// Apps of a client's own, which come and go, and who registers there meanwhile.

import { adminCall, userCall } from "../calls.mjs";
import { newApp } from "../state.mjs";

const APPS = "/api/admin/apps";
const APP = `${APPS}/{appid}`;

/** One of the client's own apps that it can call. */
const own = (at) => at.random.pick(at.state.apps.filter(({ appid, signature }) => appid && signature));
const withApp = (state, appid, changes) => ({ ...state, apps: state.apps.map((it) => (it.appid === appid ? { ...it, ...changes } : it)) });

function about(call, { appid, row }, body, outcomes, query) {
  return adminCall(call, { appid }, body, [row.name], (state, say) => {
    const app = state.apps.find((it) => it.appid === appid);
    return app ? outcomes(state, say, app) : [say.refused("not_found", state)];
  }, query);
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

export const apps = {
  [`POST ${APPS}`](at) {
    if (at.state.apps.length > 1) return undefined;
    const row = { name: `soak ${at.newName()}`, ...settings(at) };
    // Repeated it makes another one.
    return adminCall(`POST ${APPS}`, {}, row, [row.name], (state, say) =>
      [say.done((body) => ({ ...state, apps: [...state.apps, { ...newApp(row), ...(body && { appid: body.appid, signature: body.signature }) }] }))]);
  },

  [`PATCH ${APP}`](at) {
    const [app, changes] = [own(at), settings(at)];
    return app && about(`PATCH ${APP}`, app, changes, (state, say, { appid, row }) => [say.done(() => withApp(state, appid, { row: { ...row, ...changes } }))]);
  },

  [`POST ${APP}/signature`](at) {
    const app = own(at);
    return app && about(`POST ${APP}/signature`, app, undefined, (state, say, { appid, signature }) =>
      [say.done((body) => withApp(state, appid, { signature: body?.signature ?? null }), (body) => body.signature !== signature)]);
  },

  [`DELETE ${APP}`](at) {
    const app = own(at);
    return app && about(`DELETE ${APP}`, app, undefined, (state, say, { appid }) =>
      [say.done(() => ({ ...state, apps: state.apps.filter((it) => it.appid !== appid) }))], `?confirm=${app.appid}`);
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
      return [say.done(() => withApp(state, appid, { users: [...found.users, user] }))];
    });
  },
};
