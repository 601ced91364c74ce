export * from "./calls.js";
export { Client, type Options, type TokenStore } from "./client.js";
export { ApiError, NetworkError } from "./error.js";
export { type Incoming, type Outgoing, type Transport, type Upload, fetchTransport } from "./transport.js";
export { type WechatLike, wechatTransport } from "./wechat.js";
