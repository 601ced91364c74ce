// What the documents' JavaScript samples expect of a browser and its page, beside fetch.

import { createHash } from "node:crypto";

globalThis.md5 = (text) => createHash("md5").update(text).digest("hex");
globalThis.alert = (text) => console.log(`alert: ${text}`);
globalThis.localStorage = { setItem: (name, value) => console.log(`localStorage ${name}: ${value}`) };
