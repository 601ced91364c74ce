//! Money: every change of a balance is a row of `ledger`, which changes the balance by a trigger (see
//! `schema.sql`). So the statement that inserts the row is the one that is guarded.

use super::{
    db::{Db, StoreError},
    guard::{Guard, Write, Written},
    sql::{Bind, Binds, Statement},
};
use crate::{
    domain::amount::{Amount, RequestId},
    table::MAX_INT,
};

/// Microseconds for which a request id is known.
const KNOWN_FOR: i64 = 24 * 60 * 60 * 1_000_000;

/// What a refused change says of the user, beside the reasons of the guard.
pub mod reason {
    /// Whether the request was done before.
    pub const REPEATED: &str = "repeated";
    /// Whether the balance allows the amount.
    pub const FITS: &str = "fits";
    /// Whether there is somebody to be paid.
    pub const PAYEE: &str = "payee";
    /// Whether that is the user.
    pub const ONESELF: &str = "oneself";
    /// Whether the payee's balance allows the amount.
    pub const PAYEE_FITS: &str = "payee_fits";
}

/// A change of a balance that a user asks for.
pub struct Change<'a> {
    /// When, in microseconds: the row's id, or the next free number.
    pub now_us: i64,
    /// How much.
    pub amount: Amount,
    /// The caller's own name of the request.
    pub request_id: Option<&'a RequestId>,
}

/// The number of a new row of the user `user`, an SQL expression.
pub fn next_id(now_us: Bind, appid: &str, user: &str) -> String {
    format!(
        "max({now_us}, coalesce((SELECT max(l.id) + 1 FROM ledger l
                                 WHERE l.appid = {appid} AND l.user_id = {user}), 0))"
    )
}

/// Whether the user `u` did the request `id` within the day before `now_us`, an SQL expression.
pub fn repeated(binds: &mut Binds, id: Option<&RequestId>, now_us: i64) -> String {
    match id {
        None => "0".to_owned(),
        Some(id) => format!(
            "EXISTS (SELECT 1 FROM ledger r WHERE r.appid = u.appid AND r.user_id = u.id
                     AND r.request_id = {} AND r.id > {})",
            binds.bind(id.as_str()),
            binds.bind(now_us - KNOWN_FOR)
        ),
    }
}

/// What frees an older use of the request `id` by the user `user_id` of `appid` (SQL expressions), before it is
/// used again.
pub fn free(
    mut binds: Binds,
    appid: Bind,
    user_id: &str,
    id: &RequestId,
    now_us: i64,
) -> Statement {
    let sql = format!(
        "UPDATE ledger SET request_id = NULL
         WHERE appid = {appid} AND user_id = {user_id} AND request_id = {} AND id <= {}",
        binds.bind(id.as_str()),
        binds.bind(now_us - KNOWN_FOR)
    );
    binds.statement(sql)
}

/// [`free`] for a change that the user asks for.
fn free_own(guard: &Guard<'_>, change: &Change<'_>) -> Option<Statement> {
    let id = change.request_id?;
    let mut binds = Binds::default();
    let appid = binds.bind(guard.caller.appid);
    let user_id = guard.user_id(&mut binds);
    Some(free(binds, appid, &user_id, id, change.now_us))
}

/// Adds to the user's balance, or takes from it; not below zero, nor above 2^53 - 1, nor twice. 1 round trip;
/// writes 2 rows (ledger, user), 1 more with a request id.
///
/// # Errors
/// [`StoreError`].
pub async fn change(
    db: &Db,
    guard: &Guard<'_>,
    change: &Change<'_>,
    adds: bool,
) -> Result<Written, StoreError> {
    let kind = if adds { "add" } else { "reduce" };
    let signed = if adds {
        change.amount.get()
    } else {
        -change.amount.get()
    };
    let fits = |binds: &mut Binds| {
        // The admin may have made it negative: then it may still be added to.
        let bound = if adds {
            format!("<= {MAX_INT}")
        } else {
            ">= 0".to_owned()
        };
        format!("u.balance + {} {bound}", binds.bind(signed))
    };
    let mut binds = Binds::default();
    let amount = binds.bind(signed);
    let now_us = binds.bind(change.now_us);
    let sql = format!(
        "INSERT INTO ledger (appid, user_id, id, amount, balance, kind, request_id)
         SELECT u.appid, u.id, {}, {amount}, u.balance + {amount}, '{kind}', {}
         FROM users u WHERE {} AND {} AND NOT {}",
        next_id(now_us, "u.appid", "u.id"),
        binds.bind(change.request_id.map(RequestId::as_str)),
        guard.condition(&mut binds, "u."),
        fits(&mut binds),
        repeated(&mut binds, change.request_id, change.now_us)
    );
    let own = |binds: &mut Binds| -> String {
        format!(
            ", {} AS {}, {} AS {}",
            repeated(binds, change.request_id, change.now_us),
            reason::REPEATED,
            fits(binds),
            reason::FITS
        )
    };
    let write = Write {
        own: &own,
        before: free_own(guard, change),
        repeats: change.request_id.is_some(),
        ..Write::alone(binds.statement(sql))
    };
    guard.run(db, write).await
}

/// Moves money from the user to the account `payee`, whole or not at all. 1 round trip; writes 4 rows (a ledger
/// row and the user for each of the two), 1 more with a request id.
///
/// # Errors
/// [`StoreError`].
pub async fn transfer(
    db: &Db,
    guard: &Guard<'_>,
    change: &Change<'_>,
    payee: &str,
) -> Result<Written, StoreError> {
    let mut binds = Binds::default();
    let amount = binds.bind(change.amount.get());
    let now_us = binds.bind(change.now_us);
    let sql = format!(
        "INSERT INTO ledger (appid, user_id, id, amount, balance, kind, peer_id, request_id)
         SELECT u.appid, iif(pays, u.id, p.id), iif(pays, {}, {}), iif(pays, -{amount}, {amount}),
                iif(pays, u.balance - {amount}, p.balance + {amount}), iif(pays, 'pay', 'receive'),
                iif(pays, p.id, u.id), iif(pays, {}, NULL)
         FROM users u JOIN users p ON p.appid = u.appid AND p.account = {} AND p.id <> u.id
         CROSS JOIN (SELECT 1 AS pays UNION ALL SELECT 0)
         WHERE {} AND u.balance >= {amount} AND p.balance + {amount} <= {MAX_INT} AND NOT {}",
        next_id(now_us, "u.appid", "u.id"),
        next_id(now_us, "p.appid", "p.id"),
        binds.bind(change.request_id.map(RequestId::as_str)),
        binds.bind(payee),
        guard.condition(&mut binds, "u."),
        repeated(&mut binds, change.request_id, change.now_us)
    );
    let own = |binds: &mut Binds| -> String {
        let amount = binds.bind(change.amount.get());
        let payee = binds.bind(payee);
        let of_payee = |what: &str| {
            format!("(SELECT {what} FROM users p WHERE p.appid = u.appid AND p.account = {payee})")
        };
        format!(
            ", {} AS {}, u.balance >= {amount} AS {}, {} IS NOT NULL AS {}, {} IS u.id AS {}, {} AS {}",
            repeated(binds, change.request_id, change.now_us),
            reason::REPEATED,
            reason::FITS,
            of_payee("p.id"),
            reason::PAYEE,
            of_payee("p.id"),
            reason::ONESELF,
            of_payee(&format!("p.balance + {amount} <= {MAX_INT}")),
            reason::PAYEE_FITS,
        )
    };
    let write = Write {
        own: &own,
        before: free_own(guard, change),
        repeats: change.request_id.is_some(),
        ..Write::alone(binds.statement(sql))
    };
    guard.run(db, write).await
}
