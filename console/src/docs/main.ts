// The documentation page, rendered from the modules that openapi.json is made of.

import { createApp, nextTick } from "vue";
import "../style.css";
import "../theme";
import { pageI18n } from "../i18n/locale";
import DocsPage from "./DocsPage.vue";
import { docsMessages } from "./messages";

createApp(DocsPage).use(pageI18n(docsMessages)).mount("#app");

// The browser looked for the address' anchor before there was anything.
void nextTick(() => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView());
