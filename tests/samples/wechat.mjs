// What a mini program's samples expect of WeChat: wx.request, made of fetch, and wx.chooseMedia with wx.uploadFile. As WeChat documents it, `data` is the query of a
// GET, else JSON or a form, as the header's content-type says (JSON where it says nothing); the answer is parsed where
// it is JSON; `success` is called for every answer, whatever its status, and `fail` where there is none.

const encoded = (data) => Object.entries(data).map((pair) => pair.map(encodeURIComponent).join("=")).join("&");

/** A `wx` of one's own, and `settled`: that every request has been answered. */
export function wechat({ picture } = {}) {
  const asked = [];
  const told = (answer, { success, fail }, what) => asked.push(answer.then(success, ({ message }) => fail({ errMsg: `${what}:fail ${message}` })));
  const request = (options) => {
    told(answered(options), options, "request");
  };
  // The user has chosen `picture`, bytes that stand under this path.
  const PATH = "wxfile://tmp_1.png";
  const chooseMedia = ({ success }) => success({ tempFiles: [{ tempFilePath: PATH, size: picture.length }], type: "image" });
  const uploadFile = (options) => {
    told(options.filePath === PATH ? uploaded(options, picture) : Promise.reject(new Error("file doesn't exist")), options, "uploadFile");
  };
  return { wx: { request, chooseMedia, uploadFile }, settled: () => Promise.all(asked) };
}

async function answered({ url, method = "GET", header = {}, data = {} }) {
  const type = header["content-type"] ?? "application/json";
  const query = method === "GET" ? encoded(data) : "";
  const body = method === "GET" ? undefined : type === "application/json" ? JSON.stringify(data) : encoded(data);
  const response = await fetch(query ? `${url}?${query}` : url, { method, headers: { ...header, "content-type": type }, body });
  const text = await response.text();
  return { data: parsed(text), statusCode: response.status, header: Object.fromEntries(response.headers) };
}

/** As WeChat documents it: POST of multipart, the fields of `formData` and the file; `data` of the answer stays a text. */
async function uploaded({ url, name, filePath, header = {}, formData = {} }, picture) {
  const body = new FormData();
  for (const [field, value] of Object.entries(formData)) body.append(field, value);
  body.append(name, new Blob([picture]), filePath.split("/").at(-1));
  const response = await fetch(url, { method: "POST", headers: header, body });
  return { data: await response.text(), statusCode: response.status };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
