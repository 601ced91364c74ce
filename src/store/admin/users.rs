//! Users of an app, as its developer manages them.

use super::Scope;
use crate::{
    domain::user::User,
    store::{
        audit::Entry,
        db::{Db, Rows, StoreError},
        ledger, pictures,
        sql::{Assignments, Binds, Statement, plain},
        tokens::LIST,
        users::REVOCATION,
        webhooks::Told,
    },
    table::{Row, select},
};

/// A user of an app, as the address of an admin call names them.
#[derive(Clone, Copy)]
pub struct UserAddress<'a> {
    /// What the key reaches.
    pub scope: Scope,
    /// The app.
    pub appid: &'a str,
    /// The account.
    pub account: &'a str,
}

impl UserAddress<'_> {
    /// The condition on a row of `users`, whose columns are those after `of` (as "u."), that it is this user, in
    /// an app that the key reaches.
    pub fn condition(&self, binds: &mut Binds, of: &str) -> String {
        let appid = binds.bind(self.appid);
        let account = binds.bind(self.account);
        let reaches = self.scope.reaches(binds, appid);
        format!("{of}appid = {appid} AND {of}account = {account} AND {reaches}")
    }

    /// A SELECT of `columns`.
    pub fn select(&self, columns: &str) -> Statement {
        let mut binds = Binds::default();
        let condition = self.condition(&mut binds, "");
        binds.statement(format!("SELECT {columns} FROM users WHERE {condition}"))
    }

    /// Makes `changes`; with `revoke` the user's tokens die.
    fn set(&self, changes: Assignments, revoke: bool) -> Statement {
        let mut binds = Binds::default();
        let mut set = changes.clause(&mut binds);
        if revoke {
            set = if set.is_empty() { set } else { set + ", " } + REVOCATION;
        }
        let condition = self.condition(&mut binds, "");
        binds.statement(format!(
            "UPDATE OR IGNORE users SET {set} WHERE {condition} RETURNING {LIST}"
        ))
    }

    /// A row of the ledger that makes the user's balance `balance`; none where it is that already, where there
    /// is nothing to set, or where the statement `before` it in its batch should have changed something and
    /// has not.
    pub fn set_balance(&self, balance: Option<i64>, before: bool, now_us: i64) -> Statement {
        let mut binds = Binds::default();
        let balance = binds.bind(balance);
        let now_us = binds.bind(now_us);
        let condition = self.condition(&mut binds, "");
        let only_after = if before { "AND changes() = 1" } else { "" };
        let sql = format!(
            "INSERT INTO ledger (appid, user_id, id, amount, balance, kind)
             SELECT appid, id, {}, {balance} - balance, {balance}, 'admin'
             FROM users WHERE {balance} <> balance AND {condition} {only_after}",
            ledger::next_id(now_us, "users.appid", "users.id")
        );
        binds.statement(sql)
    }

    /// A DELETE or UPDATE of this user that answers account and list of tokens, and `more`, each after a comma.
    fn change(&self, change: &str, more: &str) -> Statement {
        let mut binds = Binds::default();
        let condition = self.condition(&mut binds, "");
        binds.statement(format!(
            "{change} WHERE {condition} RETURNING account, {LIST}{more}"
        ))
    }
}

/// One user. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn get(db: &Db, user: UserAddress<'_>) -> Result<Option<Row>, StoreError> {
    let whole = user.select(&select(User::COLUMNS, ""));
    Ok(db.run(whole).await?.first_row())
}

/// What became of a change to a user.
pub enum Patch {
    /// The user as it now is, and what the change returned: the list of tokens that KV may know.
    Done(Row, Rows),
    /// There is no such user.
    NoUser,
    /// Another user of the app has the QQ number.
    QqTaken,
}

/// Makes `changes`, which may not be empty; with `revoke` the user's tokens die with the same
/// statement. The app is `told` of a user who is disabled by it and was not before. A balance is set by a row of the ledger,
/// and only if the rest is done. 1 round trip; writes 2 rows (user, audit), up to 2 for each of QQ number and e-mail address
/// that changes, 2 for a balance that does, and 2 where the app is told.
///
/// # Errors
/// [`StoreError`].
pub async fn update(
    db: &Db,
    user: UserAddress<'_>,
    mut changes: Assignments,
    revoke: bool,
    audit: &Entry<'_>,
    told: Option<&Told<'_>>,
) -> Result<Patch, StoreError> {
    let balance = changes.take_number("balance");
    let others = revoke || !changes.is_empty();
    // Before the change, which the condition foresees: afterwards nobody could say whether the user was disabled already.
    let disabled = |binds: &mut Binds| {
        let free = changes.word("qq").map_or(String::new(), |qq| {
            let qq = binds.bind(qq);
            format!(" AND NOT EXISTS (SELECT 1 FROM users o WHERE o.appid = u.appid AND o.qq = {qq} AND o.id <> u.id)")
        });
        user.condition(binds, "u.") + " AND u.status <> 'disabled'" + &free
    };
    let told = told.map_or_else(|| plain("SELECT 1 AS one"), |it| it.if_user(disabled));
    let update = if others {
        user.set(changes, revoke)
    } else {
        plain("SELECT 1 AS one")
    };
    let whole = select(User::COLUMNS, "");
    // One entry for both: after what the other waits for.
    let (first, second) = if others {
        (audit.if_changed(), plain("SELECT 1 AS one"))
    } else {
        (plain("SELECT 1 AS one"), audit.if_changed())
    };
    let [_, changed, _, _, _, now] = db
        .batch([
            told,
            update,
            first,
            user.set_balance(balance, others, audit.now_us),
            second,
            user.select(&whole),
        ])
        .await?;
    Ok(match now.first_row() {
        Some(user) if !others || changed.changes() > 0 => Patch::Done(user, changed),
        None => Patch::NoUser,
        // The only unique value a patch can touch.
        Some(_) => Patch::QqTaken,
    })
}

/// Deletes a user and what they wrote. Its tokens lead to nobody from then on: no other user has its number and
/// generation. Answers the account, the list of tokens that KV may know, and pictures as `pictures::GONE`. 1 round
/// trip; writes 2 rows (user, audit), 1 for each feedback, 2 for each picture, which is marked, and 2 where the app is told.
///
/// # Errors
/// [`StoreError`].
pub async fn delete(
    db: &Db,
    user: UserAddress<'_>,
    audit: &Entry<'_>,
    told: &Told<'_>,
) -> Result<Rows, StoreError> {
    let mut binds = Binds::default();
    let appid = binds.bind(user.appid);
    let sql = format!(
        "DELETE FROM feedback WHERE appid = {appid} AND user_id =
         (SELECT id FROM users WHERE {})",
        user.condition(&mut binds, "")
    );
    let delete = user.change(
        "DELETE FROM users",
        &format!(", {}", pictures::of_deleted()),
    );
    let feedback = binds.statement(sql);
    let told = told.if_user(|binds| user.condition(binds, "u."));
    let [_, _, deleted, _] = db
        .batch([told, feedback, delete, audit.if_changed()])
        .await?;
    Ok(deleted)
}

/// Ends every token of a user. Answers how many were issued since the last time, and the list of tokens that KV
/// may know. 1 round trip; writes 2 rows (user, audit).
///
/// # Errors
/// [`StoreError`].
pub async fn revoke(
    db: &Db,
    user: UserAddress<'_>,
    audit: &Entry<'_>,
) -> Result<Option<(i64, Rows)>, StoreError> {
    let revoke = user.change(&format!("UPDATE users SET {REVOCATION}"), "");
    let [issued, revoked, _] = db
        .batch([user.select("issued"), revoke, audit.if_changed()])
        .await?;
    let issued: Option<i64> = issued.first_value("issued")?;
    Ok(issued.map(|issued| (issued, revoked)))
}
