import vue from "@vitejs/plugin-vue";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import components from "unplugin-vue-components/vite";
import { defineConfig } from "vite";
import root from "../package.json" with { type: "json" };
import { openapiFile } from "./openapi/plugin.ts";

export default defineConfig({
  plugins: [
    vue(),
    openapiFile(),
    // Takes of Element Plus the components that the templates name, with their style sheets. Their types come from
    // element-plus/global (tsconfig.json).
    components({ dts: false, dirs: [], resolvers: [ElementPlusResolver({ importStyle: "css" })] }),
  ],
  define: {
    __VERSION__: JSON.stringify(root.version),
    __VUE_OPTIONS_API__: "true", // some of Element Plus needs it
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_I18N_LEGACY_API__: "false",
    __INTLIFY_PROD_DEVTOOLS__: "false",
  },
  build: {
    outDir: "../public",
    emptyOutDir: true,
    target: "es2022",
    // Nothing inline: the Content-Security-Policy lets fonts and pictures come from this origin alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true, // for scripts/check-bundle.mjs
    chunkSizeWarningLimit: 400,
    rollupOptions: { input: { console: "index.html", docs: "docs.html" } },
  },
  // `npm run dev --workspace console`: hot reload, with the API of an `npm start`.
  server: { proxy: { "/api": "http://127.0.0.1:8787" } },
});
