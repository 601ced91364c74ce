// What a client app is told, for texts that quote it.

import { endpoints } from "../../openapi/declared.ts";

/** The text of a login in this case: the call that every client makes. */
export const said = (id: string): string => endpoints.find((it) => it.name === "login")?.cases[id]?.data ?? "";
