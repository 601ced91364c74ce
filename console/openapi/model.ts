// What the API is made of, as the modules beside this one describe it. From this come openapi.json (document.ts), the
// documentation page and the forms of Try-it, so that the three cannot disagree.

import type { Text } from "./text.ts";

/** A JSON Schema (2020-12); its descriptions may be texts in both languages. */
export interface Schema {
  [keyword: string]: unknown;
}

/** How users prove who they are: by a token, or by account and password. */
export type Proof = "token" | "password";

export interface Parameter {
  name: string;
  /** A kind of proof: needed where users prove by it who they are. A file is needed always, and sent as multipart. */
  required: "always" | "optional" | "file" | Proof;
  /** The kind of proof that it belongs to, if to any: not sent with the other. */
  proof?: Proof;
  schema: Schema;
  text: Text;
  example?: string | number | boolean | null;
}

/** One row of an endpoint's code table: when it is answered, and what. */
export interface Case {
  /** Names the case in declared.json and in the examples of openapi.json. */
  id: string;
  /** The HTTP status, where it is not 200. */
  status?: number;
  code: number;
  /** Every text that `data` may be in this case, the first of them as example; a pattern where they cannot be listed. */
  texts: readonly string[];
  pattern?: string;
  /** The one answer whose text stands in `msg`, without `data`. */
  inMsg?: true;
  /** What stands in `msg` beside `data`, where it is not "fail". */
  msg?: string;
  when: Text;
}

export interface Done {
  /** What stands in `msg`, where it is not "success". */
  msg?: string;
  /** The schema of `data`. */
  schema: Schema;
  /** What `data` may be, and when; the usual one first. */
  examples: readonly { when: Text; data: unknown }[];
  /** The keys of `data`, where it is an object. */
  keys?: readonly Pick<Parameter, "name" | "schema" | "text">[];
}

export interface UserEndpoint {
  id: string;
  path: string;
  /** HEAD and OPTIONS come with them. */
  methods: readonly string[];
  title: Text;
  about: Text;
  parameters: readonly Parameter[];
  /** Takes account and password also of users of apps that want tokens. */
  passwordToo?: true;
  /** Needs no proof where this parameter has this value. */
  proofless?: { name: string; value: string };
  /** Is sent a file: takes multipart bodies alone. */
  upload?: true;
  /** The success: its code is 200. */
  done: Done;
  cases: readonly Case[];
  notes: readonly Text[];
}

export interface UserGroup {
  title: Text;
  endpoints: readonly UserEndpoint[];
}

/** An error of the admin API: its HTTP status, `error.code`, and the message that stands beside it. */
export interface Problem {
  status: number;
  code: string;
  /** null: any text (422 says what the field must be). */
  message: string | null;
  when: Text;
}

export interface AdminCall {
  id: string;
  tag: "me" | "developers" | "apps" | "users" | "feedback" | "mail" | "webhooks" | "audit" | "stats";
  method: "get" | "post" | "patch" | "delete";
  path: string;
  /** Only the owner's key may. */
  owner?: true;
  title: Text;
  about: Text;
  query?: readonly Parameter[];
  body?: readonly Parameter[];
  status: 200 | 201;
  /** Name of the answer's schema among the components. */
  answer: string;
  problems: readonly Problem[];
  example: { body?: unknown; answer: unknown };
}
