// What can be tried: the user endpoints and the calls of the admin API, seen alike.

import { adminCalls, inPath, tags } from "../../openapi/admin/index.ts";
import type { Parameter, UserEndpoint } from "../../openapi/model.ts";
import { type Text, t } from "../../openapi/text.ts";
import { userGroups } from "../../openapi/user/index.ts";
import { type Shown, shown } from "../../openapi/user/shown.ts";

export interface Field extends Parameter {
  place: "path" | "query" | "body" | "sent";
}

export interface Endpoint {
  id: string;
  title: Text;
  about: Text;
  path: string;
  /** The method of an admin call or of a picture; a user endpoint takes GET and POST. */
  method?: string;
  /** It takes no key. */
  open?: true;
  owner: boolean;
  /** It takes away what cannot be brought back. */
  grave: boolean;
  fields: Field[];
  /** It takes account and password also where the app wants tokens. */
  passwordToo?: true;
  /** It is sent a file, as multipart. */
  upload?: true;
  /** Its section in the documentation. */
  anchor: string;
}

const placed = (place: Field["place"], parameters: readonly Parameter[] = []): Field[] => parameters.map((it) => ({ ...it, place }));

/** The console's own: it has begun the session by which calls are tried. */
const OWN = ["begin_session", "end_session"];

const GRAVE = ["rotate_signature", "rotate_developer_key", "rotate_webhook_secret", "delete_account"];

const user = ({ id, title, about, path, parameters, passwordToo, upload }: UserEndpoint): Endpoint => ({
  id,
  title,
  about,
  path,
  owner: false,
  grave: GRAVE.includes(id),
  fields: placed("sent", parameters),
  ...(passwordToo && { passwordToo }),
  ...(upload && { upload }),
  anchor: id,
});

/** A picture, which is asked for by GET. */
const picture = ({ id, title, about, path, place, parameters }: Shown): Endpoint => ({
  ...{ id, title, about, path, method: "GET", open: true, owner: false, grave: false, fields: placed(place, parameters), anchor: id },
});

export const groups: { title: Text; endpoints: Endpoint[] }[] = [
  ...userGroups.map(({ title, endpoints }) => ({ title, endpoints: endpoints.map(user) })),
  { title: t("查看图片", "Pictures, to look at"), endpoints: shown.map(picture) },
  ...Object.entries(tags).map(([tag, title]) => ({
    title,
    endpoints: adminCalls
      .filter((it) => it.tag === tag && !OWN.includes(it.id))
      .map(({ id, title, about, path, method, owner, query, body }) => ({
        id,
        title,
        about,
        path,
        method: method.toUpperCase(),
        owner: owner ?? false,
        grave: method === "delete" || GRAVE.includes(id),
        fields: [...placed("path", inPath(path)), ...placed("query", query), ...placed("body", body)],
        anchor: `admin-${id}`,
      })),
  })),
];

export const endpointOf = (id: unknown): Endpoint | undefined => groups.flatMap((it) => it.endpoints).find((it) => it.id === id);
