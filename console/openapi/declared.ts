// The table that Rust declares and `cargo test` writes to declared.json: endpoints, texts and columns, so that none of
// them stands here a second time.

import declared from "./declared.json" with { type: "json" };
import type { Parameter } from "./model.ts";
import type { formats } from "./parameters.ts";
import type { Text } from "./text.ts";

/**
 * A failure of a user endpoint: its text is in `data`, or in `msg` of the one answer without data. A `msg` beside `data`
 * stands in the place of "fail".
 */
export interface Answer {
  /** The HTTP status, where it is not 200. */
  status?: number;
  code: number;
  data?: string;
  msg?: string;
}

export interface DeclaredEndpoint {
  name: string;
  path: string;
  /** HEAD and OPTIONS come with them. */
  methods: string[];
  parameters: Pick<Parameter, "name" | "required">[];
  /** Texts of success, in data, or in msg where data is something else; none where data is an object. */
  done: string[];
  /** By parameter: what is answered where it is missing. */
  missing: Record<string, Answer | undefined>;
  /** By case: what is answered; also for cases that cannot happen at this endpoint. */
  cases: Record<string, Answer | undefined>;
}

export interface DeclaredProblem {
  status: number;
  code: string;
  /** null: it says what the field must be. */
  message: string | null;
}

export type Value = string | number | boolean | null;

/** What the values of a column are. */
export type Kind =
  | { kind: "text"; format: keyof typeof formats }
  /** A name or title, without control characters. */
  | { kind: "line"; max: number }
  | { kind: "integer"; min: number; max: number }
  | { kind: "flag" }
  /** Unix seconds. */
  | { kind: "time" }
  | { kind: "word"; words: string[] };

export type Column = Kind & {
  name: string;
  /** Whether an answer may have null. */
  nullable: boolean;
  /** Whether PATCH takes it. */
  written: boolean;
  /** What null does in PATCH; "resets" puts `default` back. */
  null: "refused" | "clears" | "resets";
  /** The value of what is made without one. */
  default: Value;
  label: Text;
  /** What a sentence adds to the label. */
  hint: Text | null;
};

export type TableName = keyof typeof declared.tables;

export const endpoints: readonly DeclaredEndpoint[] = declared.endpoints as DeclaredEndpoint[];
export const refusals: Record<string, Answer> = declared.refusals;
export const adminProblems: Record<string, DeclaredProblem> = declared.admin.problems;

/** The columns of each table, in the order of the admin API's answers. */
export const tables = declared.tables as Record<TableName, readonly Column[]>;

/** How passwords may be kept that an import has, and how many users a call takes. */
export const imports: { forms: string[]; most: number } = declared.import;

/** The columns of `table` that PATCH takes. */
export const written = (table: TableName): Column[] => tables[table].filter((it) => it.written);

export function columnOf(table: TableName, name: string): Column {
  const column = tables[table].find((it) => it.name === name);
  if (!column) throw new Error(`declared.json has no column ${table}.${name}`);
  return column;
}
