// The console's messages, put together from the modules of its parts.

import type { Text } from "../../openapi/text.ts";
import apps from "../apps/messages";
import audit from "../audit/messages";
import developers from "../developers/messages";
import feedback from "../feedback/messages";
import imports from "../import/messages";
import mail from "../mail/messages";
import overview from "../overview/messages";
import shell from "../shell/messages";
import tryIt from "../try/messages";
import ui from "../ui/messages";
import users from "../users/messages";
import webhooks from "../webhooks/messages";
import { type Locale, pageI18n } from "./locale";

const of = <L extends "zh" | "en">(l: L) => ({
  ui: ui[l],
  shell: shell[l],
  overview: overview[l],
  apps: apps[l],
  users: users[l],
  developers: developers[l],
  feedback: feedback[l],
  imports: imports[l],
  mail: mail[l],
  webhooks: webhooks[l],
  audit: audit[l],
  tryIt: tryIt[l],
});

export const i18n = pageI18n({ zh: of("zh"), en: of("en") });

/** Whether there is a text of this key. */
export const has = i18n.global.te as (key: string) => boolean;

/** `t` outside of components. */
export const translate = i18n.global.t as (key: string, named?: Record<string, unknown>) => string;

/** A text of the API's description. */
export const inLanguage = (text: Text): string => text[i18n.global.locale.value as Locale];
