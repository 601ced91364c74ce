// The two apps that all clients share: one whose users prove themselves by tokens, one where they do so by passwords. The
// first has a webhook.

/** What a day's first sign-in adds. */
export const SIGNIN = { signin_exp: 3, signin_balance: 20 };

/** Whatever is off by default is on. */
const EVERYTHING = { ...SIGNIN, client_money_add: true, allow_upload: true, allow_mail_send: true, mail_daily: 100_000 };

/** Makes them, with a webhook at `url`; answers {token, password}, each as the admin API shows it. */
export async function makeApps({ newApp }, url) {
  const [token, password] = [
    await newApp({ name: "by token", ...EVERYTHING, webhook_url: url }),
    await newApp({ name: "by password", ...EVERYTHING, token_required: false, verify_mail: true }),
  ];
  return { token, password };
}
