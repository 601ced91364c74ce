//! A user whom the app's developer adds.

use super::users::UserAddress;
use crate::{
    domain::user::User,
    store::{
        audit::Entry,
        db::{Db, StoreError},
        registration,
        sql::{Assignments, Binds},
    },
    table::{Row, select},
};

/// What became of an attempt to add a user.
pub enum Added {
    /// The user as it now is.
    Done(Row),
    /// Another user has the account.
    AccountTaken,
    /// Another user has the QQ number, or the app does not have such accounts (any more).
    Refused,
}

/// Adds a user of `columns` (beyond account and times; a balance by a row of the ledger), if the account has one
/// of the app's lengths, and it and the QQ number are free.
///
/// 1 round trip; writes what a registration does, the audit's row, and 2 rows for a balance. Times are those of a registration.
///
/// # Errors
/// [`StoreError`].
pub async fn create(
    db: &Db,
    user: UserAddress<'_>,
    mut columns: Assignments,
    audit: &Entry<'_>,
) -> Result<Added, StoreError> {
    let balance = columns.take_number("balance");
    let now_us = audit.now_us;
    let now = now_us / 1_000_000;
    columns.set("account", user.account);
    columns.set("created_at", now);
    if !columns.has("vip_until") {
        columns.set("vip_until", now);
    }
    let mut binds = Binds::default();
    let (names, places) = columns.lists(&mut binds);
    let appid = binds.bind(user.appid);
    let sql = format!(
        "INSERT INTO users (appid, id, {names})
         SELECT {appid}, {}, {places} FROM apps
         WHERE appid = {appid} AND {} AND length({}) BETWEEN account_min AND account_max
         ON CONFLICT DO NOTHING",
        registration::next_id(binds.bind(now_us), appid),
        user.scope.condition(&mut binds, ""),
        binds.bind(user.account)
    );
    let insert = binds.statement(sql);

    let [insert, _, _, now] = db
        .batch([
            insert,
            audit.if_changed(),
            user.set_balance(balance, true, now_us),
            user.select(&select(User::COLUMNS, "")),
        ])
        .await?;
    Ok(match now.first_row() {
        Some(user) if insert.changes() > 0 => Added::Done(user),
        Some(_) => Added::AccountTaken,
        None => Added::Refused,
    })
}
