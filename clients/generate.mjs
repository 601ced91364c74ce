// Writes what both clients have of every call (methods, parameters, types, the reasons of failures) from the description
// that /openapi.json and /docs are made of: `node clients/generate.mjs`. A test holds that it is up to date.

import * as fs from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What the console's TypeScript module exports. */
async function described(module) {
  const { outputFiles } = await build({ entryPoints: [at(`../console/openapi/${module}`)], bundle: true, write: false, format: "esm", logLevel: "error" });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
const { userEndpoints } = await described("user/index.ts");
const { profileKeys, plainKeys, holderKeys } = await described("profile.ts");

/** Calls that do the same, and answer the same, however often they are sent. Others are sent again where they have a request_id. */
const REPEATABLE = ["data", "token_check", "qq", "update_sign", "change_nickname"];
/** Calls after which no token of the user is good any more. */
const ENDING = ["new_pass", "logout", "logout_all", "delete_account"];
const OF_EVERY_CALL = ["appid", "signature"];
/** Where each answer that is an object is described. */
const OBJECTS = { login: "Profile", data: "PlainProfile", token_check: "TokenHolder" };

const calls = userEndpoints.map((endpoint) => ({
  ...endpoint,
  parameters: endpoint.parameters.filter(({ name }) => !OF_EVERY_CALL.includes(name)),
  repeatable: REPEATABLE.includes(endpoint.id),
  ends: ENDING.includes(endpoint.id),
  answer: OBJECTS[endpoint.id],
}));

/** The client adds the token that it keeps, so that nobody has to send it. */
const isNeeded = ({ name, required }) => (required === "always" && name !== "token") || required === "file";

/** How each failure reads, by the case's name: a text or a pattern. */
function reasons() {
  const found = new Map();
  for (const { cases } of userEndpoints) {
    for (const { id, texts, pattern } of cases) {
      const name = id.startsWith("missing") ? "missing" : id;
      for (const text of pattern ? [pattern] : texts.map((it) => `^${it.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`)) if (!found.has(text)) found.set(text, name);
    }
  }
  return found;
}
const REASONS = [...reasons()];
const names = [...new Set(REASONS.map(([, name]) => name))].sort();

const camelCase = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const pascalCase = (name) => camelCase(`_${name}`);
const literal = JSON.stringify;
const HEAD = "Written by clients/generate.mjs from the description of the API: change that, and run it.";

function tsType(schema) {
  if (schema.contentMediaType) return "Upload";
  if (schema.enum) return schema.enum.map(literal).join(" | ");
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.anyOf) return [...new Set(schema.anyOf.map(tsType))].join(" | ");
  const types = [schema.type].flat();
  return types.map((type) => ({ integer: "number", boolean: "boolean", null: "null" })[type] ?? "string").join(" | ");
}
const doc = (indent, ...lines) => [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`].join("\n");

function typescript() {
  const key = (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : literal(name));
  const object = (name, keys) => `export interface ${name} {\n${keys.map((it) => `${doc("  ", it.text.zh, it.text.en)}\n  ${key(it.name)}: ${tsType(it.schema)};`).join("\n")}\n}`;
  const parameters = ({ id, parameters }) =>
    `export interface ${pascalCase(id)}Parameters {\n${parameters.map((it) => `${doc("  ", it.text.zh, it.text.en)}\n  ${it.name}${isNeeded(it) ? "" : "?"}: ${tsType(it.schema)};`).join("\n")}\n}`;
  const method = (call) => {
    const { id, title, about, answer } = call;
    const optional = call.parameters.some(isNeeded) ? "" : " = {}";
    const type = answer ?? "string";
    return `${doc("  ", `${title.zh}：${about.zh}`, `${title.en}. ${about.en}`)}\n  ${camelCase(id)}(parameters: ${pascalCase(id)}Parameters${optional}): Promise<${type}> {\n    return this.call(CALLS.${id}, parameters) as Promise<${type}>;\n  }`;
  };
  const table = calls.map(({ id, path, parameters, repeatable, ends }) => {
    const token = parameters.some(({ name }) => name === "token");
    const requestId = parameters.some(({ name }) => name === "request_id");
    const file = parameters.find(({ required }) => required === "file")?.name;
    const facts = { name: id, path, ...(token && { token }), ...(requestId && { requestId }), ...(file && { file }), ...(repeatable && { repeatable }), ...(ends && { ends }) };
    return `  ${id}: ${literal(facts)},`;
  });
  return `// ${HEAD}

import type { Upload } from "./transport.js";

/** Why a call failed; "unknown" where this client is older than the server. */
export type Reason = ${names.map(literal).join(" | ")} | "unknown";

export const REASONS: readonly (readonly [pattern: RegExp, reason: Reason])[] = [
${REASONS.map(([pattern, name]) => `  [new RegExp(${literal(pattern)}), ${literal(name)}],`).join("\n")}
];

/** What the client has to know of a call. */
export interface CallFacts {
  name: string;
  path: string;
  /** It takes the user's token. */
  token?: boolean;
  /** It takes a request_id, by which it acts once however often it is sent. */
  requestId?: boolean;
  /** The parameter that is a file. */
  file?: string;
  /** Sent again it does and answers the same. */
  repeatable?: boolean;
  /** After it the token is dead. */
  ends?: boolean;
}

export const CALLS = {
${table.join("\n")}
} satisfies Record<string, CallFacts>;

${object("Profile", profileKeys)}

${object("PlainProfile", plainKeys)}

${object("TokenHolder", holderKeys)}

${calls.map(parameters).join("\n\n")}

/** A method for each call. */
export abstract class Calls {
  protected abstract call(facts: CallFacts, parameters: object): Promise<unknown>;

${calls.map(method).join("\n\n")}
}
`;
}

function pyType(schema) {
  if (schema.contentMediaType) return "Upload";
  if (schema.enum) return `Literal[${schema.enum.map(literal).join(", ")}]`;
  return { integer: "int", boolean: "bool" }[schema.type] ?? "str";
}
/** Names that are Python's own. */
const pyName = (name) => (name === "pass" ? "password" : name);

function python() {
  const method = (call) => {
    const { id, title, about, path, parameters, answer } = call;
    const sorted = [...parameters].sort((a, b) => isNeeded(b) - isNeeded(a));
    const list = sorted.map((it) => `${pyName(it.name)}: ${isNeeded(it) ? pyType(it.schema) : `${pyType(it.schema)} | None = None`}`);
    const facts = [
      `name=${literal(id)}`,
      `path=${literal(path)}`,
      ...(parameters.some(({ name }) => name === "token") ? ["token=True"] : []),
      ...(parameters.some(({ name }) => name === "request_id") ? ["request_id=True"] : []),
      ...parameters.filter(({ required }) => required === "file").map(({ name }) => `file=${literal(name)}`),
      ...(call.repeatable ? ["repeatable=True"] : []),
      ...(call.ends ? ["ends=True"] : []),
    ];
    const type = answer ? "dict[str, Any]" : "str";
    return `    def ${id}(self${list.length > 0 ? `, *, ${list.join(", ")}` : ""}) -> ${type}:
        """${title.zh}：${about.zh}

        ${title.en}. ${about.en}

${sorted.map((it) => `        :param ${pyName(it.name)}: ${it.text.en}`).join("\n")}
        """
        return cast(${literal(type)}, self._call(Call(${facts.join(", ")}), {${sorted.map((it) => `${literal(it.name)}: ${pyName(it.name)}`).join(", ")}}))`;
  };
  return `# ${HEAD}
"""The calls of nobase-edge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, Any, Literal, Mapping, Union, cast

#: A picture: its bytes, or an open file.
Upload = Union[bytes, IO[bytes]]

#: Why a call failed; "unknown" where this client is older than the server.
Reason = Literal[${[...names, "unknown"].map(literal).join(", ")}]

REASONS: list[tuple[re.Pattern[str], Reason]] = [
${REASONS.map(([pattern, name]) => `    (re.compile(${literal(pattern)}), ${literal(name)}),`).join("\n")}
]


@dataclass(frozen=True)
class Call:
    """What the client has to know of a call."""

    name: str
    path: str
    #: It takes the user's token.
    token: bool = False
    #: It takes a request_id, by which it acts once however often it is sent.
    request_id: bool = False
    #: The parameter that is a file.
    file: str | None = None
    #: Sent again it does and answers the same.
    repeatable: bool = False
    #: After it the token is dead.
    ends: bool = False


class Calls:
    """A method for each call."""

    def _call(self, call: Call, parameters: Mapping[str, Any]) -> Any:
        raise NotImplementedError

${calls.map(method).join("\n\n")}
`;
}

/** The files, by their paths from here. */
export const FILES = { "typescript/src/calls.ts": typescript(), "python/src/nobase_edge/calls.py": python() };

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const [path, text] of Object.entries(FILES)) fs.writeFileSync(at(path), text);
