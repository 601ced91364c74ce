// What the admin API answers: developers, apps, users, what they did and wrote, and statistics. Their fields are the columns of
// declared.json.

import { fieldsOf, integer, writableOf } from "../columns.ts";
import type { Parameter, Schema } from "../model.ts";
import { formats, samples } from "../parameters.ts";
import { type Text, t } from "../text.ts";

/** The largest whole number that JSON clients agree on. */
export const MAX = 9_007_199_254_740_991;
export const count = integer(0, MAX);
export const developerId = integer(1, MAX);

/** An object that has these fields and no others. */
export const exactly = (fields: readonly Parameter[], about: Text): Schema => ({
  type: "object",
  description: about,
  properties: Object.fromEntries(fields.map((field) => [field.name, { ...field.schema, description: field.text }])),
  required: fields.map((field) => field.name),
  additionalProperties: false,
});

const field = (name: string, schema: Schema, text: Text, example?: Parameter["example"]): Parameter => ({
  name,
  required: "always",
  schema,
  text,
  example,
});

/** The same fields, as a body in which each may be left out. */
export const optional = (fields: readonly Parameter[]): Parameter[] => fields.map((it) => ({ ...it, required: "optional" }));

export const developerFields = fieldsOf("developers");
export const appFields = fieldsOf("apps");
export const userFields = fieldsOf("users");
export const ledgerFields = fieldsOf("ledger");
export const feedbackFields = fieldsOf("feedback");
export const webhookFields = fieldsOf("webhook_deliveries");
export const auditFields = fieldsOf("audit");
export const deliveryFields = fieldsOf("deliveries");
export const pictureFields = fieldsOf("pictures");

export const developerKey = field(
  "key",
  { type: "string", pattern: "^nbk_[0-9a-f]{64}$" },
  t("开发者密钥，仅显示这一次。", "The developer's key, shown this once."),
  `nbk_${"0123456789abcdef".repeat(4)}`,
);

export const userWritable: Parameter[] = [
  ...writableOf("users"),
  field("password", formats.password, t("新密码（原始密码，至少 6 个字符）；用户的令牌立即失效。", "A new password (raw, at least 6 characters); the user's tokens die at once.")),
];

/** What a POST of a user takes. */
export const userCreating: Parameter[] = [
  field("user", formats.account, t("账号：字母、数字和 _ - . @ +，长度由应用设置。", "The account: letters, digits and _ - . @ +, of the app's lengths."), "10002"),
  field("password", formats.password, t("原始密码，至少 6 个字符。", "The raw password, at least 6 characters."), samples.password),
  ...optional(writableOf("users")).map((it) => (it.name === "nickname" ? { ...it, text: t("昵称；不传则与账号相同。", "The nickname; the account where it is not sent.") } : it)),
];

/** The example object of `fields`. */
export const exampleOf = (fields: readonly Parameter[]) => Object.fromEntries(fields.map((it) => [it.name, it.example ?? null]));
