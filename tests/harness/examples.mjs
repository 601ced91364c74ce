// What the documentation shows as examples, for tests that call an endpoint without knowing it.

import * as fs from "node:fs";

const document = JSON.parse(fs.readFileSync(new URL("../../public/openapi.json", import.meta.url), "utf8"));

/** Examples of the parameters that `endpoint` always needs, besides appid and signature. */
export const examplesOf = (endpoint) =>
  Object.fromEntries(
    document.paths[`/api/user/${endpoint}`].get.parameters
      .filter(({ name, required }) => required && name !== "appid" && name !== "signature")
      .map(({ name, example }) => [name, String(example)]),
  );
