// The user endpoints: what client apps call, in groups. What each is for stands in the modules beside this one; paths,
// methods, parameters and texts are the server's (declared.json).

import { casesOf } from "../codes.ts";
import { endpoints } from "../declared.ts";
import type { Done, UserEndpoint, UserGroup } from "../model.ts";
import { parametersOf } from "../parameters.ts";
import { t } from "../text.ts";
import { accounts } from "./account.ts";
import type { Description } from "./description.ts";
import { feedback } from "./feedback.ts";
import { mail } from "./mail.ts";
import { money } from "./money.ts";
import { pictures } from "./pictures.ts";
import { profiles } from "./profiles.ts";

const groups = [
  { title: t("账号与登录", "Accounts and logins"), members: accounts },
  { title: t("用户资料", "Profiles"), members: profiles },
  { title: t("邮件与验证码", "Mails and codes"), members: mail },
  { title: t("签到与余额", "Sign-in and balance"), members: money },
  { title: t("图片", "Pictures"), members: pictures },
  { title: t("反馈", "Feedback"), members: feedback },
];

/** By the endpoint's name. */
export const descriptions: Record<string, Description> = Object.assign({}, ...groups.map(({ members }) => members));

function endpointOf([id, description]: [string, Description]): UserEndpoint[] {
  const declared = endpoints.find((it) => it.name === id);
  if (!declared) return [];
  const { title, about, parameters, passwordToo, proofless, notes } = description;
  const { path, methods } = declared;
  return [
    {
      ...{ id, path, methods, title, about, parameters: parametersOf(declared, parameters ?? {}), ...(passwordToo && { passwordToo }), ...(proofless && { proofless }) },
      ...(declared.parameters.some((it) => it.required === "file") && { upload: true as const }),
      ...{ done: doneOf(description, declared.done), cases: casesOf(declared), notes },
    },
  ];
}

function doneOf({ done, data }: Description, texts: readonly string[]): Done {
  const [msg] = texts;
  if (data) return { ...(msg !== undefined && { msg }), schema: data.schema, ...(data.keys && { keys: data.keys }), examples: [{ when: done[0]!, data: data.example }] };
  const schema = texts.length === 1 ? { const: texts[0] } : { enum: texts };
  return { schema, examples: texts.map((text, i) => ({ when: done[i]!, data: text })) };
}

export const userGroups: UserGroup[] = groups.map(({ title, members }) => ({ title, endpoints: Object.entries(members).flatMap(endpointOf) }));
export const userEndpoints: UserEndpoint[] = userGroups.flatMap((it) => it.endpoints);
