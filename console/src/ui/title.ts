// What the open page is about, for the window's title: an app's name, where it is an app's page.

import { ref } from "vue";

export const subject = ref("");
