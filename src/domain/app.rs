//! An app: its settings, declared here alone, and whether its callers are served.
//!
//! A new setting is a line here, a migration, `schema.sql`, and the place that goes by it.

use super::{
    developer, digest,
    failure::Failure,
    letter::{self, Language, Style},
    state::{AppState, DeveloperState},
    webhook,
};
use crate::{
    columns,
    table::{Initial, Kind, MAX_INT, Record, Row, Unexpected, hidden, made, shown},
};

/// Characters that an account may be asked to have.
const ACCOUNT_LENGTH: Kind = Kind::Integer(1, 64);

/// What a sign-in may add.
const REWARD: Kind = Kind::Integer(0, 1_000_000_000);

columns! {
    /// One row of `apps`.
    #[derive(Clone, PartialEq, Eq)]
    pub struct App, key appid {
        /// Order of creation.
        seq: i64 = hidden();
        /// Public id.
        appid: String = shown(made("appid")), ["appid", "appid", "应用 ID。", "The app's id."];
        /// Display name.
        name: String = shown(Kind::Line(100)).written(),
            ["名称", "Name", "用户只在验证码邮件里看到它。最多 100 个字符。", "Users see it only in mails with a code. At most 100 characters."];
        /// The developer it belongs to.
        developer_id: i64 = shown(Kind::Integer(1, MAX_INT)),
            ["所属开发者", "Developer", "开发者用自己的密钥登录后台，只能看到自己的应用。之后不能更改。",
             "Developers sign in with their own key and see only their own apps. Cannot be changed later."];
        /// What callers send as `signature`.
        signature: String = shown(made("signature")), ["签名", "Signature", "应用签名。", "The app's signature."];
        /// SHA-256 of it, hex: what callers are compared by.
        signature_digest: String = hidden();
        /// Whether it is served.
        status: AppState = shown(Kind::Word(AppState::WORDS)).written().initially(Initial::Word("active")),
            ["状态", "Status", "只有“正常”的应用能用；“审核中”和“已停用”的应用，它的所有接口都会被拒绝，数据不受影响。",
             "Only an active app works. While it is in review or disabled, every call of its clients is refused; its data stays."];
        /// Whether users prove who they are by a token; else by user and pass.
        token_required: bool = shown(Kind::Flag).written().initially(Initial::Number(1)),
            ["用户令牌校验", "Check user tokens (用户令牌校验)", "打开（推荐）：改资料、签到、转账等要带登录得到的 token，不能带账号密码。关闭：每次都要带账号和密码，不能带 token。",
             "On (better): what users change or do needs the token of a login, and takes no password. Off: it needs account and password each time, and takes no token."];
        /// Seconds a token lives.
        token_ttl: i64 = shown(Kind::Integer(60, 31_536_000)).written().initially(Initial::Number(86_400)),
            ["令牌有效期", "Token lifetime", "登录后多久要重新登录。60 秒到 365 天，只影响之后的登录。",
             "How long after a login the user has to log in again: 60 seconds to 365 days. Holds for later logins."];
        /// Shortest account, in characters.
        account_min: i64 = shown(ACCOUNT_LENGTH).written().initially(Initial::Number(4)),
            ["账号最短长度", "Shortest account", "注册时账号的字符数，最短 1，最长 64。已注册的账号不受影响。",
             "Characters of an account at registration, from 1 to 64. Accounts that exist stay as they are."];
        /// Longest account, in characters.
        account_max: i64 = shown(ACCOUNT_LENGTH).written().initially(Initial::Number(32)),
            ["账号最长长度", "Longest account", "注册时账号的字符数，最短 1，最长 64。已注册的账号不受影响。",
             "Characters of an account at registration, from 1 to 64. Accounts that exist stay as they are."];
        /// Whether the documents' narrower formats apply.
        strict_format: bool = shown(Kind::Flag).written().initially(Initial::Number(1)),
            ["严格格式", "Strict formats", "只在不用 token、用账号密码调用（绑定邮箱、改签名、余额、反馈、改密码等）时有用。打开：账号只能是数字，密码只能是字母和数字（和接口文档一致），新密码也是。关闭：不限制。",
             "Matters where calls (e-mail, signature text, balance, feedback, password …) come with account and password, not with a token. On: accounts are digits only, passwords letters and digits only, as the API documents say, new passwords too. Off: no such limit."];
        /// Whether a user's QQ number and e-mail address are shown to other users of the app.
        public_contacts: bool = shown(Kind::Flag).written().initially(Initial::Number(0)),
            ["公开联系方式", "Public contacts", "打开：data 接口向其他用户显示 QQ 和邮箱。关闭：只有本人能看到，其他人看到“未公开”。",
             "On: data shows a user's QQ number and e-mail address to other users. Off: to the user alone; others read “未公开”."];
        /// Experience that a day's first sign-in adds.
        signin_exp: i64 = shown(REWARD).written().initially(Initial::Number(0)),
            ["签到经验", "Sign-in experience", "每天第一次签到增加的经验，0 为不加。", "Experience that a day's first sign-in adds; 0 for none."];
        /// Money that a day's first sign-in adds.
        signin_balance: i64 = shown(REWARD).written().initially(Initial::Number(0)),
            ["签到余额", "Sign-in balance", "每天第一次签到增加的余额，0 为不加。", "Balance that a day's first sign-in adds; 0 for none."];
        /// Whether users may change their password.
        allow_new_pass: bool = shown(Kind::Flag).written().initially(Initial::Number(1)),
            ["允许修改密码", "Users may change passwords", "关闭后，new_pass 接口会被拒绝，密码只能在后台重设。",
             "Off: new_pass is refused, and passwords are reset in this console alone."];
        /// Whether clients may add to balances.
        client_money_add: bool = shown(Kind::Flag).written().initially(Initial::Number(0)),
            ["允许客户端增加余额", "Clients may add to balances", "危险：打开后，任何拿到客户端的人都能给自己增加余额。余额有实际价值时请保持关闭，由后台或自己的服务器增加。",
             "Dangerous: on, whoever has a client can give themselves any balance. Keep it off where a balance is worth anything, and add to it here or from your own server."];
        /// Whether users may upload pictures for the app to show.
        allow_upload: bool = shown(Kind::Flag).written().initially(Initial::Number(0)),
            ["允许上传图片", "Users may upload pictures", "打开后 upload_img 接口可用，图片占用 KV（免费套餐每天共 1000 次写入）或 R2 的空间。上传头像不受影响。",
             "On: upload_img works, and its pictures take space of KV (on the free plan with 1,000 writes a day in all) or R2. Avatars may be uploaded anyway."];
        /// Whether binding an address takes a code that was sent there.
        verify_mail: bool = shown(Kind::Flag).written().initially(Initial::Number(0)),
            ["绑定邮箱需要验证码", "Binding an address takes a code", "打开后，bind_mail 必须带上 send_code 发到该邮箱的验证码。需要先配置邮件服务。",
             "On: bind_mail takes the code that send_code sent to the address. Needs a mail service."];
        /// Whether users may send mails.
        allow_mail_send: bool = shown(Kind::Flag).written().initially(Initial::Number(0)),
            ["允许用户发送邮件", "Users may send mails", "危险：打开后，任何登录的用户都能用 mail/send 以你的名义给任意邮箱发邮件，每人每 60 秒一封。",
             "Dangerous: on, whoever is logged in may send mails in your name to any address by mail/send, one in 60 seconds each."];
        /// Mails that users may send in a day.
        mail_daily: i64 = shown(Kind::Integer(0, 100_000)).written().initially(Initial::Number(100)),
            ["每天最多发送邮件", "Mails a day", "mail/send 每天最多发送多少封，不含验证码。", "How many mails mail/send sends in a day, besides codes."];
        /// Language of the mails with codes.
        mail_language: Language = shown(Kind::Word(Language::WORDS)).written().initially(Initial::Word("zh")),
            ["验证码邮件的语言", "Language of mails with codes", "没有自定义主题或内容时使用：zh 中文，en 英文。", "Where subject or text is not your own: zh Chinese, en English."];
        /// The app's own subject of mails with codes.
        mail_subject: Option<String> = shown(Kind::Text(letter::SUBJECT)).written().clears(),
            ["验证码邮件的主题", "Subject of mails with codes", "留空使用默认主题。可以用 {app} 应用名称、{action} 用途、{user} 账号、{code} 验证码、{minutes} 有效分钟数。最多 100 个字符。",
             "Empty for the default. {app} is the app's name, {action} what for, {user} the account, {code} the code, {minutes} how long it lives. At most 100 characters."];
        /// The app's own text of mails with codes.
        mail_text: Option<String> = shown(Kind::Text(letter::TEXT)).written().clears(),
            ["验证码邮件的内容", "Text of mails with codes", "留空使用默认内容。必须有 {code}，其他占位符与主题相同。最多 2000 个字符，空行分段。",
             "Empty for the default. It must have {code}; the other places as in the subject. At most 2,000 characters; an empty line begins a paragraph."];
        /// Where its events go.
        webhook_url: Option<String> = shown(Kind::Text(webhook::URL)).written().clears(),
            ["Webhook 网址", "Webhook address", "用户注册、在新的网络登录、被停用、被删除时，向这个 https 网址发送签名的 POST 请求。留空为不发送。",
             "A signed POST goes to this https address when a user registers, logs in from a new network, is disabled or is deleted. Empty for none."];
        /// What they are signed by.
        webhook_secret: Option<String> = shown(made("webhook_secret")),
            ["Webhook 密钥", "Webhook secret", "签名用的密钥，只放在自己的服务器上。", "What the requests are signed by; keep it on your own server."];
        /// How many milliseconds a wrong password is refused after at the soonest: other systems' hashes, which came by an
        /// import, take their own time, which would tell them from an unknown account.
        refusal_ms: i64 = hidden();
        /// Unix seconds.
        created_at: i64 = shown(Kind::Time), ["创建时间", "Created", "Unix 秒。", "Unix seconds."];
    }
}

/// Whether `text` may be the id of an app.
pub fn is_appid(text: &str) -> bool {
    text.len() == 10 && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit())
}

impl App {
    /// What it says in its mails.
    pub fn mail_style(&self) -> Style {
        Style {
            name: self.name.clone(),
            language: self.mail_language,
            subject: self.mail_subject.clone(),
            text: self.mail_text.clone(),
        }
    }
}

/// An app as a call meets it: with the state of its developer.
#[derive(Clone, PartialEq, Eq)]
pub struct CalledApp {
    /// The app.
    pub app: App,
    /// Whether its developer is disabled.
    pub developer_state: DeveloperState,
    /// When its developer lapses, Unix seconds.
    pub developer_expires_at: Option<i64>,
}

impl Record for CalledApp {
    const KEY: &'static str = App::KEY;

    fn read(row: &mut Row) -> Result<Self, Unexpected> {
        Ok(Self {
            app: App::read(row)?,
            developer_state: row.take("developer_status")?,
            developer_expires_at: row.take("developer_expires_at")?,
        })
    }
}

impl CalledApp {
    /// Steps 4 to 6 of the contract's order of checks: the signature (given as its SHA-256,
    /// compared in constant time), the developer, the app. `now` is in Unix seconds.
    ///
    /// # Errors
    /// The first of [`Failure::WrongSignature`], [`Failure::Developer`], [`Failure::AppReviewing`]
    /// and [`Failure::AppDisabled`] that holds.
    pub fn admit(&self, signature_digest: &str, now: i64) -> Result<(), Failure> {
        if !digest::same(&self.app.signature_digest, signature_digest) {
            return Err(Failure::WrongSignature);
        }
        self.is_served(now)
    }

    /// Steps 5 and 6.
    ///
    /// # Errors
    /// As those of [`CalledApp::admit`].
    pub fn is_served(&self, now: i64) -> Result<(), Failure> {
        developer::check(self.developer_state, self.developer_expires_at, now)?;
        match self.app.status {
            AppState::Active => Ok(()),
            AppState::Reviewing => Err(Failure::AppReviewing),
            AppState::Disabled => Err(Failure::AppDisabled),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::developer::Lapse;
    use serde_json::json;

    /// An app as it is made, with `signature`.
    pub fn app(signature: &str) -> App {
        let given = json!({
            "appid": "9870700171",
            "name": "test",
            "signature": signature,
            "signature_digest": digest::sha256_hex(signature.as_bytes()),
        });
        App::read(&mut Row::made(App::COLUMNS, given)).unwrap()
    }

    fn called() -> CalledApp {
        CalledApp {
            app: app("signature"),
            developer_state: DeveloperState::Active,
            developer_expires_at: None,
        }
    }

    fn refusal(app: &CalledApp, signature: &str) -> Option<Failure> {
        let digest = digest::sha256_hex(signature.as_bytes());
        app.admit(&digest, 9).err()
    }

    #[test]
    fn an_active_app_with_its_signature_is_admitted() {
        assert_eq!(refusal(&called(), "signature"), None);
    }

    #[test]
    fn checks_follow_the_contracts_order() {
        let mut called = called();
        let mut expect = |change: fn(&mut CalledApp), failure| {
            change(&mut called);
            assert_eq!(refusal(&called, "signature"), Some(failure));
        };
        expect(
            |it| it.app.status = AppState::Disabled,
            Failure::AppDisabled,
        );
        expect(
            |it| it.app.status = AppState::Reviewing,
            Failure::AppReviewing,
        );
        let overdue = Lapse::Overdue("已逾期(1分钟)".into());
        expect(
            |it| it.developer_expires_at = Some(9),
            Failure::Developer(overdue),
        );
        expect(
            |it| it.developer_state = DeveloperState::Disabled,
            Failure::Developer(Lapse::Disabled),
        );
        assert_eq!(refusal(&called, "Signature"), Some(Failure::WrongSignature));
    }
}
