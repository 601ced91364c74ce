//! Users as callers meet them: what is read before a password is checked.

use serde::Deserialize;

use super::{
    apps,
    db::{Db, Statement, StoreError, statement},
};
use crate::domain::{app::Standing, user::User};

/// Condition of a write that follows a password check: the password is still the one that was
/// checked, given as the hash (`?hash`) and the generation (`?generation`) that were read. A renewed
/// hash changes only the first, a revocation only the second, a new password both.
pub fn same_password(hash: u8, generation: u8) -> String {
    format!("(password = ?{hash} OR generation = ?{generation})")
}

/// A user as a password check needs it.
#[derive(Debug, Clone, Deserialize)]
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

/// The whole user called `account`. Reads 1 row and 1 index entry.
fn user(appid: &str, account: &str) -> Statement {
    statement(
        "SELECT * FROM users WHERE appid = ?1 AND account = ?2",
        [appid.into(), account.into()],
    )
}

/// The app and the whole user called `account`. 1 round trip.
pub async fn app_and_user(
    db: &Db,
    appid: &str,
    account: &str,
) -> Result<(Option<Standing>, Option<User>), StoreError> {
    let [app, user] = db
        .batch([apps::standing(appid), user(appid, account)])
        .await?;
    Ok((app.first()?, user.first()?))
}

/// The app and what a password check needs of `account`. 1 round trip.
pub async fn app_and_credential(
    db: &Db,
    appid: &str,
    account: &str,
) -> Result<(Option<Standing>, Option<Credential>), StoreError> {
    let credential = statement(
        "SELECT id, password, generation, status FROM users WHERE appid = ?1 AND account = ?2",
        [appid.into(), account.into()],
    );
    let [app, credential] = db.batch([apps::standing(appid), credential]).await?;
    Ok((app.first()?, credential.first()?))
}
