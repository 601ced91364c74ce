// Developers that the client makes, their keys, and sessions that begin with those. Sessions of the owner are not told apart by
// whose they are, so there are none.

import { adminCall, adminRead } from "../calls.mjs";
import { summary } from "../lines.mjs";
import { isDeveloper } from "../shown.mjs";
import { newDeveloper } from "../state.mjs";

const DEVELOPERS = "/api/admin/developers";
const DEVELOPER = `${DEVELOPERS}/{id}`;
const SESSION = "/api/admin/session";

/** Developers that a client has at most: they are never deleted. */
const MOST = 2;

const withDeveloper = (state, id, changes) => ({ ...state, developers: state.developers.map((it) => (it.id === id ? { ...it, ...changes } : it)) });

/** A call about one that `fits`, of whom the outcomes hear. Repeated it finds them too: they stay. */
function about(at, call, fits, body, outcomes, more = () => ({})) {
  const developer = at.random.pick(at.state.developers.filter((it) => it.id !== null && fits(it)));
  return developer && adminCall(call, { id: developer.id }, body, [developer.row.name], (state, say) =>
    outcomes(state, say, state.developers.find((it) => it.id === developer.id)), more(developer));
}

/** Answers the cookie as well, which is not in the body. */
export const byKey = ({ key }) => ({
  by: async (api, ...what) => {
    const answer = await api.admin(...what, key);
    return { ...answer, body: answer.body && { ...answer.body, cookie: answer.headers.get("set-cookie")?.split(";")[0] } };
  },
});

/** A call by the cookie of a session. */
export const bySession = (cookie) => ({
  by: (api, method, path) => api.call(`/api/admin${path}`, { method, headers: { cookie, "x-requested-with": "soak" } }),
});

/** Who calls, `by` the key or a session of the developer `id`, who is active. */
export const whoCalls = (id, by) =>
  adminRead("GET /api/admin/me", {}, ({ role, developer }, { developers }) => role === "developer" && isDeveloper(developers.find((it) => it.id === id), developer), by);

export const developers = {
  [`POST ${DEVELOPERS}`](at) {
    if (at.state.developers.length >= MOST) return undefined;
    const row = { name: `developer ${at.newName()}`, ...(at.random.chance(0.5) && { expires_at: 1_900_000_000 + at.next() }) };
    // Repeated it makes another one.
    return adminCall(`POST ${DEVELOPERS}`, {}, row, [row.name], (state, say) =>
      [say.done((body) => ({ ...state, developers: [...state.developers, { ...newDeveloper(row), ...(body && { id: body.id, key: body.key }) }] }))]);
  },

  [`PATCH ${DEVELOPER}`](at) {
    const { random } = at;
    const changes = {
      ...(random.chance(0.5) && { status: random.pick(["active", "active", "disabled"]) }),
      ...(random.chance(0.5) && { expires_at: random.pick([null, 1_900_000_000 + at.next()]) }),
    };
    const detail = summary("developers", changes).join(", ");
    return about(at, `PATCH ${DEVELOPER}`, () => true, changes, (state, say, { id, row }) => {
      const after = withDeveloper(state, id, { row: { ...row, ...changes } });
      const shows = (shown) => isDeveloper(after.developers.find((it) => it.id === id), shown);
      return [say.done(() => after, { shows, entry: detail && { event: "developer_changed", subject: String(id), detail } })];
    });
  },

  /** The sessions that began with the old one end. */
  [`POST ${DEVELOPER}/key`](at) {
    return about(at, `POST ${DEVELOPER}/key`, () => true, undefined, (state, say, { id, key }) =>
      [say.done((body) => withDeveloper(state, id, { key: body?.key ?? null, sessions: [], strangers: 0 }), {
        shows: (body) => /^nbk_/.test(body.key) && body.key !== key,
        entry: { event: "key_made", subject: String(id) },
      })]);
  },

  [`POST ${SESSION}`](at) {
    return about(at, `POST ${SESSION}`, ({ key }) => key !== null, undefined, (state, say, { id, row, sessions, strangers }) => {
      if (row.status === "disabled") return [say.refused("developer_disabled", state)];
      const then = (body) => withDeveloper(state, id, body ? { sessions: [...sessions, body.cookie] } : { strangers: strangers + 1 });
      return [say.done(then, { shows: ({ cookie }) => /^nobase-edge=[0-9a-f]{64}$/.test(cookie), entry: { event: "signed_in", developer: id } })];
    }, byKey);
  },

  [`DELETE ${SESSION}`](at) {
    let session;
    return about(at, `DELETE ${SESSION}`, ({ sessions }) => sessions.length > 0, undefined, (state, say, { id, row, sessions }) => {
      if (!sessions.includes(session)) return [say.refused("unauthorized", state)];
      if (row.status === "disabled") return [say.refused("developer_disabled", state)];
      return [say.done(() => withDeveloper(state, id, { sessions: sessions.filter((it) => it !== session) }), { entry: { event: "signed_out", developer: id } })];
    }, ({ sessions }) => bySession((session = at.random.pick(sessions))));
  },
};
