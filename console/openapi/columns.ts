// The columns of declared.json as fields of JSON: schema, explanation, example.

import { type Column, type TableName, type Value, tables } from "./declared.ts";
import type { Parameter, Schema } from "./model.ts";
import { CONTROL, formats, samples } from "./parameters.ts";
import { type Text, t } from "./text.ts";

export const time: Schema = { type: "integer", minimum: 0, maximum: 253_402_300_799 };
export const integer = (minimum: number, maximum: number): Schema => ({ type: "integer", minimum, maximum });
export const words = (...names: string[]): Schema => ({ type: "string", enum: names });
export const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });

const line = (maxLength: number): Schema => ({
  type: "string",
  minLength: 1,
  maxLength,
  pattern: `^[^${CONTROL}]*[^\\s${CONTROL}][^${CONTROL}]*$`,
});

/** A number that has only a few values is a choice between them. */
const FEW = 5;
const number = (min: number, max: number): Schema =>
  max - min < FEW ? { type: "integer", enum: Array.from({ length: max - min + 1 }, (_, n) => min + n) } : integer(min, max);

/** The values of a column, null not among them. */
export function schemaOf(column: Column): Schema {
  switch (column.kind) {
    case "text":
      return formats[column.format];
    case "line":
      return line(column.max);
    case "integer":
      return number(column.min, column.max);
    case "flag":
      return { type: "boolean" };
    case "time":
      return time;
    case "word":
      return words(...column.words);
  }
}

/** Examples that say more than a default does. */
const EXAMPLES: Record<TableName, Record<string, Value>> = {
  developers: { id: 2, name: "小明工作室" },
  apps: { name: "My app" },
  users: { email: samples.email, title: "管理员", balance: 100, vip_until: 1798732800, login_at: 1795265874 },
  ledger: { kind: "admin", amount: 100, balance: 100, peer: null, note: "活动奖励" },
  feedback: {},
  deliveries: { purpose: "reset", outcome: "sent" },
  pictures: { kind: "avatar", bytes: 48_213 },
  audit: {},
  webhook_deliveries: { attempts: 1, status: 204 },
};

function exampleOfKind(column: Column): Value {
  switch (column.kind) {
    case "text":
      return samples[column.format];
    case "line":
      return "x";
    case "integer":
      return column.min;
    case "flag":
      return false;
    case "time":
      return 1795265874;
    case "word":
      return column.words[0]!;
  }
}

/** The label, and what the hint adds to it. */
const explained = ({ label, hint }: Column): Text => (hint ? t(`${label.zh}。${hint.zh}`, `${label.en}. ${hint.en}`) : label);

const field = (table: TableName, column: Column, schema: Schema): Parameter => ({
  name: column.name,
  required: "always",
  schema,
  text: explained(column),
  example: EXAMPLES[table][column.name] ?? column.default ?? (column.nullable ? null : exampleOfKind(column)),
});

/** What an answer has. */
export const fieldsOf = (table: TableName): Parameter[] =>
  tables[table].map((it) => field(table, it, it.nullable ? nullable(schemaOf(it)) : schemaOf(it)));

/** What a PATCH may have. */
export const writableOf = (table: TableName): Parameter[] =>
  tables[table].filter((it) => it.written).map((it) => field(table, it, it.null === "refused" ? schemaOf(it) : nullable(schemaOf(it))));

/** What a POST may have: what has no default, and cannot be null, must be there. */
export const creatingOf = (table: TableName): Parameter[] => {
  const needed = (name: string) => tables[table].some((it) => it.name === name && it.null === "refused" && it.default === null);
  return writableOf(table).map((it) => ({ ...it, required: needed(it.name) ? "always" : "optional" }));
};
