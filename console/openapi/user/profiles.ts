// What users say of themselves, and who may look at it.

import { account, formats, narrowed, password, samples, token } from "../parameters.ts";
import { plainKeys, plainProfileExample } from "../profile.ts";
import { t } from "../text.ts";
import { type Description, choice, https, narrow, updated } from "./description.ts";

export const profiles: Record<string, Description> = {
  data: {
    title: t("查看用户信息", "Look at a profile"),
    about: t("查看应用内任一用户的信息，也可以查看自己的。", "Answers the profile of any user of the app, oneself included."),
    done: [t("data 为用户信息", "data is the profile")],
    data: { schema: { $ref: "#/components/schemas/PlainProfile" }, keys: plainKeys, example: plainProfileExample },
    parameters: {
      user: account(t("要查看的账号，不区分大小写。", "The account to look at; case does not matter.")),
      token: {
        ...token(
          t(
            "应用启用“用户令牌校验”时必传，本应用任一用户的令牌都可以；未启用时不能传。",
            "Needed where the app has token_required on, and any user's of the app will do; where it is off, it must not be sent.",
          ),
        ),
        proof: "token",
      },
      pass: password(
        t(
          "user 的原始密码（不做 MD5），证明是本人，可以不传；仅当应用未启用“用户令牌校验”时传递。",
          "The raw password of user (no MD5), which proves that it is oneself. Only where the app has token_required off, and never needed.",
        ),
      ),
    },
    notes: [
      t(
        "qq 和 useremail 只给本人看（用自己的 token 或 pass），其他人看到“未公开”；打开应用设置 public_contacts 后所有人都能看到。",
        "qq and useremail are shown to the user alone (by the user's own token or pass), and read 未公开 to others, unless the app has public_contacts on.",
      ),
      t("只有不带备注的键，不含令牌；最后的 email_verified 是本服务增加的。", "Keys are the plain ones alone, and there is no token among them; email_verified at the end is ours."),
      https,
    ],
  },
  change_nickname: {
    title: t("修改昵称", "Change the nickname"),
    about: t("修改用户的昵称。", "Replaces the user's nickname."),
    done: [updated],
    parameters: {
      nickname: {
        schema: formats.nickname,
        text: t("新的昵称，1–50 个字符，不含控制字符。", "The new nickname, 1 to 50 characters without control characters."),
        example: samples.nickname,
      },
    },
    notes: [choice, t("昵称可以与他人相同。", "Several users may have the same nickname."), https],
  },
  update_sign: {
    title: t("修改个性签名", "Change the personal signature"),
    about: t("修改用户的个性签名（不是应用签名）。", "Replaces the user's personal signature (not the app's signature)."),
    done: [updated],
    parameters: {
      newsign: {
        schema: formats.sign,
        text: t("新的个性签名，1–1000 个字符，不能全为空白。", "The new personal signature, 1 to 1,000 characters, not only white space."),
        example: samples.sign,
      },
      ...narrowed(),
    },
    notes: [choice, narrow, https],
  },
  qq: {
    title: t("绑定 QQ", "Bind a QQ number"),
    about: t("绑定或更换 QQ 号。", "Binds or replaces the QQ number."),
    done: [updated],
    parameters: {
      qq: { schema: formats.qq, text: t("要绑定的 QQ 号，5–13 位数字。", "The QQ number to bind, 5 to 13 digits."), example: samples.qq },
    },
    notes: [choice, t("再次绑定自己已有的号码也算成功。", "Binding the number one already has succeeds."), https],
  },
};
