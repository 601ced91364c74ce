// WeChat mini programs, and what works like them (uni, my, tt …): by wx.request and wx.uploadFile.

import type { Incoming, Transport } from "./transport.js";

interface Answered {
  statusCode: number;
  data: unknown;
  header?: Record<string, string>;
}
interface Told {
  success: (answer: Answered) => void;
  fail: (error: { errMsg: string }) => void;
}
/** What is used of `wx`. */
export interface WechatLike {
  request(options: { url: string; method: "POST"; data: Record<string, string>; header: Record<string, string>; timeout: number; dataType: string } & Told): unknown;
  uploadFile(options: { url: string; filePath: string; name: string; formData: Record<string, string>; timeout: number } & Told): unknown;
}

/** The transport of a mini program: `new Client({ …, transport: wechatTransport(wx) })`. Its hosts have to be allowed in the program's settings. */
export const wechatTransport =
  (wx: WechatLike): Transport =>
  ({ url, parameters, file, timeout }) =>
    new Promise<Incoming>((resolve, reject) => {
      const told: Told = {
        success: ({ statusCode, data, header = {} }) => {
          const retryAfter = Object.entries(header).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
          resolve({ status: statusCode, text: typeof data === "string" ? data : JSON.stringify(data), ...(retryAfter !== undefined && { retryAfter }) });
        },
        fail: ({ errMsg }) => reject(new Error(errMsg)),
      };
      if (file) return void wx.uploadFile({ url, filePath: String(file.value), name: file.name, formData: parameters, timeout, ...told });
      const header = { "content-type": "application/x-www-form-urlencoded" };
      wx.request({ url, method: "POST", data: parameters, header, timeout, dataType: "text", ...told });
    });
