// What the page holds, in its order: for the table of contents and its filter.

import { adminCalls, tags } from "../../openapi/admin/index.ts";
import { adminRules, moving, userRules, webhookRules } from "../../openapi/rules.ts";
import { type Text, t } from "../../openapi/text.ts";
import { userGroups } from "../../openapi/user/index.ts";
import { shown } from "../../openapi/user/shown.ts";
import { docsMessages } from "./messages";

export interface Entry {
  id: string;
  title: Text;
  method?: string;
  /** What the filter looks through, in both languages. */
  words: string;
}

export interface Group {
  title: Text;
  entries: Entry[];
}

const own = (key: "start" | "rules" | "others" | "health"): Text => t(docsMessages.zh.docs[key], docsMessages.en.docs[key]);
const both = (...texts: Text[]) => texts.map(({ zh, en }) => `${zh} ${en}`).join(" ");
const entry = (id: string, title: Text, words: string, method?: string): Entry => ({
  id,
  title,
  ...(method && { method }),
  words: `${both(title)} ${words}`.toLowerCase(),
});

export const adminId = (id: string) => `admin-${id}`;

export const groups: Group[] = [
  { title: own("rules"), entries: [entry("start", own("start"), ""), ...userRules.map((it) => entry(it.id, it.title, both(...it.body)))] },
  ...userGroups.map(({ title, endpoints }) => ({
    title,
    entries: endpoints.map((it) =>
      entry(
        it.id,
        it.title,
        [it.path, both(it.about), ...it.parameters.map(({ name }) => name), ...it.cases.flatMap(({ texts }) => texts)].join(" "),
      ),
    ),
  })),
  { title: own("others"), entries: [...shown.map((it) => entry(it.id, it.title, `${it.path} ${both(it.about)}`)), entry(moving.id, moving.title, both(...moving.body))] },
  {
    title: adminRules.title,
    entries: [
      ...[adminRules, webhookRules].map((it) => entry(it.id, it.title, both(...it.body))),
      ...adminCalls.map((it) =>
        entry(
          adminId(it.id),
          it.title,
          [it.method, it.path, both(it.about, tags[it.tag]), ...[...(it.query ?? []), ...(it.body ?? [])].map(({ name }) => name)].join(" "),
          it.method,
        ),
      ),
      entry("health", own("health"), "/healthz"),
    ],
  },
];
