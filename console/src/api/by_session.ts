// What shows the server that a call by the session's cookie comes from the console: no other site can send this header.
export const BY_SESSION = { "x-requested-with": "console" };
