// One instance of the Worker's wasm with the code that wasm-bindgen makes for it. worker-build fills in the names with a dollar
// sign and bundles it (CUSTOM_SHIM); scripts/compile.mjs makes a function of that, so that entry.js may make another instance.
import * as glue from "./index_bg.js";
import wasm from "./index.wasm";
$SNIPPET_JS_IMPORTS

const { exports } = new WebAssembly.Instance(wasm, { "./index_bg.js": glue, $SNIPPET_WASM_IMPORTS });
glue.__wbg_set_wasm(exports);
exports.__wbindgen_start();

export { fetch, hash, scheduled } from "./index_bg.js";
