// openapi.json, assembled from the modules beside this one.

import { adminCalls, adminSchemas, inPath, tags } from "./admin/index.ts";
import * as codes from "./codes.ts";
import type { AdminCall, Case, Parameter, Problem, Schema, UserEndpoint } from "./model.ts";
import { CONTROL } from "./parameters.ts";
import { holder, plainProfile, profile } from "./profile.ts";
import { adminRules, moving, userRules, webhookRules } from "./rules.ts";
import { type Text, t } from "./text.ts";
import { type Shown, shown } from "./user/shown.ts";
import { userEndpoints } from "./user/index.ts";

type Json = Record<string, unknown>;

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
const header = (name: string) => ({ [name]: ref("headers", name) });
const COMMON = { ...header("Cache-Control"), ...header("X-Content-Type-Options") };
const OPEN = { ...COMMON, ...header("Access-Control-Allow-Origin") };

/** The texts of `cases` as a schema: listed where they can be, else by their patterns. */
function texts(cases: readonly Case[]): Schema {
  const fixed = cases.filter((it) => !it.pattern).flatMap((it) => it.texts);
  const schemas: Schema[] = cases.flatMap((it) => (it.pattern ? [{ type: "string", pattern: it.pattern }] : []));
  if (fixed.length > 0) schemas.unshift({ enum: [...new Set(fixed)] });
  return schemas.length === 1 ? schemas[0]! : { anyOf: schemas };
}

const envelope = (code: number, msg: Schema, data?: Schema): Schema => ({
  type: "object",
  properties: { code: { const: code }, msg, ...(data && { data }) },
  required: ["code", "msg", ...(data ? ["data"] : [])],
  additionalProperties: false,
});

/** One envelope per code and `msg`, which tell them apart. */
function failures(cases: readonly Case[]): Schema[] {
  const usual = cases.filter((it) => !it.inMsg);
  const kinds = new Map(usual.map((it) => [`${it.code} ${msgOf(it)}`, it]));
  return [
    ...[...kinds.values()]
      .sort((a, b) => a.code - b.code)
      .map(({ code, msg }) => envelope(code, { const: msgOf({ msg }) }, texts(usual.filter((it) => it.code === code && it.msg === msg)))),
    ...cases.filter((it) => it.inMsg).map((it) => envelope(it.code, texts([it]))),
  ];
}

const msgOf = ({ msg }: Pick<Case, "msg">) => msg ?? "fail";

/** What the server answers in this case. */
export const answerOf = (it: Case) =>
  it.inMsg ? { code: it.code, msg: it.texts[0] } : { code: it.code, msg: msgOf(it), data: it.texts[0] };

const examplesOf = (cases: readonly Case[]) =>
  Object.fromEntries(cases.map((it) => [it.id, { summary: it.when, value: answerOf(it) }]));

const json = (schema: Schema, examples?: Json) => ({ "application/json": { schema, ...(examples && { examples }) } });

function userAnswers(endpoint: UserEndpoint) {
  const success = endpoint.done.msg ?? "success";
  const done = envelope(200, { const: success }, endpoint.done.schema);
  // Each has one of the two limits.
  const refused = codes.refusals.filter((it) => !["not_found", "storage", endpoint.upload ? "too_large" : "upload_too_large"].includes(it.id));
  const business = endpoint.cases.filter((it) => !it.status);
  const table = business.map((it) => `| ${it.code} | ${it.texts[0]} | ${it.when.zh} / ${it.when.en} |`);
  const successes = endpoint.done.examples.map(({ when, data }, i) => [i === 0 ? "done" : `done_${i + 1}`, { summary: when, value: { code: 200, msg: success, data } }]);
  return {
    200: {
      description: ["code 200: success; any other code is a failure / code 为 200 即成功,否则失败", "", "| code | data | |", "|---|---|---|", ...table].join("\n"),
      headers: OPEN,
      content: json({ oneOf: [done, ...failures(business)] }, { ...Object.fromEntries(successes), ...examplesOf(business) }),
    },
    ...Object.fromEntries(refused.map((it) => [it.status, ref("responses", it.id)])),
    ...(endpoint.cases.some((it) => it.id === "throttled") && { 429: ref("responses", "throttled") }),
  };
}

const refusal = (it: Case, more: Json = {}) => ({
  description: it.when,
  headers: { ...OPEN, ...more },
  content: json({ oneOf: failures([it]) }, examplesOf([it])),
});

const property = ({ schema, text, example }: Parameter) => ({
  ...schema,
  description: text,
  ...(example !== undefined && { examples: [example] }),
});

const object = (parameters: readonly Parameter[], required: readonly Parameter["required"][]): Schema => ({
  type: "object",
  properties: Object.fromEntries(parameters.map((it) => [it.name, property(it)])),
  required: parameters.filter((it) => required.includes(it.required)).map((it) => it.name),
});

/** Further parameters are ignored, but values are plain, and names such that multipart can write them. */
const OTHERS: Schema = { propertyNames: { pattern: `^[^${CONTROL}"\\\\]+$` }, additionalProperties: { type: ["string", "number", "boolean", "null"] } };

/** The body of a user endpoint. Where a token or a password proves who calls, exactly one of them is sent. */
function userBody({ parameters, proofless }: UserEndpoint): Schema {
  const without = (kind: string) => parameters.filter((it) => it.required !== kind);
  const always: Parameter["required"][] = ["always", "file"];
  if (!parameters.some((it) => it.required === "token")) return { ...object(parameters, always), ...OTHERS };
  const proven = [
    { title: "token", ...object(without("password"), [...always, "token"]), ...OTHERS },
    { title: "user, pass", ...object(without("token"), [...always, "password"]), ...OTHERS },
  ];
  if (!proofless) return { oneOf: proven };
  const { name, value } = proofless;
  const open = parameters.filter((it) => !it.proof).map((it) => (it.name === name ? { ...it, schema: { const: value }, example: value } : it));
  return { anyOf: [{ title: `${name}: ${value}`, ...object(open, always), ...OTHERS }, ...proven] };
}

const parameter = (place: "query" | "path", it: Parameter) => ({
  name: it.name,
  in: place,
  required: it.required === "always",
  description: it.text,
  schema: it.schema,
  ...(it.example != null && { example: it.example }),
});

function userPath(endpoint: UserEndpoint) {
  const about = [endpoint.about, ...endpoint.notes.map(({ zh, en }) => t(`- ${zh}`, `- ${en}`))];
  const description = t(about.map(({ zh }) => zh).join("\n"), about.map(({ en }) => en).join("\n"));
  const shared = { tags: ["user"], summary: endpoint.title, description, security: [], responses: userAnswers(endpoint) };
  const body = { schema: ref("schemas", `${endpoint.id}_parameters`) };
  const types = endpoint.upload ? ["multipart/form-data"] : ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"];
  const get = { operationId: endpoint.id, ...shared, parameters: endpoint.parameters.map((it) => parameter("query", it)) };
  const content = Object.fromEntries(types.map((type) => [type, body]));
  const post = { operationId: `${endpoint.id}_by_post`, ...shared, requestBody: { required: true, content } };
  return {
    ...(endpoint.methods.includes("GET") && { get }),
    ...(endpoint.methods.includes("POST") && { post }),
    options: preflight(endpoint.id),
  };
}

const preflight = (id: string) => ({
  operationId: `${id}_preflight`,
  tags: ["user"],
  summary: t("CORS 预检", "CORS pre-flight"),
  security: [],
  responses: { 204: ref("responses", "preflight") },
});

/** What an `<img>` shows: its headers, whatever its type. */
const PICTURE_HEADERS = {
  ...Object.fromEntries(["X-Content-Type-Options", "Access-Control-Allow-Origin", "Content-Security-Policy"].map((name) => [name, ref("headers", name)])),
};

function shownPath({ id, title, about, place, parameters, types, link, failures: texts }: Shown) {
  const failure = texts.map(({ code, msg }) => envelope(code, { const: msg }));
  return {
    ...(place === "path" && { parameters: parameters.map((it) => parameter("path", it)) }),
    get: {
      operationId: id,
      tags: ["user"],
      summary: title,
      description: about,
      security: [],
      // What is missing is told in an envelope.
      ...(place === "query" && { parameters: parameters.map((it) => ({ ...parameter("query", it), required: false })) }),
      responses: {
        200: {
          description: t("图片", "The picture"),
          ...(failure.length === 0 && { headers: PICTURE_HEADERS }),
          content: {
            ...Object.fromEntries(types.map((type) => [type, { schema: type === "image/svg+xml" ? { type: "string" } : {} }])),
            ...(failure.length > 0 && json({ oneOf: failure })),
          },
        },
        ...(link && { 302: { description: link, headers: { Location: { required: true, schema: { type: "string" } } } } }),
        ...(place === "path" && { 404: ref("responses", "not_found") }),
        ...(id === "picture" && { 503: ref("responses", "storage") }),
        ...(place === "query" && { 400: ref("responses", "unreadable") }),
        405: ref("responses", "method"),
      },
    },
    options: preflight(id),
  };
}

const health = {
  get: {
    operationId: "health",
    tags: ["health"],
    summary: t("健康检查", "Health"),
    description: t("数据库可用时为 200，否则 503。", "200 while the database answers, else 503."),
    security: [],
    responses: Object.fromEntries(
      [[200, "ok"], [503, "unavailable"]].map(([status, word]) => [
        status,
        {
          description: word,
          headers: { ...COMMON, ...header("X-Version") },
          content: json({ type: "object", properties: { status: { const: word } }, required: ["status"], additionalProperties: false }),
        },
      ]),
    ),
  },
};

const EXTRA_HEADERS: Record<number, string> = { 401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After" };

function errorSchema(problems: readonly Problem[]): Schema {
  const { code, message } = problems[0]!;
  const messages = message === null ? { type: "string", minLength: 1 } : { enum: problems.map((it) => it.message) };
  const field = message === null && { field: { type: "string" } };
  const error = {
    type: "object",
    properties: { code: { const: code }, message: messages, ...field },
    required: ["code", "message", ...(field ? ["field"] : [])],
    additionalProperties: false,
  };
  return { type: "object", properties: { error }, required: ["error"], additionalProperties: false };
}

function adminAnswers(call: AdminCall) {
  const statuses = [...new Set(call.problems.map((it) => it.status))].sort();
  return {
    [call.status]: {
      description: call.title,
      headers: COMMON,
      content: json(ref("schemas", call.answer), { done: { value: call.example.answer } }),
    },
    ...Object.fromEntries(
      statuses.map((status) => {
        const problems = call.problems.filter((it) => it.status === status);
        const extra = EXTRA_HEADERS[status];
        return [
          status,
          {
            description: t(problems.map((it) => it.when.zh).join(";"), problems.map((it) => it.when.en).join("; ")),
            headers: { ...COMMON, ...(extra && header(extra)) },
            content: json(errorSchema(problems)),
          },
        ];
      }),
    ),
  };
}

function adminOperation(call: AdminCall) {
  const who = call.owner ? t("仅站长。", "The owner's alone. ") : t("", "");
  const parameters = (call.query ?? []).map((it) => parameter("query", it));
  const body = call.body && { ...object(call.body, ["always"]), additionalProperties: false };
  return {
    operationId: call.id,
    tags: [call.tag],
    summary: call.title,
    description: t(who.zh + call.about.zh, who.en + call.about.en),
    security: call.id === "begin_session" ? [{ key: [] }] : [{ key: [] }, { session: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: call.body!.some((it) => it.required === "always"),
        content: { "application/json": { schema: body, ...(call.example.body !== undefined && { example: call.example.body }) } },
      },
    }),
    responses: adminAnswers(call),
  };
}

function adminPaths() {
  const paths: Record<string, Json> = {};
  for (const call of adminCalls) {
    const inThisPath = inPath(call.path);
    const operations = (paths[call.path] ??= inThisPath.length > 0 ? { parameters: inThisPath.map((it) => parameter("path", it)) } : {});
    operations[call.method] = adminOperation(call);
  }
  return paths;
}

const fixed = (text: Text, value: string) => ({ description: text, required: true, schema: { const: value } });

const headers = {
  "Cache-Control": fixed(t("不缓存。", "Nothing is cached."), "no-store"),
  "X-Content-Type-Options": fixed(t("按声明的类型处理。", "The type is what it says."), "nosniff"),
  "Access-Control-Allow-Origin": fixed(t("任何网页都可读取。", "Any web page may read it."), "*"),
  "Access-Control-Allow-Headers": fixed(t("任意请求头。", "Any header."), "*"),
  "Access-Control-Allow-Methods": { required: true, schema: { type: "string", pattern: "^(GET, )?(POST, )?(HEAD, )?OPTIONS$" } },
  "Access-Control-Max-Age": fixed(t("一天。", "A day."), "86400"),
  "Content-Security-Policy": fixed(t("单独打开时不能运行脚本。", "Opened as a page it may run nothing."), "default-src 'none'; sandbox"),
  "X-Version": { description: t("nobase-edge 的版本。", "The version of nobase-edge."), required: true, schema: { type: "string", pattern: "^[0-9]+\\.[0-9]+\\.[0-9]+$" } },
  "Retry-After": fixed(t("等待的秒数。", "Seconds to wait."), "60"),
  "WWW-Authenticate": fixed(t("需要密钥。", "A key is needed."), "Bearer"),
  Allow: { description: t("此路径支持的方法。", "The methods of the path."), required: true, schema: { type: "string", pattern: "^[A-Z]+(, [A-Z]+)*$" } },
};

const responses = {
  preflight: {
    description: t("允许跨域", "Other origins may call"),
    headers: { ...OPEN, ...header("Access-Control-Allow-Methods"), ...header("Access-Control-Allow-Headers"), ...header("Access-Control-Max-Age") },
  },
  throttled: refusal(codes.throttled, header("Retry-After")),
  ...Object.fromEntries(codes.refusals.map((it) => [it.id, refusal(it, it.status === 405 ? header("Allow") : {})])),
};

const description = (["zh", "en"] as const)
  .map((language) =>
    [...userRules, adminRules, webhookRules, moving].map(({ title, body }) => [`## ${title[language]}`, ...body.map((it) => it[language])].join("\n")).join("\n\n"),
  )
  .join("\n\n");

/** The whole document, with both languages in every text: summaries on one line, descriptions as two paragraphs. */
export function openapi(version: string): Json {
  const document = {
    openapi: "3.1.0",
    info: { title: "nobase-edge", version, summary: t("应用的用户账号后端", "The user accounts of your apps"), description, license: { name: "MIT OR Apache-2.0", identifier: "MIT OR Apache-2.0" } },
    servers: [{ url: "/", description: t("本部署", "This deployment") }],
    tags: [
      { name: "user", description: t("用户接口", "User endpoints") },
      ...Object.entries(tags).map(([name, text]) => ({ name, description: text })),
      { name: "health", description: t("健康检查", "Health") },
    ],
    paths: {
      ...Object.fromEntries(userEndpoints.map((it) => [it.path, userPath(it)])),
      ...Object.fromEntries(shown.map((it) => [it.path, shownPath(it)])),
      ...adminPaths(),
      "/healthz": health,
    },
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: t("站长密钥或开发者密钥。", "The owner's key, or a developer's.") },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-nobase-edge",
          description: t("用密钥换取的会话；请求须带 X-Requested-With 头。", "A session that a key was exchanged for; the call must have a header X-Requested-With."),
        },
      },
      headers,
      responses,
      schemas: {
        ...Object.fromEntries(userEndpoints.map((it) => [`${it.id}_parameters`, userBody(it)])),
        Profile: profile,
        PlainProfile: plainProfile,
        TokenHolder: holder,
        ...adminSchemas,
      },
    },
  };
  return both(document) as Json;
}

/** Puts both languages of every text into one string. */
function both(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((it) => both(it));
  if (value === null || typeof value !== "object") return value;
  if ("zh" in value && "en" in value) {
    const { zh, en } = value as Text;
    return key === "summary" || !`${zh}${en}`.includes("\n") && zh.length < 12 ? `${zh} / ${en}` : `${zh}\n\n${en}`;
  }
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, both(it, name)]));
}
