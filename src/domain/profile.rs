//! The profile objects: what a login answers (contract, "Login's profile object"), and what data does
//! (section 4).

use serde::Serialize;

use super::{time, time::Zone, user::User};

/// What is said where a QQ number or an e-mail address is not bound.
const UNBOUND: &str = "未绑定";
/// Where no title is worn.
const UNTITLED: &str = "未佩戴";
/// Where there is no personal signature.
const UNSIGNED: &str = "此用户很懒,连签名都没有留下";

/// What a login adds to what is stored of the user.
pub struct Session<'a> {
    /// The new token, 64 hex digits.
    pub token: &'a str,
    /// Unix seconds at which the token dies.
    pub token_dead: i64,
    /// This login, Unix seconds.
    pub now: i64,
    /// The user's picture or the default one, a URL.
    pub icon: &'a str,
    /// The deployment's zone.
    pub zone: Zone,
}

/// The documented keys in the documented order, then their plain twins.
#[derive(Serialize)]
pub struct Profile<'a> {
    username: &'a str,
    nickname: &'a str,
    qq: &'a str,
    useremail: &'a str,
    exp: i64,
    grade: i64,
    title: &'a str,
    createtime: String,
    logintime: String,
    viptime: String,
    #[serde(rename = "Continuous(连续签到)")]
    continuous_documented: i64,
    #[serde(rename = "piastrenum(余额货币)")]
    piastrenum_documented: i64,
    likes: i64,
    #[serde(rename = "Continuouslogin(连续登录)")]
    continuouslogin_documented: i64,
    signature: &'a str,
    icon: &'a str,
    #[serde(rename = "foll(关注数量)")]
    foll_documented: i64,
    #[serde(rename = "fans(粉丝数量)")]
    fans_documented: i64,
    #[serde(rename = "forum(帖子数量)")]
    forum_documented: i64,
    #[serde(rename = "sex(性别1是男2是女)")]
    sex_documented: i64,
    #[serde(rename = "token (用户令牌)")]
    token_documented: &'a str,
    #[serde(rename = "token_dead(令牌失效时间)")]
    token_dead_documented: i64,
    #[serde(rename = "Continuous")]
    continuous: i64,
    piastrenum: i64,
    #[serde(rename = "Continuouslogin")]
    continuouslogin: i64,
    foll: i64,
    fans: i64,
    forum: i64,
    sex: i64,
    token: &'a str,
    token_dead: i64,
}

impl<'a> Profile<'a> {
    /// The profile of `user` at the login that opened `session`.
    pub fn new(user: &'a User, session: &Session<'a>) -> Self {
        let zone = session.zone;
        Self {
            username: &user.account,
            nickname: &user.nickname,
            qq: user.qq.as_deref().unwrap_or(UNBOUND),
            useremail: user.email.as_deref().unwrap_or(UNBOUND),
            exp: user.exp,
            grade: user.grade,
            title: user.title.as_deref().unwrap_or(UNTITLED),
            createtime: zone.format(user.created_at),
            logintime: zone.format(session.now),
            viptime: vip(user, session.now, zone),
            continuous_documented: user.checkin_streak,
            piastrenum_documented: user.balance,
            likes: user.likes,
            continuouslogin_documented: user.login_streak,
            signature: user.sign.as_deref().unwrap_or(UNSIGNED),
            icon: session.icon,
            foll_documented: user.following,
            fans_documented: user.fans,
            forum_documented: user.posts,
            sex_documented: user.sex,
            token_documented: session.token,
            token_dead_documented: session.token_dead,
            continuous: user.checkin_streak,
            piastrenum: user.balance,
            continuouslogin: user.login_streak,
            foll: user.following,
            fans: user.fans,
            forum: user.posts,
            sex: user.sex,
            token: session.token,
            token_dead: session.token_dead,
        }
    }
}

/// How a user is looked at.
pub struct Looked<'a> {
    /// When, Unix seconds.
    pub now: i64,
    /// The user's picture or the default one, a URL.
    pub icon: &'a str,
    /// The deployment's zone.
    pub zone: Zone,
    /// Whether QQ number and e-mail address are shown.
    pub contacts: bool,
}

/// The login's profile by its plain keys alone, up to `sex`.
#[derive(Serialize)]
pub struct PlainProfile<'a> {
    username: &'a str,
    nickname: &'a str,
    qq: &'a str,
    useremail: &'a str,
    exp: i64,
    grade: i64,
    title: &'a str,
    createtime: String,
    logintime: String,
    viptime: String,
    #[serde(rename = "Continuous")]
    continuous: i64,
    piastrenum: i64,
    likes: i64,
    #[serde(rename = "Continuouslogin")]
    continuouslogin: i64,
    signature: &'a str,
    icon: &'a str,
    foll: i64,
    fans: i64,
    forum: i64,
    sex: i64,
    /// Ours: whether a code proved the address; null where contacts are not shown.
    email_verified: Option<bool>,
}

impl<'a> PlainProfile<'a> {
    /// The profile of `user`, as it is looked at.
    pub fn new(user: &'a User, looked: &Looked<'a>) -> Self {
        let zone = looked.zone;
        let contact = |value: &'a Option<String>| match (looked.contacts, value) {
            (false, _) => "未公开",
            (true, value) => value.as_deref().unwrap_or(UNBOUND),
        };
        Self {
            username: &user.account,
            nickname: &user.nickname,
            qq: contact(&user.qq),
            useremail: contact(&user.email),
            exp: user.exp,
            grade: user.grade,
            title: user.title.as_deref().unwrap_or(UNTITLED),
            createtime: zone.format(user.created_at),
            logintime: match user.login_at {
                Some(at) => zone.format(at),
                None => "从未登录".to_owned(),
            },
            viptime: vip(user, looked.now, zone),
            continuous: user.checkin_streak,
            piastrenum: user.balance,
            likes: user.likes,
            continuouslogin: user.login_streak,
            signature: user.sign.as_deref().unwrap_or(UNSIGNED),
            icon: looked.icon,
            foll: user.following,
            fans: user.fans,
            forum: user.posts,
            sex: user.sex,
            email_verified: looked.contacts.then_some(user.email_verified),
        }
    }
}

/// The end of VIP while it lasts, how long it is over after. Without an end of its own, VIP
/// ended at the account's creation.
fn vip(user: &User, now: i64, zone: Zone) -> String {
    let end = user.vip_until.unwrap_or(user.created_at);
    if end > now {
        zone.format(end)
    } else {
        time::overdue(now - end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Record, Row};
    use serde_json::json;

    const NOW: i64 = 1_749_719_791;

    fn user() -> User {
        let given = json!({
            "id": 1,
            "account": "123456",
            "nickname": "顾江",
            "exp": 5,
            "balance": 152,
            "created_at": 1_739_072_903,
        });
        User::read(&mut Row::made(User::COLUMNS, given)).unwrap()
    }

    fn profile_of(user: &User) -> String {
        let session = Session {
            token: "865ad245ed1564aa1672d32d4284fa3f032dd54f638b1716e9d229206f943fd5",
            token_dead: NOW + 86_400,
            now: NOW,
            icon: "https://example.com/a.jpg",
            zone: Zone::CHINA,
        };
        serde_json::to_string(&Profile::new(user, &session)).unwrap()
    }

    #[test]
    fn the_documents_sample_comes_out_in_its_order_and_spelling_then_the_twins() {
        let token = "865ad245ed1564aa1672d32d4284fa3f032dd54f638b1716e9d229206f943fd5";
        let documented = format!(
            concat!(
                r#"{{"username":"123456","nickname":"顾江","qq":"未绑定","useremail":"未绑定","#,
                r#""exp":5,"grade":0,"title":"未佩戴","createtime":"2025-02-09 11:48:23","#,
                r#""logintime":"2025-06-12 17:16:31","viptime":"已逾期(4月)","#,
                r#""Continuous(连续签到)":0,"piastrenum(余额货币)":152,"likes":0,"#,
                r#""Continuouslogin(连续登录)":0,"signature":"此用户很懒,连签名都没有留下","#,
                r#""icon":"https://example.com/a.jpg","foll(关注数量)":0,"fans(粉丝数量)":0,"#,
                r#""forum(帖子数量)":0,"sex(性别1是男2是女)":1,"token (用户令牌)":"{token}","#,
                r#""token_dead(令牌失效时间)":1749806191,"#,
                r#""Continuous":0,"piastrenum":152,"Continuouslogin":0,"foll":0,"fans":0,"#,
                r#""forum":0,"sex":1,"token":"{token}","token_dead":1749806191}}"#
            ),
            token = token
        );
        assert_eq!(profile_of(&user()), documented);
    }

    #[test]
    fn vip_reads_its_end_while_it_lasts_and_overdue_after() {
        let lasting = User {
            vip_until: Some(NOW + 1),
            ..user()
        };
        assert!(profile_of(&lasting).contains(r#""viptime":"2025-06-12 17:16:32""#));
        let over = User {
            vip_until: Some(NOW - 7_200),
            ..user()
        };
        assert!(profile_of(&over).contains(r#""viptime":"已逾期(2时)""#));
    }
}
