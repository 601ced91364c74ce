//! Registration: a new user, if account and QQ number are free.

use super::{
    apps::{self, Caller, IF_REFUSED, served},
    db::{Db, Record, Row, StoreError, statement},
};
use crate::domain::{
    account::Account, app::Standing, avatar::AvatarUrl, email::Email, nickname::Nickname, qq::Qq,
};

/// What a registration stores, every part of it checked.
pub struct NewUser {
    /// The account.
    pub account: Account,
    /// PHC string.
    pub password: String,
    /// The nickname.
    pub nickname: Nickname,
    /// QQ number, if any.
    pub qq: Option<Qq>,
    /// E-mail address, if any.
    pub email: Option<Email>,
    /// Link to a picture, if any.
    pub icon: Option<AvatarUrl>,
    /// Random: no token of a deleted user fits this one, should it ever get the same number.
    pub generation: u32,
}

/// What became of a registration.
pub enum Registration {
    /// The account is there now.
    Done,
    /// Nothing was written; this is how things stood.
    Refused {
        /// The app, if there is one.
        app: Option<Standing>,
        /// What was in the way.
        taken: Taken,
    },
}

/// Which unique values of a registration another user has.
#[derive(Default)]
pub struct Taken {
    /// Whether the account is taken.
    pub account: bool,
    /// Whether the QQ number is taken.
    pub qq: bool,
}

impl Record for Taken {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            account: row.flag()?,
            qq: row.flag()?,
        })
    }
}

/// Registers a user if the caller is served, the account's length is the app's, and account and QQ
/// number are free.
///
/// 1 round trip; writes 2 rows (the user and its account), 3 with a QQ number.
/// `now_us` (microseconds) becomes the user's id, or the next free number after the newest user's.
pub async fn register(
    db: &Db,
    caller: &Caller<'_>,
    user: &NewUser,
    now_us: i64,
) -> Result<Registration, StoreError> {
    let insert = format!(
        "INSERT INTO users (appid, id, account, password, nickname, qq, email, icon, generation,
                            vip_until, created_at)
         SELECT ?1, max(?4, coalesce((SELECT id + 1 FROM users WHERE appid = ?1 ORDER BY id DESC LIMIT 1), 0)),
                ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?3, ?3
         WHERE {}
         ON CONFLICT DO NOTHING",
        served("AND length(?5) BETWEEN a.account_min AND a.account_max")
    );
    let account = user.account.as_str();
    let qq = user.qq.as_ref().map(Qq::as_str);
    let insert = statement(
        insert,
        [
            caller.appid.into(),
            caller.signature_digest.as_str().into(),
            caller.now.into(),
            now_us.into(),
            account.into(),
            user.password.as_str().into(),
            user.nickname.as_str().into(),
            qq.into(),
            user.email.as_ref().map(Email::as_str).into(),
            user.icon.as_ref().map(AvatarUrl::as_str).into(),
            i64::from(user.generation).into(),
        ],
    );
    let reasons = apps::standing(
        ", EXISTS (SELECT 1 FROM users WHERE appid = ?1 AND account = ?2) AS account,
         EXISTS (SELECT 1 FROM users WHERE appid = ?1 AND qq = ?3) AS qq",
        "",
        IF_REFUSED,
    );
    let reasons = statement(reasons, [caller.appid.into(), account.into(), qq.into()]);
    let [insert, reasons] = db.batch([insert, reasons]).await?;
    if insert.changes() > 0 {
        return Ok(Registration::Done);
    }
    let (app, taken) = reasons.first::<(Standing, Taken)>()?.unzip();
    Ok(Registration::Refused {
        app,
        taken: taken.unwrap_or_default(),
    })
}
