//! Users of an app, as its developer manages them.

use super::Scope;
use crate::{
    domain::user::User,
    store::{
        db::{Db, StoreError},
        sql::{Assignments, Binds, Statement},
    },
    table::{Row, select},
};

/// A user of an app, as the address of an admin call names them.
#[derive(Clone, Copy)]
pub struct Address<'a> {
    /// What the key reaches.
    pub scope: Scope,
    /// The app.
    pub appid: &'a str,
    /// The account.
    pub account: &'a str,
}

impl Address<'_> {
    /// The condition on a row of `users` that it is this user, in an app that the key reaches.
    fn condition(&self, binds: &mut Binds) -> String {
        let appid = binds.bind(self.appid);
        let account = binds.bind(self.account);
        let reaches = self.scope.reaches(binds, appid);
        format!("appid = {appid} AND account = {account} AND {reaches}")
    }

    /// A SELECT of `columns`.
    fn select(&self, columns: &str) -> Statement {
        let mut binds = Binds::default();
        let condition = self.condition(&mut binds);
        binds.statement(format!("SELECT {columns} FROM users WHERE {condition}"))
    }

    /// A DELETE or UPDATE of this user that answers the whole row.
    fn change(&self, change: &str, mut binds: Binds) -> Statement {
        let condition = self.condition(&mut binds);
        let whole = select(User::COLUMNS, "");
        binds.statement(format!("{change} WHERE {condition} RETURNING {whole}"))
    }
}

/// What ends every token of a user: tokens of an older generation are dead everywhere at once.
const REVOCATION: &str = "generation = generation + 1, issued = 0";

/// One user. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn get(db: &Db, user: Address<'_>) -> Result<Option<Row>, StoreError> {
    let whole = user.select(&select(User::COLUMNS, ""));
    Ok(db.run(whole).await?.first_row())
}

/// What became of a change to a user.
pub enum Patch {
    /// The user as it now is.
    Done(Row),
    /// There is no such user.
    NoUser,
    /// Another user of the app has the QQ number.
    QqTaken,
}

/// Makes `changes`, which may not be empty; with `revoke` the user's tokens die with the same
/// statement. 1 round trip; writes 1 row, and up to 2 for each of QQ number and e-mail address that
/// changes.
///
/// # Errors
/// [`StoreError`].
pub async fn update(
    db: &Db,
    user: Address<'_>,
    changes: Assignments,
    revoke: bool,
) -> Result<Patch, StoreError> {
    let mut binds = Binds::default();
    let set = changes.clause(&mut binds);
    let revocation = if revoke { REVOCATION } else { "" };
    let comma = if revoke { ", " } else { "" };
    let update = format!("UPDATE OR IGNORE users SET {set}{comma}{revocation}");
    let [changed, there] = db
        .batch([user.change(&update, binds), user.select("id")])
        .await?;
    Ok(match changed.first_row() {
        Some(user) => Patch::Done(user),
        None if there.is_empty() => Patch::NoUser,
        // The only unique value a patch can touch.
        None => Patch::QqTaken,
    })
}

/// Deletes a user. Its tokens lead to nobody from then on: no other user has its number and generation.
/// 1 round trip; writes 1 row.
///
/// # Errors
/// [`StoreError`].
pub async fn delete(db: &Db, user: Address<'_>) -> Result<Option<Row>, StoreError> {
    let delete = user.change("DELETE FROM users", Binds::default());
    Ok(db.run(delete).await?.first_row())
}

/// Ends every token of a user. Answers how many were issued since the last time. 1 round trip; writes 1
/// row.
///
/// # Errors
/// [`StoreError`].
pub async fn revoke(db: &Db, user: Address<'_>) -> Result<Option<i64>, StoreError> {
    let revoke = user.change(&format!("UPDATE users SET {REVOCATION}"), Binds::default());
    let [issued, _] = db.batch([user.select("issued"), revoke]).await?;
    issued.first_value("issued")
}
