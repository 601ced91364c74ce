// The example calls: every endpoint with its own example values, against the host that the page comes from.

import type { AdminCall, Parameter, Proof, UserEndpoint } from "../../openapi/model.ts";
import { inPath } from "../../openapi/admin/index.ts";
import type { Call } from "../snippets/call";

const text = (it: Parameter) => String(it.example ?? "");

/** The kinds of proof that `endpoint` takes, the default first; none where its example needs none, or that is not for the app to say. */
export const proofsOf = ({ parameters, proofless }: UserEndpoint): Proof[] => (!proofless && parameters.some((it) => it.proof) ? ["token", "password"] : []);

export function userExample({ path, parameters }: UserEndpoint, proof?: Proof): Call {
  const file = parameters.find((it) => it.required === "file");
  const pairs = parameters.filter((it) => it.required === "always" || (it.proof && it.proof === proof)).map((it) => [it.name, text(it)] as const);
  const body = file ? { type: "multipart" as const, pairs, file: { field: file.name } } : { type: "form" as const, pairs };
  return { method: "POST", url: location.origin + path, query: [], body };
}

export const adminExample = ({ method, path, query, example }: AdminCall): Call => ({
  method: method.toUpperCase(),
  url: location.origin + inPath(path).reduce((url, it) => url.replace(`{${it.name}}`, encodeURIComponent(text(it))), path),
  query: (query ?? []).filter((it) => it.required === "always").map((it) => [it.name, text(it)]),
  keyed: true,
  ...(example.body !== undefined && { body: { type: "json", value: example.body } }),
});
