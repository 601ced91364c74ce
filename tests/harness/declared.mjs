// The table that Rust declares.

import * as fs from "node:fs";

export const declared = JSON.parse(fs.readFileSync(new URL("../../console/openapi/declared.json", import.meta.url), "utf8"));

const PATHS = new Map(declared.endpoints.map(({ name, path }) => [name, path]));
/** The path of an endpoint; any other name is taken for the end of one. */
export const pathOf = (endpoint) => PATHS.get(endpoint) ?? `/api/user/${endpoint}`;

/** The endpoints that are sent a file, and so take multipart bodies alone. */
export const UPLOADS = declared.endpoints.filter(({ parameters }) => parameters.some(({ required }) => required === "file")).map(({ name }) => name);
