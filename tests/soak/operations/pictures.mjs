// Pictures: each upload has a size that no other has, by which it is known again.

import { gifOf } from "../../harness/pictures.mjs";
import { asUser } from "../calls.mjs";
import { changed } from "../state.mjs";

export const pictures = {
  new_avatar(at) {
    const [name, bytes] = [at.someone(), at.newSize()];
    return name && asUser(at, "new_avatar", name, { file_upload: gifOf(bytes) }, (state, say) => [say.done(() => changed(state, name, { avatar: bytes }))]);
  },

  upload_img(at) {
    const [name, bytes] = [at.someone(), at.newSize()];
    const shows = (url) => /\/api\/user\/picture\/[0-9a-f]{32}\.gif$/.test(url);
    return name && asUser(at, "upload_img", name, { file_upload: gifOf(bytes) }, (state, say) =>
      [say.done(() => changed(state, name, { uploads: [...state.accounts[name].uploads, bytes] }), { shows })]);
  },

  /** Not an envelope, so its answer is judged by its size. */
  get_avatar(at) {
    const user = at.someone();
    if (!user) return undefined;
    const { appid } = at.apps[at.state.accounts[user].app];
    const send = async ({ server }) => {
      const answer = await fetch(`${server.url}/api/user/get_avatar?${new URLSearchParams({ appid, user })}`, { redirect: "manual" });
      const size = (await answer.arrayBuffer()).byteLength;
      return { body: { status: answer.status, size, location: answer.headers.get("location") } };
    };
    const shown = ({ avatar, row }, { status, size, location }) => {
      if (avatar !== null) return status === 200 && size === avatar;
      return row.icon === null ? status === 200 : status === 302 && location === row.icon;
    };
    const outcomes = (state) => [{ name: "the picture", answers: ({ body }) => shown(state.accounts[user], body), then: () => state }];
    return { call: "get_avatar", touches: [], send, outcomes };
  },
};
