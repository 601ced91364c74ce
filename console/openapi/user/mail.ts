// What goes by mail: codes, the address that they prove, and mails that users send.

import { type Description as Parameter, account, formats, narrowed, samples, token } from "../parameters.ts";
import { t } from "../text.ts";
import { type Description, choice, https, narrow, updated } from "./description.ts";

const code: Parameter = {
  schema: { type: "string", pattern: "^[0-9]{6}$" },
  text: t("邮件中的验证码，6 位数字。", "The code from the mail, 6 digits."),
  example: "012345",
};
const lives = t(
  "验证码 10 分钟内有效，只能用一次；输错 5 次之后还能再试一次，再错就作废。重新发送后，以前的验证码作废。",
  "A code lives 10 minutes and works once. It survives 5 wrong tries: the next must be right, or it is gone. A new one ends the one before.",
);
const service = t(
  "需要部署先配置邮件服务，否则回答 405“当前应用未配置邮件服务!”。",
  "The deployment needs a mail service; without one the answer is 405 (当前应用未配置邮件服务!).",
);

export const mail: Record<string, Description> = {
  send_code: {
    title: t("发送验证码", "Send a code"),
    about: t("把验证码发到邮箱，用于找回密码或绑定邮箱。", "Mails a code, for a forgotten password or for binding an address."),
    done: [t("已受理，无论有没有账号绑定这个邮箱", "It is taken, whether or not anybody has that address")],
    parameters: {
      mail: {
        schema: formats.email,
        text: t("收验证码的邮箱：reset 时是账号绑定的邮箱，bind 时是要绑定的邮箱。", "Where it goes: for reset the account's address, for bind the one to be bound."),
        example: samples.email,
      },
      purpose: {
        schema: { type: "string", enum: ["reset", "bind"] },
        text: t("reset 找回密码，bind 绑定邮箱。", "reset for a forgotten password, bind for binding the address."),
        example: "reset",
      },
      token: token(t("仅 purpose 为 bind 且应用启用“用户令牌校验”时传递。", "For bind alone, where the app has token_required on.")),
      ...narrowed(
        t("用户账号，仅 purpose 为 bind 且应用未启用“用户令牌校验”时传递。", "The account, for bind alone, where the app has token_required off."),
        t("原始密码（不做 MD5），仅 purpose 为 bind 且应用未启用“用户令牌校验”时传递。", "The raw password (no MD5), for bind alone, where the app has token_required off."),
      ),
    },
    proofless: { name: "purpose", value: "reset" },
    notes: [
      t(
        "邮件在回答之后发出：从回答的文字和时间都看不出邮箱有没有人用。收不到时请检查垃圾箱和邮箱地址。",
        "Mails go after the answer: neither its text nor its time tells whether anybody has the address.",
      ),
      t(
        "同一邮箱 60 秒内只发一次，一天最多 10 次。多个账号绑定同一邮箱时，3 个各得到一个验证码（先是验证过该邮箱的，然后是最近登录的），邮件里写有账号。",
        "An address gets one in 60 seconds and 10 in a day. Where several accounts have it, 3 get a code each (first who has verified it, then who logged in last), and the mail names the account.",
      ),
      lives,
      service,
      narrow,
      https,
    ],
  },
  reset_pass: {
    title: t("找回密码", "Reset a forgotten password"),
    about: t("用验证码设置新密码，该用户的所有令牌立即失效。", "Sets a new password by a code; every token of the user ends at once."),
    done: [t("密码已修改，所有令牌已失效", "The password is another one, and every token has ended")],
    parameters: {
      user: account(t("要找回的账号，不区分大小写。", "The account; case does not matter.")),
      mail: { schema: formats.email, text: t("该账号绑定的邮箱，即验证码发到的邮箱。", "The account's address, to which the code was sent."), example: samples.email },
      code,
      newpass: {
        schema: { type: "string", minLength: 6, maxLength: 64 },
        text: t(
          "新密码，原始密码（不做 MD5），6–64 个字符；默认仅限字母和数字（应用设置 strict_format）。",
          "The new password, raw (no MD5), 6 to 64 characters; letters and digits only by default (the app's strict_format).",
        ),
        example: "secret2",
      },
    },
    notes: [
      t("先用 send_code（purpose=reset）获取验证码。", "send_code with purpose=reset sends the code."),
      t(
        "账号不存在、邮箱不是该账号绑定的、验证码不对或过期，回答都相同。",
        "An unknown account, another address, and a wrong or old code are answered alike.",
      ),
      lives,
      t("成功也证明了邮箱属于本人，email_verified 变为 true。", "It proves the address as well: email_verified becomes true."),
      https,
    ],
  },
  bind_mail: {
    title: t("绑定邮箱", "Bind an e-mail address"),
    about: t("绑定或更换邮箱。", "Binds or replaces the e-mail address."),
    done: [updated],
    parameters: {
      mail: {
        schema: formats.email,
        text: t("要绑定的邮箱，最多 254 个字符；已有邮箱则替换。", "The address to bind, at most 254 characters; it replaces the one before."),
        example: samples.email,
      },
      code: { ...code, text: t("send_code（purpose=bind）发到该邮箱的验证码，6 位数字。应用打开 verify_mail 时必传。", "The code that send_code with purpose=bind sent to the address, 6 digits. Needed where the app has verify_mail on.") },
      ...narrowed(),
    },
    notes: [
      t(
        "应用设置 verify_mail（默认关闭）打开后必须带正确的验证码；关闭时不带也能绑定。带了正确的验证码，email_verified 才为 true。",
        "Where the app's verify_mail is on (off by default) it takes a code; where it is off, the address is bound without one too. email_verified is true with the right code alone.",
      ),
      choice,
      narrow,
      https,
    ],
  },
  mail_send: {
    title: t("发送邮件", "Send a mail"),
    about: t("以应用的名义给任意邮箱发一封邮件。默认关闭。", "Sends a mail to any address in the app's name. Off by default."),
    done: [t("邮件服务器已接收", "The mail server took it")],
    parameters: {
      mail: { schema: formats.email, text: t("收件邮箱。", "To whom."), example: samples.email },
      title: { schema: { type: "string", minLength: 1, maxLength: 100 }, text: t("标题，1–100 个字符，一行。", "The title, 1 to 100 characters, one line."), example: "活动通知" },
      content: { schema: { type: "string", minLength: 1, maxLength: 50_000 }, text: t("内容，HTML，最多 50000 个字符。", "What it says, HTML, at most 50,000 characters."), example: "<p>今晚八点开始。</p>" },
      ...narrowed(),
    },
    notes: [
      t(
        "应用设置 allow_mail_send 默认关闭：客户端里就有 appid、签名和令牌，打开后任何登录的用户都能以你的名义给任何人发邮件，可能让你的邮箱被封。",
        "The app's allow_mail_send is off by default: on, whoever is logged in can write to anybody in your name, and your mail account may be closed for it.",
      ),
      t("每个用户 60 秒一封，每个应用每天最多 mail_daily 封（默认 100）。", "One in 60 seconds for each user, and mail_daily in a day for each app (100 by default)."),
      t("最多等 10 秒；邮件服务没有接收时回答 405“邮件发送失败!”，这一封也计入次数。", "It waits 10 seconds at most; where the mail service does not take it the answer is 405 (邮件发送失败!), and it counts all the same."),
      service,
      choice,
      narrow,
      https,
    ],
  },
};
