//! Sessions: a checked password becomes a login and a token.

use super::{
    apps::{Caller, served},
    db::{Db, Record, Row, StoreError, statement},
    users,
};
use crate::domain::{app::Standing, token::TokenDigest, user::User};

/// A login that is about to be written.
pub struct Opening<'a> {
    /// The user as the password was checked against it.
    pub user: &'a User,
    /// A better hash to store, if the check made one.
    pub renewed: Option<&'a str>,
    /// The login streak after this login.
    pub streak: i64,
    /// The new token.
    pub token: &'a TokenDigest,
    /// Unix seconds at which it dies.
    pub expires_at: i64,
}

/// What became of a login.
pub enum Login {
    /// The token is good, and carries this generation.
    Done(i64),
    /// Something changed since the password was checked; this is how things stand now.
    Refused {
        /// The app, if there still is one.
        app: Option<Standing>,
        /// The user, if there still is one.
        user: Option<Box<User>>,
    },
}

struct Generation(i64);

impl Record for Generation {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self(row.int()?))
    }
}

/// Writes the login and its token, if caller, user and password still stand as they were checked.
///
/// 1 round trip; writes 2 rows (the user, the token).
pub async fn open(
    db: &Db,
    caller: &Caller<'_>,
    opening: &Opening<'_>,
) -> Result<Login, StoreError> {
    let user = opening.user;
    let login = format!(
        "UPDATE users SET login_at = ?3, login_streak = ?4, password = coalesce(?5, password),
                          issued = issued + 1
         WHERE appid = ?1 AND id = ?6 AND {} AND status = 'active' AND {}",
        users::same_password(7, 8),
        served("")
    );
    let login = statement(
        login,
        [
            caller.appid.into(),
            caller.signature_digest.as_str().into(),
            caller.now.into(),
            opening.streak.into(),
            opening.renewed.into(),
            user.id.into(),
            user.password.as_str().into(),
            user.generation.into(),
        ],
    );
    let token = statement(
        "INSERT INTO tokens (digest, appid, user_id, generation, expires_at)
         SELECT ?1, appid, id, generation, ?2 FROM users
         WHERE changes() = 1 AND appid = ?3 AND id = ?4
         RETURNING generation",
        [
            opening.token.as_str().into(),
            opening.expires_at.into(),
            caller.appid.into(),
            user.id.into(),
        ],
    );
    let [_, token] = db.batch([login, token]).await?;
    if let Some(Generation(generation)) = token.first()? {
        return Ok(Login::Done(generation));
    }
    // Rare: something changed within the last moments. Ask how things stand.
    let (app, user) = users::app_and_user(db, caller.appid, &user.account).await?;
    let user = user.map(Box::new);
    Ok(Login::Refused { app, user })
}
