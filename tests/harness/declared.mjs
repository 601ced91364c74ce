// The table that Rust declares.

import * as fs from "node:fs";

export const declared = JSON.parse(fs.readFileSync(new URL("../../console/openapi/declared.json", import.meta.url), "utf8"));

/** The endpoints that are sent a file, and so take multipart bodies alone. */
export const UPLOADS = declared.endpoints.filter(({ parameters }) => parameters.some(({ required }) => required === "file")).map(({ name }) => name);
