//! Changes that users make to themselves and that are more than [`Guard::set`]: each one guarded write. What
//! ends tokens returns the list of those that KV may know ([`LIST`]).

use super::{
    db::{Db, StoreError},
    guard::{Guard, Proven, Write, Written},
    pictures,
    sql::Binds,
    tokens::LIST,
    users::REVOCATION,
    webhooks::Told,
};
use crate::domain::qq::Qq;

/// The column by which a refused [`bind_qq`] says that another user of the app has the number.
pub const QQ_TAKEN: &str = "qq_taken";

/// Binds a QQ number, unless another user of the app has it. 1 round trip; writes 2 rows.
///
/// # Errors
/// [`StoreError`].
pub async fn bind_qq(db: &Db, guard: &Guard<'_>, qq: &Qq) -> Result<Written, StoreError> {
    let mut binds = Binds::default();
    let value = binds.bind(qq.as_str());
    let renewal = guard.renewal(&mut binds);
    let condition = guard.condition(&mut binds, "");
    let sql = format!("UPDATE OR IGNORE users SET qq = {value}{renewal} WHERE {condition}");
    let taken = |binds: &mut Binds| -> String {
        format!(
            ", u.id IS NOT NULL AND EXISTS (
                 SELECT 1 FROM users o WHERE o.appid = u.appid AND o.qq = {} AND o.id <> u.id) AS {QQ_TAKEN}",
            binds.bind(qq.as_str())
        )
    };
    let write = Write {
        own: &taken,
        repeats: true,
        ..Write::alone(binds.statement(sql))
    };
    guard.run(db, write).await
}

/// Stores another password's hash, and ends every token of the user. 1 round trip; writes 1 row.
///
/// # Errors
/// [`StoreError`].
pub async fn new_password(db: &Db, guard: &Guard<'_>, hash: &str) -> Result<Written, StoreError> {
    let mut binds = Binds::default();
    let hash = binds.bind(hash);
    let condition = guard.condition(&mut binds, "");
    let sql = format!(
        "UPDATE users SET password = {hash}, {REVOCATION} WHERE {condition} RETURNING {LIST}"
    );
    guard.run(db, Write::alone(binds.statement(sql))).await
}

/// Ends every token of the user. 1 round trip; writes 1 row.
///
/// # Errors
/// [`StoreError`].
pub async fn end_tokens(db: &Db, guard: &Guard<'_>) -> Result<Written, StoreError> {
    let mut binds = Binds::default();
    let renewal = guard.renewal(&mut binds);
    let condition = guard.condition(&mut binds, "");
    let sql = format!("UPDATE users SET {REVOCATION}{renewal} WHERE {condition} RETURNING {LIST}");
    guard.run(db, Write::alone(binds.statement(sql))).await
}

/// Ends the token that the user proved themselves by. 1 round trip; writes 1 row.
///
/// # Errors
/// [`StoreError`].
pub async fn end_token(db: &Db, guard: &Guard<'_>) -> Result<Written, StoreError> {
    let Proven::Token(digest) = &guard.user else {
        return Err(StoreError("a token is ended by itself alone".into()));
    };
    let mut binds = Binds::default();
    let sql = format!(
        "DELETE FROM tokens WHERE digest = {} AND EXISTS (SELECT 1 FROM users u WHERE {})",
        binds.bind(digest.as_str()),
        guard.condition(&mut binds, "u.")
    );
    guard.run(db, Write::alone(binds.statement(sql))).await
}

/// Deletes the user and what they wrote; answers their pictures as `pictures::GONE`. 1 round trip; writes 1 row, 1 for
/// each feedback, 2 for each picture, which is marked, and 2 where the app is told of it.
///
/// # Errors
/// [`StoreError`].
pub async fn delete(db: &Db, guard: &Guard<'_>, told: &Told<'_>) -> Result<Written, StoreError> {
    let mut binds = Binds::default();
    let condition = guard.condition(&mut binds, "");
    let statement = binds.statement(format!(
        "DELETE FROM users WHERE {condition} RETURNING account, {LIST}, {}",
        pictures::of_deleted()
    ));
    let mut binds = Binds::default();
    let sql = format!(
        "DELETE FROM feedback WHERE changes() = 1 AND appid = {} AND user_id = {}",
        binds.bind(guard.caller.appid),
        guard.user_id(&mut binds)
    );
    let write = Write {
        before: Some(told.if_user(|binds| guard.condition(binds, "u."))),
        after: Some(binds.statement(sql)),
        ..Write::alone(statement)
    };
    guard.run(db, write).await
}
