//! Signing in by the day (签到).

use super::{
    db::{Db, StoreError},
    guard::{Guard, Write, Written},
    ledger,
    sql::Binds,
};
use crate::{domain::time::Zone, table::MAX_INT};

/// The column by which a refused [`sign_in`] says that the user has signed in today.
pub const ALREADY: &str = "already";

/// Signs the user in for the day that it is in `zone`, unless that was done: the streak goes on or begins
/// again, and what the app's `signin_exp` and `signin_balance` say is added. 1 round trip; writes 1 row, 3
/// with `signin_balance` (the ledger's, and the user again).
///
/// D1 binds numbers as floating point, whose division has to be cut.
///
/// # Errors
/// [`StoreError`].
pub async fn sign_in(
    db: &Db,
    guard: &Guard<'_>,
    now_us: i64,
    zone: Zone,
) -> Result<Written, StoreError> {
    let now = guard.caller.now;
    let today = |binds: &mut Binds| binds.bind(zone.day(now));
    let last = |binds: &mut Binds, of: &str| {
        let seconds = binds.bind(zone.seconds());
        format!("CAST(({of}checkin_at + {seconds}) / 86400 AS INTEGER)")
    };
    let mut binds = Binds::default();
    let sql = format!(
        "UPDATE users SET checkin_streak = iif({last} = {today} - 1, checkin_streak + 1, 1), checkin_at = {now},
                exp = min(exp + (SELECT signin_exp FROM apps a WHERE a.appid = users.appid), {MAX_INT}){renewal}
         WHERE {condition} AND coalesce({last} < {today}, 1)",
        last = last(&mut binds, ""),
        today = today(&mut binds),
        now = binds.bind(now),
        renewal = guard.renewal(&mut binds),
        condition = guard.condition(&mut binds, ""),
    );
    let statement = binds.statement(sql);

    let mut binds = Binds::default();
    let now_us = binds.bind(now_us);
    let sql = format!(
        "INSERT INTO ledger (appid, user_id, id, amount, balance, kind)
         SELECT u.appid, u.id, {}, a.signin_balance, u.balance + a.signin_balance, 'signin'
         FROM users u JOIN apps a ON a.appid = u.appid
         WHERE changes() = 1 AND u.appid = {} AND u.id = {}
           AND a.signin_balance > 0 AND u.balance + a.signin_balance <= {MAX_INT}",
        ledger::next_id(now_us, "u.appid", "u.id"),
        binds.bind(guard.caller.appid),
        guard.user_id(&mut binds)
    );
    let already = |binds: &mut Binds| -> String {
        let last = last(binds, "u.");
        format!(", coalesce({last} >= {}, 0) AS {ALREADY}", today(binds))
    };
    let write = Write {
        own: &already,
        after: Some(binds.statement(sql)),
        ..Write::alone(statement)
    };
    guard.run(db, write).await
}
