// Pictures that users upload.

import { type Description as Parameter, formats, narrowed, samples } from "../parameters.ts";
import { t } from "../text.ts";
import { type Description, either, https, narrow } from "./description.ts";

const file: Parameter = {
  schema: { type: "string", contentMediaType: "application/octet-stream" },
  text: t(
    "图片文件：JPG、PNG、GIF 或 WebP，最大 5 MB。类型由文件开头的字节判断，文件名不起作用。",
    "The picture: JPG, PNG, GIF or WebP, 5 MB at most. Its first bytes tell the type; the file's name does not count.",
  ),
};
const multipart = t(
  "只接受 POST 的 multipart/form-data，文件放在 file_upload 字段；其他请求体类型回答 415，超过 5 MB 加 64 KiB 的请求体回答 413。小程序用 wx.uploadFile，它的 data 是字符串，要自己 JSON.parse；还要把域名加入 uploadFile 合法域名。",
  "Takes POST with multipart/form-data alone, the file as file_upload; other bodies are answered with 415, a body over 5 MB and 64 KiB with 413. Mini programs use wx.uploadFile, whose data is a text to be parsed; the host has to be among the allowed uploadFile domains.",
);
const stored = t(
  "存储写满或当天的写入次数用完时回答 405“更新失败”，原有的图片不受影响。",
  "Where storage takes no more, or no more today, it answers 405 (更新失败), and what was there before stays.",
);

export const pictures: Record<string, Description> = {
  new_avatar: {
    title: t("上传头像", "Upload an avatar"),
    about: t("上传用户自己的头像，替换之前上传的。", "Uploads the user's own avatar, in the place of the one before."),
    done: [t("头像已上传", "It is uploaded")],
    parameters: { file_upload: file, ...narrowed() },
    passwordToo: true,
    notes: [
      t(
        "之后 login 和 data 的 icon 是这张图片的地址，get_avatar 返回这张图片；之前上传的头像会被删除。",
        "From then on icon of login and data is the picture's address, and get_avatar answers it; the avatar uploaded before is deleted.",
      ),
      multipart,
      stored,
      either,
      narrow,
      https,
    ],
  },
  upload_img: {
    title: t("上传图片", "Upload a picture"),
    about: t("上传一张图片，得到它的网址。默认关闭。", "Uploads a picture and answers its address. Off by default."),
    done: [t("图片已上传", "It is uploaded")],
    data: { schema: formats.picture_url, example: samples.picture_url },
    parameters: { file_upload: file, ...narrowed() },
    passwordToo: true,
    notes: [
      t("由应用设置 allow_upload 打开。成功时 msg 是“上传成功”，data 是图片的网址。", "The app's allow_upload turns it on. On success msg is 上传成功, and data the picture's address."),
      t("知道网址的人都能看到图片；网址无法猜出，可永久缓存。", "Whoever knows the address sees the picture; it cannot be guessed, and may be cached for ever."),
      multipart,
      stored,
      either,
      narrow,
      https,
    ],
  },
};
