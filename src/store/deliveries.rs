//! The log of mails, and those that were kept instead of being sent.

use super::{
    db::{Db, StoreError},
    guard::{Guard, Write, Written},
    sql::Binds,
};
use crate::domain::{delivery::Outcome, email::Email, letter::Letter};

/// Seconds between two mails of a user.
pub const PAUSE: i64 = 60;
/// Days that the log goes back.
const KEPT: i64 = 30;
/// Mails in the outbox.
const OUTBOX: i64 = 50;

/// The column by which [`begin`] says the number of the mail.
pub const NUMBER: &str = "delivery";
/// The column by which a refused [`begin`] says when the user last sent a mail, in Unix seconds.
pub const LAST: &str = "mailed_at";

/// The number of the next mail of an app, an SQL expression: `now_us` (microseconds), or the next free one.
fn next(now_us: impl std::fmt::Display, appid: impl std::fmt::Display) -> String {
    format!(
        "max({now_us}, coalesce((SELECT max(d.id) + 1 FROM deliveries d WHERE d.appid = {appid}), 0))"
    )
}

/// Writes down what became of a mail. 1 round trip; writes 1 row.
///
/// # Errors
/// [`StoreError`].
pub async fn add(
    db: &Db,
    appid: &str,
    purpose: &str,
    to: &Email,
    failed: Option<&str>,
    now_us: i64,
) -> Result<(), StoreError> {
    let mut binds = Binds::default();
    let (of, now) = (binds.bind(appid), binds.bind(now_us));
    let sql = format!(
        "INSERT INTO deliveries (appid, id, purpose, domain, outcome, reason) SELECT {of}, {}, {}, {}, {}, {}",
        next(now, of),
        binds.bind(purpose),
        binds.bind(to.domain()),
        binds.bind(outcome(failed).word()),
        binds.bind(failed)
    );
    db.run(binds.statement(sql)).await?;
    Ok(())
}

const fn outcome(failed: Option<&str>) -> Outcome {
    match failed {
        None => Outcome::Sent,
        Some(_) => Outcome::Failed,
    }
}

/// Begins a mail of a user, unless it is too soon after the last one, or the app has sent as many since `midnight_us`
/// as its setting allows; answers its [`NUMBER`]. 1 round trip; writes 2 rows.
///
/// # Errors
/// [`StoreError`].
pub async fn begin(
    db: &Db,
    guard: &Guard<'_>,
    to: &Email,
    now_us: i64,
    midnight_us: i64,
) -> Result<Written, StoreError> {
    let now = guard.caller.now;
    let mut binds = Binds::default();
    let at = binds.bind(now);
    let renewal = guard.renewal(&mut binds);
    let condition = guard.condition(&mut binds, "");
    let (number, midnight) = (binds.bind(now_us), binds.bind(midnight_us));
    let sql = format!(
        "UPDATE users SET mailed_at = {at}{renewal}
         WHERE {condition} AND coalesce(mailed_at, 0) <= {}
           AND (SELECT count(*) FROM deliveries d WHERE d.appid = users.appid AND d.id >= {midnight} AND d.purpose = 'send')
             < (SELECT a.mail_daily FROM apps a WHERE a.appid = users.appid)
         RETURNING {} AS {NUMBER}",
        binds.bind(now - PAUSE),
        next(number, "users.appid")
    );
    let begun = binds.statement(sql);
    let mut binds = Binds::default();
    let (of, number) = (binds.bind(guard.caller.appid), binds.bind(now_us));
    let sql = format!(
        "INSERT INTO deliveries (appid, id, purpose, domain, outcome)
         SELECT {of}, {}, 'send', {}, 'pending' WHERE changes() = 1",
        next(number, of),
        binds.bind(to.domain())
    );
    let last = |_: &mut Binds| format!(", u.mailed_at AS {LAST}");
    let write = Write {
        own: &last,
        after: Some(binds.statement(sql)),
        ..Write::alone(begun)
    };
    guard.run(db, write).await
}

/// Writes down what became of the mail `number` of an app. 1 round trip; writes 1 row.
///
/// # Errors
/// [`StoreError`].
pub async fn end(
    db: &Db,
    appid: &str,
    number: i64,
    failed: Option<&str>,
) -> Result<(), StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "UPDATE deliveries SET outcome = {}, reason = {} WHERE appid = {} AND id = {}",
        binds.bind(outcome(failed).word()),
        binds.bind(failed),
        binds.bind(appid),
        binds.bind(number)
    );
    db.run(binds.statement(sql)).await?;
    Ok(())
}

/// Keeps a mail in the outbox, in the place of the oldest. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn keep(db: &Db, to: &Email, letter: &Letter, now: i64) -> Result<(), StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "INSERT INTO outbox (at, mail, subject, text) VALUES ({}, {}, {}, {})",
        binds.bind(now),
        binds.bind(to.as_str()),
        binds.bind(letter.subject.as_str()),
        binds.bind(letter.text.as_str())
    );
    let kept = binds.statement(sql);
    let old = format!("DELETE FROM outbox WHERE id <= (SELECT max(id) - {OUTBOX} FROM outbox)");
    db.batch([kept, super::sql::plain(&old)]).await?;
    Ok(())
}

/// The statement that deletes some of what is older than the log goes back; the sweep's. It looks from app to app, so
/// that it reads no row that stays but the first of each.
pub fn swept(now: i64) -> super::sql::Statement {
    let mut binds = Binds::default();
    let sql = format!(
        "WITH RECURSIVE a(appid) AS (
             SELECT min(appid) FROM deliveries
             UNION ALL SELECT (SELECT min(d.appid) FROM deliveries d WHERE d.appid > a.appid) FROM a WHERE a.appid IS NOT NULL)
         DELETE FROM deliveries WHERE (appid, id) IN (
             SELECT d.appid, d.id FROM a JOIN deliveries d ON d.appid = a.appid AND d.id <= {} LIMIT 5000)",
        binds.bind((now - KEPT * 86_400) * 1_000_000)
    );
    binds.statement(sql)
}
