//! A user of an app: the columns of `users`, declared here alone.
//!
//! A new column is a line here, a migration, and `schema.sql`.

use super::{account, avatar, email, nickname, picture, qq, sign, state::UserState};
use crate::{
    columns,
    table::{Initial, Kind, MAX_INT, hidden, shown},
};

/// A number that grows from 0.
const COUNT: Kind = Kind::Integer(0, MAX_INT);

columns! {
    /// One row of `users`, but for its app, its password and the count of its tokens.
    #[derive(Clone)]
    pub struct User, key id {
        /// Number of the user within the app, in the order of registration.
        id: i64 = hidden();
        /// The account as it was registered.
        account: String = shown(Kind::Text(account::FORMAT)).called("user"), ["账号", "Account"];
        /// Whether the user may act.
        status: UserState = shown(Kind::Word(UserState::WORDS)).written().initially(Initial::Word("active")),
            ["状态", "Status", "停用后不能登录，令牌立即失效。", "A disabled user cannot log in, and the user's tokens die at once."];
        /// Raised by a revocation and by a new password: a token is good while it carries this number.
        generation: i64 = hidden();
        /// What other users see.
        nickname: String = shown(Kind::Text(nickname::FORMAT)).written(), ["昵称", "Nickname", "1–50 个字符。", "1 to 50 characters."];
        /// Bound QQ number.
        qq: Option<String> = shown(Kind::Text(qq::FORMAT)).written().clears(), ["QQ", "QQ", "5–13 位数字。", "5 to 13 digits."];
        /// Bound e-mail address.
        email: Option<String> = shown(Kind::Text(email::FORMAT)).written().clears(), ["邮箱", "E-mail"];
        /// Whether a code proved the address that is bound.
        email_verified: bool = shown(Kind::Flag).initially(Initial::Number(0)),
            ["邮箱已验证", "E-mail verified", "用户用发到该邮箱的验证码证明过。", "The user proved it by a code that was sent there."];
        /// Link to a picture; without it a default avatar is drawn.
        icon: Option<String> = shown(Kind::Text(avatar::FORMAT)).written().clears(), ["头像网址", "Picture address", "null 为默认头像。", "null for the default avatar."];
        /// Personal signature.
        sign: Option<String> = shown(Kind::Text(sign::FORMAT)).written().clears(), ["个性签名", "Signature text", "1–1000 个字符。", "1 to 1,000 characters."];
        /// Experience points.
        exp: i64 = shown(COUNT).written().resets_to(0), ["经验", "Experience"];
        /// Level.
        grade: i64 = shown(COUNT).written().resets_to(0), ["等级", "Grade"];
        /// Title the user wears.
        title: Option<String> = shown(Kind::Line(50)).written().clears(), ["头衔", "Title", "1–50 个字符。", "1 to 50 characters."];
        /// 1 male, 2 female.
        sex: i64 = shown(Kind::Integer(1, 2)).written().resets_to(1),
            ["性别", "Sex", "1 男，2 女。", "1 male, 2 female."];
        /// Virtual money.
        balance: i64 = shown(Kind::Integer(-MAX_INT, MAX_INT)).written().resets_to(0),
            ["余额", "Balance", "可以为负。", "May be negative."];
        /// Likes received.
        likes: i64 = shown(COUNT).written().resets_to(0), ["获赞", "Likes"];
        /// Users followed.
        following: i64 = shown(COUNT).written().resets_to(0), ["关注", "Following"];
        /// Followers.
        fans: i64 = shown(COUNT).written().resets_to(0), ["粉丝", "Fans"];
        /// Posts written.
        posts: i64 = shown(COUNT).written().resets_to(0), ["帖子", "Posts"];
        /// Days in a row with a sign-in (签到), the day of the last one included.
        checkin_streak: i64 = shown(COUNT).written().resets_to(0),
            ["连续签到（天）", "Check-in streak (days)"];
        /// Days in a row before the last login's day with a login (连续登录).
        login_streak: i64 = shown(COUNT).initially(Initial::Number(0)),
            ["连续登录", "Login streak", "今天之前连续登录的天数。", "Days in a row before the last login's day with a login."];
        /// End of VIP, Unix seconds.
        vip_until: Option<i64> = shown(Kind::Time).written().clears(), ["VIP 到期时间", "VIP until", "Unix 秒。", "Unix seconds."];
        /// Last sign-in (签到), Unix seconds.
        checkin_at: Option<i64> = shown(Kind::Time), ["最近签到", "Last sign-in", "Unix 秒，null 为从未签到。", "Unix seconds, null for none yet."];
        /// The uploaded avatar: its name.
        picture: Option<String> = hidden();
        /// Registration, Unix seconds.
        created_at: i64 = shown(Kind::Time), ["注册时间", "Registered", "Unix 秒。", "Unix seconds."];
        /// Last login, Unix seconds.
        login_at: Option<i64> = shown(Kind::Time), ["最近登录", "Last login", "Unix 秒，null 为从未登录。", "Unix seconds, null for none yet."];
    }
}

impl User {
    /// The user's picture: the uploaded one, else the link, else the default one of this user of `appid`. What this
    /// Worker serves is on `origin`.
    pub fn icon_on(&self, appid: &str, origin: &str) -> String {
        match (&self.picture, &self.icon) {
            (Some(name), _) => format!("{origin}{}{name}", picture::PATH),
            (None, Some(icon)) => icon.clone(),
            (None, None) => {
                let name = avatar::default_name(appid, self.id);
                format!("{origin}/api/user/avatar/{name}.svg")
            }
        }
    }
}
