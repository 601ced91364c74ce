// The two apps that all clients share: one whose users prove themselves by tokens, one where they do so by passwords.

/** What a day's first sign-in adds. */
export const SIGNIN = { signin_exp: 3, signin_balance: 20 };

/** Whatever is off by default is on. */
const EVERYTHING = { ...SIGNIN, client_money_add: true, allow_upload: true, allow_mail_send: true, mail_daily: 100_000 };

/** Makes them; answers {token, password}, each with appid and signature. */
export async function makeApps({ newApp }) {
  const [token, password] = [
    await newApp({ name: "by token", ...EVERYTHING }),
    await newApp({ name: "by password", ...EVERYTHING, token_required: false, verify_mail: true }),
  ];
  return { token, password };
}
