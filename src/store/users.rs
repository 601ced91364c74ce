//! Users as callers meet them: what is read before a password is checked.

use super::{
    apps,
    db::{Db, Record, Row, StoreError, statement},
};
use crate::domain::{app::Standing, user::User};

/// Condition of a write that follows a password check: the password is still the one that was
/// checked, given as the hash (`?hash`) and the generation (`?generation`) that were read. A renewed
/// hash changes only the first, a revocation only the second, a new password both.
pub fn same_password(hash: u8, generation: u8) -> String {
    format!("(password = ?{hash} OR generation = ?{generation})")
}

/// A user as a password check needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Number of the user within the app.
    pub id: i64,
    /// PHC string.
    pub password: String,
    /// Raised by a revocation and by a new password.
    pub generation: i64,
    /// "active" or "disabled".
    pub status: String,
}

impl Record for Credential {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.int()?,
            password: row.text()?,
            generation: row.int()?,
            status: row.text()?,
        })
    }
}

/// The columns of a whole user, as [`User`] is read.
pub const WHOLE: &str = "id, account, status, generation, nickname, qq, email, icon, sign,
    title, exp, grade, sex, balance, likes, following, fans, posts, checkin_streak, login_streak,
    vip_until, created_at, login_at";

impl Record for User {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.int()?,
            account: row.text()?,
            status: row.text()?,
            generation: row.int()?,
            nickname: row.text()?,
            qq: row.text_or_null()?,
            email: row.text_or_null()?,
            icon: row.text_or_null()?,
            sign: row.text_or_null()?,
            title: row.text_or_null()?,
            exp: row.int()?,
            grade: row.int()?,
            sex: row.int()?,
            balance: row.int()?,
            likes: row.int()?,
            following: row.int()?,
            fans: row.int()?,
            posts: row.int()?,
            checkin_streak: row.int()?,
            login_streak: row.int()?,
            vip_until: row.int_or_null()?,
            created_at: row.int()?,
            login_at: row.int_or_null()?,
        })
    }
}

/// An app and a user of it, as they were found.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// The app, if there is one.
    pub app: Option<Standing>,
    /// What a password check needs of the user, if there is one.
    pub user: Option<Credential>,
    /// Whether a copy of the database said so, which may be some seconds behind.
    pub by_copy: bool,
}

/// The app and what a password check needs of `account`. 1 round trip; reads 3 rows and 2 index entries.
pub async fn app_and_credential(db: &Db, appid: &str, account: &str) -> Result<Found, StoreError> {
    let select = apps::standing(
        ", u.id, u.password, u.generation, u.status AS user_status",
        "LEFT JOIN users u ON u.appid = ?1 AND u.account = ?2",
        "",
    );
    let rows = db
        .run(statement(select, [appid.into(), account.into()]))
        .await?;
    let by_copy = rows.by_copy();
    let (app, user) = rows.first::<(Standing, Option<Credential>)>()?.unzip();
    Ok(Found {
        app,
        user: user.flatten(),
        by_copy,
    })
}
