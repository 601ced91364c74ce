// /api/admin/apps/{appid}/import.

import { integer, schemaOf, words } from "../columns.ts";
import { imports, tables } from "../declared.ts";
import type { AdminCall, Parameter, Schema } from "../model.ts";
import { samples } from "../parameters.ts";
import { t } from "../text.ts";
import { everywhere, problems } from "./problems.ts";

/** What an import says of a password. */
const passwords: Parameter[] = [
  {
    name: "password",
    required: "optional",
    schema: { type: "string", minLength: 1 },
    text: t("原始密码，长度不限。", "The raw password, of any length."),
    example: samples.password,
  },
  {
    name: "password_hash",
    required: "optional",
    schema: { type: "string", maxLength: 512 },
    text: t(
      "原系统保存的密码。bcrypt（$2y$）、phpass（$P$）、PBKDF2、Argon2id 和 32 位 MD5 能自己认出来。与 password 二选一；都不传则无法登录，直到设置密码。",
      "The password as the other system kept it. bcrypt ($2y$), phpass ($P$), PBKDF2, Argon2id and an MD5 of 32 digits tell themselves. Either this or password; with neither nobody can log in until one is set.",
    ),
  },
  {
    name: "password_form",
    required: "optional",
    schema: words(...imports.forms),
    text: t("password_hash 的算法，认不出来时必传。", "How password_hash was made, where it does not tell."),
  },
  {
    name: "password_salt",
    required: "optional",
    schema: { type: "string", maxLength: 512 },
    text: t("算法用到的 salt。", "The salt, where the form has one."),
  },
];

const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });

/** A user as an import has it. */
export const imported: Schema = {
  type: "object",
  description: t("要导入的用户：用户的各个字段，以及原来的密码。除 user 外都可不传；null 等于没有。", "A user to import: the fields of a user, and the password as it was kept. All but user may be left out; null is none."),
  properties: Object.fromEntries([
    ...tables.users.map((it) => [it.name, it.name === "user" ? schemaOf(it) : nullable(schemaOf(it))]),
    ...passwords.map((it) => [it.name, { ...it.schema, description: it.text }]),
  ]),
  required: ["user"],
  additionalProperties: false,
};

export const report: Schema = {
  type: "object",
  description: t("导入的结果。用户以其在 users 中的位置表示，从 0 开始。", "What became of an import. Users are meant by their places in users, from 0."),
  properties: {
    added: { ...integer(0, imports.most), description: t("新增了几个；试运行时为将会新增几个。", "How many were added; in a dry run, how many would be.") },
    existing: { type: "array", items: integer(0, imports.most), description: t("账号已存在的，保持原样。", "Those whose account is there already, and who stay as they are.") },
    refused: {
      type: "array",
      description: t("没有导入的，及原因。", "Those who were not taken, and why."),
      items: {
        type: "object",
        properties: { index: integer(0, imports.most), field: { type: "string" }, message: { type: "string" } },
        required: ["index", "field", "message"],
        additionalProperties: false,
      },
    },
  },
  required: ["added", "existing", "refused"],
  additionalProperties: false,
};

export const importing: AdminCall = {
  id: "import_users",
  tag: "users",
  method: "post",
  path: "/api/admin/apps/{appid}/import",
  title: t("导入用户", "Import users"),
  about: t(
    "导入其他系统的用户，连同他们原来的密码：首次登录后变成普通的哈希，用户不需要重设密码。账号已存在的保持原样，所以可以重复提交。有问题的用户不影响其他用户。",
    "Brings users from elsewhere, with their passwords as they were kept there: the first login makes an ordinary hash, and nobody has to reset one. Who is there already stays as they are, so that a call may be repeated. A user with a fault keeps nobody else out.",
  ),
  body: [
    {
      name: "users",
      required: "always",
      schema: { type: "array", minItems: 1, maxItems: imports.most, items: { $ref: "#/components/schemas/ImportedUser" } },
      text: t("用户，最多 200 个。", "The users, at most 200."),
    },
    {
      name: "dry_run",
      required: "optional",
      schema: { type: "boolean" },
      text: t("试运行：只检查，不写入。", "A dry run: says what would be, and writes nothing."),
      example: false,
    },
    {
      name: "hashing",
      required: "optional",
      schema: words("quick", "full"),
      text: t(
        "password 和快速哈希再经 Argon2id 加密的强度：quick（默认）较快，首次登录后变为完整强度；full 立即用完整强度。",
        "The cost of Argon2id over raw passwords and quick hashes: quick (the default) takes little time, and the first login raises it; full is today's cost at once.",
      ),
      example: "quick",
    },
  ],
  status: 200,
  answer: "ImportReport",
  problems: [...everywhere, ...problems("not_found", "invalid")],
  example: {
    body: { users: [{ user: "10003", nickname: "Alice", password_hash: "5f4dcc3b5aa765d61d8327deb882cf99" }] },
    answer: { added: 1, existing: [], refused: [] },
  },
};
