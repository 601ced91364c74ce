// The daily sign-in, and money.

import { type Description as Parameter, account, narrowed } from "../parameters.ts";
import { type Text, t } from "../text.ts";
import { type Description, choice, https, narrow } from "./description.ts";

const num = (text: Text): Parameter => ({ schema: { type: "integer", minimum: 1, maximum: 1_000_000_000 }, text, example: 100 });

const requestId: Parameter = {
  schema: { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$" },
  text: t(
    "请求编号，由客户端生成，1–64 个字母、数字和 _ -。带同一个编号重发只执行一次。",
    "The client's own name of the request, 1 to 64 letters, digits and _ -. Sent again with the same one, it acts once.",
  ),
  example: "order-20261121-0001",
};
const once = t(
  "网络中断、不知道是否成功时，带同一个 request_id 重发：同一用户 24 小时内只执行一次，回答与第一次成功时相同。每次新的操作要换一个编号，三个余额接口共用。",
  "Where the network failed and nobody knows whether it was done, send it again with the same request_id: for the same user it acts once within 24 hours, and answers as when it was done. A new action takes a new one; the three money endpoints share them.",
);
const exact = t(
  "余额不会因此低于 0，也不会超过 9007199254740991；并发请求逐笔计算。每次变动都记入明细。",
  "No balance goes below 0 by it, nor beyond 9007199254740991; concurrent calls add up exactly. Every change is kept in a ledger.",
);

export const money: Record<string, Description> = {
  signin: {
    title: t("每日签到", "Sign in for the day"),
    about: t("签到，每天算一次。", "Signs the user in for the day; once a day counts."),
    done: [t("今天第一次签到", "The first of the day"), t("今天已经签到过", "The user had signed in before that day")],
    notes: [
      t(
        "连续签到天数（Continuous，见 login 和 data）首日为 1，中断后重新从 1 计。一天按部署时区（默认 UTC+8）计算。",
        "Days in a row (Continuous in login and data) are 1 on the first, and 1 again after a gap. Days are those of the deployment's zone (UTC+8 by default).",
      ),
      t(
        "每天第一次签到按应用设置 signin_exp、signin_balance（默认 0）增加经验和余额，重复签到不再增加。",
        "The first of a day adds the app's signin_exp and signin_balance (0 by default); repeating it adds nothing.",
      ),
      choice,
      https,
    ],
  },
  money_add: {
    title: t("增加余额", "Add to the balance"),
    about: t("增加用户自己的余额。默认关闭。", "Adds to the user's own balance. Off by default."),
    done: [t("余额已增加", "It is added")],
    parameters: { num: num(t("增加的数量，1–1000000000 的整数。", "How much, a whole number from 1 to 1,000,000,000.")), request_id: requestId, ...narrowed() },
    notes: [
      t(
        "应用设置 client_money_add 默认关闭：客户端里就有 appid、signature 和令牌，拿到客户端的人都能给自己加任意余额。余额有实际价值时请保持关闭，由自己的服务器通过管理 API 修改。",
        "The app's client_money_add is off by default: appid, signature and token are all in the client, so whoever has one could print money. Keep it off where a balance is worth anything, and have your own server change it by the admin API.",
      ),
      once,
      exact,
      choice,
      narrow,
      https,
    ],
  },
  money_reduce: {
    title: t("减少余额", "Take from the balance"),
    about: t("减少用户自己的余额，例如在应用内消费。", "Takes from the user's own balance, for something bought in the app, say."),
    done: [t("余额已减少", "It is taken")],
    parameters: { num: num(t("减少的数量，1–1000000000 的整数。", "How much, a whole number from 1 to 1,000,000,000.")), request_id: requestId, ...narrowed() },
    notes: [once, exact, choice, narrow, https],
  },
  transfer: {
    title: t("转账", "Pay another user"),
    about: t("把自己的余额转给同一应用的另一用户。", "Moves money from the user's balance to another user of the app."),
    done: [t("已转账", "It is paid")],
    parameters: {
      newuser: account(t("收款账号，不区分大小写。", "The account to be paid; case does not matter."), "10002"),
      num: num(t("转账的数量，1–1000000000 的整数。", "How much, a whole number from 1 to 1,000,000,000.")),
      request_id: requestId,
      ...narrowed(),
    },
    notes: [t("要么整笔完成，要么双方都不变。", "It happens whole, or not at all."), once, exact, choice, narrow, https],
  },
};
