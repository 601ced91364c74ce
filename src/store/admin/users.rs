//! Users of an app, as its developer manages them.

use super::{Assignments, Scope, set_clause};
use crate::{
    domain::user::User,
    store::{
        db::{Db, Record, Row, StoreError, Value, statement},
        users::WHOLE,
    },
};

/// The app `?1` is one that the scope `?2` reaches.
pub(super) const REACHED: &str =
    "EXISTS (SELECT 1 FROM apps WHERE appid = ?1 AND status <> 'deleted'
                               AND (?2 IS NULL OR developer_id = ?2))";

/// A column that is a number.
struct Number(i64);

impl Record for Number {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self(row.int()?))
    }
}

/// One user. 1 round trip.
pub async fn get(
    db: &Db,
    scope: Scope,
    appid: &str,
    account: &str,
) -> Result<Option<User>, StoreError> {
    let sql = format!("SELECT {WHOLE} FROM users WHERE appid = ?1 AND account = ?3 AND {REACHED}");
    db.run(statement(sql, [appid.into(), scope.into(), account.into()]))
        .await?
        .first()
}

/// What became of a change to a user.
pub enum Patch {
    /// The user as it now is.
    Done(Box<User>),
    /// There is no such user.
    NoUser,
    /// Another user of the app has the QQ number.
    QqTaken,
}

/// Sets `assignments`, which may not be empty; with `revoke` the user's tokens die with the same
/// statement. 1 round trip; writes 1 row, 2 or 3 where the QQ number changes.
pub async fn update(
    db: &Db,
    scope: Scope,
    appid: &str,
    account: &str,
    assignments: Assignments,
    revoke: bool,
) -> Result<Patch, StoreError> {
    let set = set_clause(&assignments, 4);
    let revocation = if revoke {
        ", generation = generation + 1, issued = 0"
    } else {
        ""
    };
    let sql = format!(
        "UPDATE OR IGNORE users SET {set}{revocation}
         WHERE appid = ?1 AND account = ?3 AND {REACHED} RETURNING {WHOLE}"
    );
    let mut values: Vec<Value> = vec![appid.into(), scope.into(), account.into()];
    values.extend(assignments.into_iter().map(|(_, value)| value));
    let update = statement(sql, values);
    let sql = format!("SELECT id FROM users WHERE appid = ?1 AND account = ?3 AND {REACHED}");
    let there = statement(sql, [appid.into(), scope.into(), account.into()]);
    let [user, there] = db.batch([update, there]).await?;
    Ok(match user.first()? {
        Some(user) => Patch::Done(Box::new(user)),
        None if there.is_empty() => Patch::NoUser,
        // The only unique value a patch can touch.
        None => Patch::QqTaken,
    })
}

/// Deletes a user. Its tokens lead to nobody from then on: no other user has its number and generation.
/// 1 round trip; writes 1 row.
pub async fn delete(
    db: &Db,
    scope: Scope,
    appid: &str,
    account: &str,
) -> Result<Option<User>, StoreError> {
    let sql = format!(
        "DELETE FROM users WHERE appid = ?1 AND account = ?3 AND {REACHED} RETURNING {WHOLE}"
    );
    db.run(statement(sql, [appid.into(), scope.into(), account.into()]))
        .await?
        .first()
}

/// Ends every token of a user: tokens of an older generation are dead everywhere at once. Answers
/// how many were issued since the last time. 1 round trip; writes 1 row.
pub async fn revoke(
    db: &Db,
    scope: Scope,
    appid: &str,
    account: &str,
) -> Result<Option<i64>, StoreError> {
    let of_user = format!("WHERE appid = ?1 AND account = ?3 AND {REACHED}");
    let values = || [appid.into(), scope.into(), account.into()];
    let issued = statement(format!("SELECT issued FROM users {of_user}"), values());
    let sql = format!("UPDATE users SET generation = generation + 1, issued = 0 {of_user}");
    let revoke = statement(sql, values());
    let [issued, _] = db.batch([issued, revoke]).await?;
    let issued: Option<Number> = issued.first()?;
    Ok(issued.map(|issued| issued.0))
}
