// What the documentation shows as examples, for tests that call an endpoint without knowing it.

import * as fs from "node:fs";
import { UPLOADS, pathOf } from "./declared.mjs";
import { PICTURES, file } from "./pictures.mjs";

const document = JSON.parse(fs.readFileSync(new URL("../../public/openapi.json", import.meta.url), "utf8"));

/** Examples of the parameters that `endpoint` always needs, besides appid and signature; of a file a picture. */
export const examplesOf = (endpoint) =>
  UPLOADS.includes(endpoint) ? { file_upload: file(PICTURES.png) } : Object.fromEntries(
    document.paths[pathOf(endpoint)].get.parameters
      .filter(({ name, required }) => required && name !== "appid" && name !== "signature")
      .map(({ name, example }) => [name, String(example)]),
  );
