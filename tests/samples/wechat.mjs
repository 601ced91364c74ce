// What a mini program's samples expect of WeChat: wx.request, made of fetch. As WeChat documents it, `data` is the query of a
// GET, else JSON or a form, as the header's content-type says (JSON where it says nothing); the answer is parsed where
// it is JSON; `success` is called for every answer, whatever its status, and `fail` where there is none.

const encoded = (data) => Object.entries(data).map((pair) => pair.map(encodeURIComponent).join("=")).join("&");

/** A `wx` of one's own, and `settled`: that every request has been answered. */
export function wechat() {
  const asked = [];
  const request = (options) => {
    asked.push(answered(options).then(options.success, ({ message }) => options.fail({ errMsg: `request:fail ${message}` })));
  };
  return { wx: { request }, settled: () => Promise.all(asked) };
}

async function answered({ url, method = "GET", header = {}, data = {} }) {
  const type = header["content-type"] ?? "application/json";
  const query = method === "GET" ? encoded(data) : "";
  const body = method === "GET" ? undefined : type === "application/json" ? JSON.stringify(data) : encoded(data);
  const response = await fetch(query ? `${url}?${query}` : url, { method, headers: { ...header, "content-type": type }, body });
  const text = await response.text();
  return { data: parsed(text), statusCode: response.status, header: Object.fromEntries(response.headers) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
