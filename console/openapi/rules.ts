// The rules that hold for every call, as chapters of the documentation and as the description in openapi.json.
// Lines that begin with "- " are a list; `code` stands in backticks.

import { type Text, t } from "./text.ts";

export interface Chapter {
  id: string;
  title: Text;
  /** Paragraphs and list lines. */
  body: readonly Text[];
}

export const userRules: Chapter[] = [
  {
    id: "transports",
    title: t("请求方式", "Methods and transports"),
    body: [
      t(
        "GET 与 POST 含义相同。推荐 POST：GET 的地址会连同密码与令牌一起被记入各处日志。",
        "GET and POST mean the same. Prefer POST: the addresses of GET requests, passwords and tokens among them, end up in logs.",
      ),
      t(
        "- 参数可放在查询串、表单（`application/x-www-form-urlencoded`）、`multipart/form-data` 或 JSON 对象（`application/json`）中，也可混用；同名时请求体优先，重复时以最后一个为准。",
        "- Parameters come from the query, a form (`application/x-www-form-urlencoded`), `multipart/form-data` or a JSON object (`application/json`), in any mix. The body wins over the query; of a repeated name the last counts.",
      ),
      t(
        "- JSON 的值可以是字符串、数字或布尔值，null 视为没有传；数组与对象会被拒绝。",
        "- JSON values may be strings, numbers and booleans; null counts as absent; arrays and objects are refused.",
      ),
      t("- 空字符串视为没有传；多余的参数会被忽略。", "- An empty string counts as absent; unknown parameters are ignored."),
      t("- 一律使用 UTF-8（GBK 会被拒绝）；请求体最多 64 KiB。", "- UTF-8 throughout (GBK is refused); a body has at most 64 KiB."),
      t(
        "- 微信小程序要先在其后台的“服务器域名”中，把本页的域名加入 request 合法域名；必须是 HTTPS。",
        "- A WeChat mini program needs this page's host among its allowed request domains (服务器域名 in its own console); HTTPS only.",
      ),
      t("- HEAD 等同于没有回答正文的 GET，OPTIONS 回答 CORS 预检。", "- HEAD is GET without a body, OPTIONS answers the CORS pre-flight."),
    ],
  },
  {
    id: "envelope",
    title: t("返回格式", "The envelope"),
    body: [
      t(
        '回答是 JSON：`{"code": 数字, "msg": "success" 或 "fail", "data": …}`。code 为 200 即成功，否则 data 是错误文字。失败时 msg 只有余额接口的数量错误不是 "fail"，而是“校验失败”；判断请只看 code。',
        'Every answer is JSON: `{"code": number, "msg": "success" or "fail", "data": …}`. Code 200 is success; else data says why not. One failure has another msg, “校验失败” (a wrong amount of money): look at code alone.',
      ),
      t(
        "业务失败（包括 code 500）的 HTTP 状态仍是 200，请判断 code。只有以下情况 HTTP 状态不是 200（此时 code 与其相同）：400 无法解析，404 路径不存在，405 方法不支持，413 请求体过大，415 类型不支持，429 过于频繁。",
        "Business failures, code 500 included, are HTTP 200: look at code. The HTTP status is another one, and equals code, only for 400 (does not parse), 404 (no such path), 405 (method), 413 (too large), 415 (body type) and 429 (too often).",
      ),
      t("所有回答带 `Cache-Control: no-store`。", "Every answer carries `Cache-Control: no-store`."),
    ],
  },
  {
    id: "cors",
    title: t("跨域", "CORS"),
    body: [
      t(
        "用户接口的所有回答（包括失败）都带 `Access-Control-Allow-Origin: *`，任何网页都可直接调用；预检允许任意请求头，缓存一天。管理 API 不允许跨域。",
        "Every answer of the user endpoints, failures included, carries `Access-Control-Allow-Origin: *`: any web page may call them. The pre-flight allows every header, for a day. The admin API is not open to other origins.",
      ),
    ],
  },
  {
    id: "order",
    title: t("检查顺序", "The order of checks"),
    body: [
      t("同时有多处错误时，回答排在最前面的一个：", "Where several things are wrong, the first of these is answered:"),
      t("- 请求方法与请求体", "- method and body"),
      t("- appid、signature 与接口自己的必填参数", "- appid, signature and the endpoint's own required parameters"),
      t("- 应用存在 → 签名正确 → 开发者正常 → 应用正常", "- the app exists → its signature → its developer → its state"),
      t("- 应用是否允许这个操作（new_pass、money_add）", "- whether the app allows the action at all (new_pass, money_add)"),
      t("- 应用要求的凭据（令牌，或账号密码）", "- the kind of proof the app wants (token, or account and password)"),
      t("- 格式与长度", "- formats and lengths"),
      t("- 令牌或密码正确 → 用户未被禁用", "- token or password → the user is not disabled"),
      t("- 执行操作", "- the action itself"),
      t("没有正确的 appid 与 signature 就无法得知其他任何信息。", "Without a valid appid and signature a caller learns nothing else."),
    ],
  },
  {
    id: "passwords",
    title: t("密码与令牌", "Passwords and tokens"),
    body: [
      t(
        "register 的 pass 可以是原始密码或其 MD5（32 位十六进制），其他接口一律传原始密码。服务器只保存加盐的慢哈希（Argon2id）。",
        "register takes the raw password or its MD5 (32 hex digits); every other endpoint the raw one. What is stored is a salted, slow hash (Argon2id).",
      ),
      t(
        "login 返回的令牌是 64 位十六进制，在 `token_dead`（Unix 秒）之前有效，长短由应用设置 `token_ttl` 决定。每次登录产生新令牌，旧令牌继续有效。",
        "login's token is 64 hex digits, good until `token_dead` (Unix seconds); the app's `token_ttl` says how long that is. Every login makes a new one, and older ones stay good.",
      ),
      t(
        "登录之后的接口用哪种凭据由应用设置“用户令牌校验”（`token_required`）决定：开启只传 token，关闭只传 user 与 pass，两者都传会被拒绝。例外写在各接口的说明里：new_pass、logout、token_check、delete_account 和 data。",
        "How a logged-in user is known is the app's `token_required`: on, token alone; off, user and pass. Both together are refused. new_pass, logout, token_check, delete_account and data differ, as they say.",
      ),
    ],
  },
  {
    id: "time",
    title: t("时间", "Time"),
    body: [
      t(
        "时间字符串为 `YYYY-MM-DD HH:MM:SS`，使用部署时区（默认 UTC+8）；`token_dead` 与管理 API 的时间是 Unix 秒。逾期写作 `已逾期(N分钟)`、`已逾期(N时)`、`已逾期(N天)`、`已逾期(N月)`，一个月按 30 天计。",
        "Time strings are `YYYY-MM-DD HH:MM:SS` in the deployment's zone (UTC+8 by default); `token_dead` and the admin API's times are Unix seconds. What is overdue reads `已逾期(N分钟)` (minutes), `已逾期(N时)` (hours), `已逾期(N天)` (days) or `已逾期(N月)` (months of 30 days).",
      ),
    ],
  },
  {
    id: "limits",
    title: t("频率限制", "Rate limits"),
    body: [
      t("超过以下次数返回 HTTP 429，并带 `Retry-After: 60`（默认值，可在部署时修改）：", "Beyond these (the defaults; a deployment may change them) comes HTTP 429 with `Retry-After: 60`:"),
      t("- 同一账号登录失败：每分钟 10 次", "- failed logins of an account: 10 a minute"),
      t("- 同一地址登录失败：每分钟 60 次", "- failed logins from an address: 60 a minute"),
      t("- 同一地址注册：每分钟 60 次", "- registrations from an address: 60 a minute"),
      t("- 同一地址的错误管理密钥：每分钟 60 次", "- wrong admin keys from an address: 60 a minute"),
      t("用 user 与 pass 调用其他接口也算登录。IPv6 按 /64 网段计。", "Any call by user and pass counts as a login. An IPv6 client counts as its /64 network."),
    ],
  },
];

export const moving: Chapter = {
  id: "moving",
  title: t("从托管服务迁移", "Moving from the hosted service"),
  body: [
    t(
      "按 `https://nobase.cn` 文档编写的客户端，只需三处修改：把地址换成本页的域名，appid 与 signature 换成新应用的值。",
      "A client written from the documents of `https://nobase.cn` needs three changes: this page's host for the address, and the new app's appid and signature.",
    ),
    t(
      "- 在后台新建应用，设置与原后台一致，尤其是“用户令牌校验”。",
      "- Make an app in the console with the settings the old one has, above all 用户令牌校验 (`token_required`).",
    ),
    t(
      "- 有账号与密码 MD5（或其他系统的哈希）的清单时，在后台的应用里“导入用户”，用户仍用原密码登录；没有清单时，用户需要重新注册。",
      "- With a list of accounts and MD5s of passwords (or other systems' hashes), import the users on the app's page in the console: they log in with the password as ever. Without one they register again.",
    ),
    t("- 原来的令牌在这里无效，客户端需要重新登录。", "- Tokens of the hosted service mean nothing here: clients log in again."),
    t(
      "- 默认头像是 SVG，个别图片控件无法显示；需要时设置 `imag`，或用管理 API 设置 `icon`。",
      "- The default avatar is an SVG, which some image views cannot show: set `imag`, or `icon` by the admin API, where that matters.",
    ),
    t("- 尝试过于频繁时返回 HTTP 429，请在客户端提示稍后再试。", "- Who tries too often gets HTTP 429: have the client say so."),
    t(
      "- login 在文档规定的键之后还有去掉备注的同值键（如 `token`、`token_dead`），新代码可以直接使用。",
      "- After the documented keys login answers the same values under plain names (`token`, `token_dead` …): new code may use those.",
    ),
  ],
};

export const adminRules: Chapter = {
  id: "admin",
  title: t("管理 API", "Admin API"),
  body: [
    t(
      "供站长与开发者的程序使用，后台也建立在它之上。请求与回答都是 JSON，密钥放在请求头 `Authorization: Bearer KEY` 中。",
      "For the owner's and the developers' own programs; the console is built on it. JSON in and out, with the key in the header `Authorization: Bearer KEY`.",
    ),
    t(
      "- 站长密钥（部署时的 `ADMIN_KEY`）可见一切；开发者密钥（`nbk_…`）只见自己的应用及其用户，其他一律 404。",
      "- The owner's key (the deployment's `ADMIN_KEY`) sees everything, a developer's (`nbk_…`) its own apps and their users: anything else is 404.",
    ),
    t("- 密钥不要写进客户端，也不要放在地址里。", "- Never put a key into a client app or an address."),
    t(
      '- 状态由 HTTP 状态码表示；错误为 `{"error": {"code", "message", "field"?}}`。',
      '- The HTTP status is the status; errors are `{"error": {"code", "message", "field"?}}`.',
    ),
    t("- 时间为 Unix 秒或 null。不认识的字段会被拒绝（422）。", "- Times are Unix seconds or null. Unknown fields are refused (422)."),
    t(
      "- 列表新的在前：`limit` 为每页条数，把 `next_cursor` 作为 `cursor` 取下一页，为 null 即到末尾。",
      "- Lists are newest first: `limit` items a page, `next_cursor` as `cursor` for the next one, null at the end.",
    ),
    t("- 新建与修改返回修改后的完整对象。", "- What makes or changes a thing answers the whole thing as it now is."),
  ],
};

export const webhookRules: Chapter = {
  id: "webhooks",
  title: t("接收 Webhook", "Receiving webhooks"),
  body: [
    t(
      "应用设置了 `webhook_url` 后，发生下列事件时，服务器向它 POST 一个 JSON：`type` 为事件，`timestamp` 为时间（RFC 3339），`data` 为 `appid` 与账号 `user`。",
      "With `webhook_url` set in an app, these events are posted to it as JSON: `type` is the event, `timestamp` when (RFC 3339), `data` has `appid` and the account as `user`.",
    ),
    t("- `user.registered`：用户注册（不含后台新建与导入）。", "- `user.registered`: a user registered (not one whom the admin API made or imported)."),
    t(
      "- `user.login_new_place`：用户在以前没有登录过的网络登录（IPv4 的 /24、IPv6 的 /48，记最近 8 个）。",
      "- `user.login_new_place`: a login from a network that the user has not been in before (IPv4 /24, IPv6 /48; the last 8 are known).",
    ),
    t("- `user.disabled`、`user.deleted`：用户被停用；用户被删除或自行注销。", "- `user.disabled`, `user.deleted`: the user was disabled; was deleted, by you or by themselves."),
    t("- `ping`：后台发送的测试，没有 `user`。", "- `ping`: a test from the console, without `user`."),
    t(
      "签名按 Standard Webhooks（standardwebhooks.com，各语言有现成的库）：请求头 `webhook-id`、`webhook-timestamp`（Unix 秒）与 `webhook-signature`。最后一个是 `v1,` 加上 base64 的 HMAC-SHA-256，内容为 `webhook-id` + `.` + `webhook-timestamp` + `.` + 请求体，密钥为 `webhook_secret` 去掉 `whsec_` 后按 base64 解码的字节。",
      "They are signed as Standard Webhooks has it (standardwebhooks.com, with libraries for most languages): headers `webhook-id`, `webhook-timestamp` (Unix seconds) and `webhook-signature`. The last is `v1,` and the base64 of an HMAC-SHA-256 over `webhook-id`, `.`, `webhook-timestamp`, `.` and the body, under the bytes that base64 makes of `webhook_secret` after its `whsec_`.",
    ),
    t(
      "- 先用原始请求体验证签名，并拒绝 `webhook-timestamp` 与现在相差 5 分钟以上的请求，再相信内容。",
      "- Check the signature over the body as it came, and refuse what is more than 5 minutes off, before you believe it.",
    ),
    t(
      "- 10 秒内回答 2xx 即为送达。否则在 5 分钟、30 分钟、2 小时、8 小时、24 小时后重试；同一事件可能送达多次，顺序也可能不同，用 `webhook-id` 去重。",
      "- A status 2xx within 10 seconds says that it arrived. Otherwise it is sent again after 5 minutes, 30 minutes, 2, 8 and 24 hours. An event may come more than once and out of order: `webhook-id` tells which it is.",
    ),
  ],
};
