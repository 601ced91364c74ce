// Makes openapi.json a file of the site: written by the build, answered by the development server.

import type { Plugin } from "vite";
import root from "../../package.json" with { type: "json" };
import { openapi } from "./document.ts";

const FILE = "openapi.json";
const source = () => JSON.stringify(openapi(root.version));

export const openapiFile = (): Plugin => ({
  name: "openapi",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: FILE, source: source() });
  },
  configureServer(server) {
    server.middlewares.use(`/${FILE}`, (_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(source());
    });
  },
});
