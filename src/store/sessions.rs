//! Sessions: a checked password becomes a login and a token.

use super::{
    apps::{Caller, served},
    db::{Db, StoreError, statement},
    users::{self, Credential, Found},
};
use crate::domain::{time::Zone, token::TokenDigest, user::User};

/// A login that is about to be written.
pub struct Opening<'a> {
    /// The user as the password was checked against it.
    pub seen: &'a Credential,
    /// A better hash to store, if the check made one.
    pub renewed: Option<&'a str>,
    /// The new token.
    pub token: &'a TokenDigest,
    /// Unix seconds at which it dies.
    pub expires_at: i64,
    /// The zone whose calendar days count.
    pub zone: Zone,
}

/// What became of a login.
pub enum Login {
    /// The token is good; this is its user, this login included.
    Done(Box<User>),
    /// Something changed since the password was checked; this is how things stand now.
    Refused(Found),
}

/// The login streak after a login at `?3`, in a zone `?4` seconds east of UTC: how many calendar days
/// in a row before today had one (contract, "Login's profile object"). Another login on the same day
/// leaves the streak as it is, and so does the first one after a clock elsewhere has run ahead. In SQL,
/// because only the statement that writes a login knows the login before it.
///
/// D1 binds numbers as floating point, whose division has to be cut.
const STREAK: &str = "(
    SELECT CASE WHEN days = 1 THEN login_streak + 1 WHEN days <= 0 THEN login_streak ELSE 0 END
    FROM (SELECT CAST((?3 + ?4) / 86400 AS INTEGER)
               - CAST((login_at + ?4) / 86400 AS INTEGER) AS days))";

/// Writes the login and its token, if caller, user and password still stand as they were checked.
///
/// 1 round trip; writes 2 rows (the user, the token).
pub async fn open(
    db: &Db,
    caller: &Caller<'_>,
    account: &str,
    opening: &Opening<'_>,
) -> Result<Login, StoreError> {
    let seen = opening.seen;
    let login = format!(
        "UPDATE users SET login_at = ?3, login_streak = {STREAK}, password = coalesce(?5, password),
                          issued = issued + 1
         WHERE appid = ?1 AND id = ?6 AND {} AND status = 'active' AND {}
         RETURNING {}",
        users::same_password(7, 8),
        served(""),
        users::WHOLE
    );
    let login = statement(
        login,
        [
            caller.appid.into(),
            caller.signature_digest.as_str().into(),
            caller.now.into(),
            opening.zone.seconds().into(),
            opening.renewed.into(),
            seen.id.into(),
            seen.password.as_str().into(),
            seen.generation.into(),
        ],
    );
    let token = statement(
        "INSERT INTO tokens (digest, appid, user_id, generation, expires_at)
         SELECT ?1, appid, id, generation, ?2 FROM users
         WHERE changes() = 1 AND appid = ?3 AND id = ?4",
        [
            opening.token.as_str().into(),
            opening.expires_at.into(),
            caller.appid.into(),
            seen.id.into(),
        ],
    );
    let [user, _] = db.batch([login, token]).await?;
    match user.first()? {
        Some(user) => Ok(Login::Done(Box::new(user))),
        // Rare: something changed within the last moments. Ask how things stand.
        None => Ok(Login::Refused(
            users::app_and_credential(db, caller.appid, account).await?,
        )),
    }
}
