// The floors: workers/floor.js, each of its paths an operation of its own.

import { bundled } from "../harness/bundle.mjs";

/** Entries of KV. */
const KEYS = 1000;

export async function floor() {
  return {
    ...(await bundled("floor")),
    name: "floor, plain JavaScript",
    worker: { compatibilityDate: "2026-04-01", d1Databases: ["DB"], kvNamespaces: ["TOKENS"] },
    first: "/constant",
    lanes: async ({ client }) => {
      // So that what is got is there, as a token is.
      for (let id = 1; id <= KEYS; id += 1) await client.must({ path: `/put?${id}` });
      const lane = (path) => ({
        next: () => ({ path: `/${path}?${1 + Math.floor(Math.random() * KEYS)}` }),
        right: ({ status }) => status === 200,
      });
      return {
        "floor: constant": lane("constant"),
        "floor: KV get": lane("get"),
        "floor: KV put": lane("put"),
        "floor: 1 UPDATE": lane("update"),
        "floor: SELECT + UPDATE in a batch": lane("batch"),
        "floor: SELECT, then UPDATE": lane("two"),
      };
    },
  };
}
