//! A user's balance and the changes of it, as the app's developer sees and makes them.

use super::{Page, users::UserAddress};
use crate::{
    domain::{amount::RequestId, user::User},
    store::{
        audit::Entry,
        db::{Db, StoreError},
        ledger,
        sql::{Binds, plain},
    },
    table::{MAX_INT, Row, select},
};

/// A page of the changes of a user's balance, newest first, each with its `id`; nothing if there is no such user.
/// 1 round trip; reads as many rows as it answers, 1 more for each that has a peer.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &Db,
    user: UserAddress<'_>,
    page: Page,
) -> Result<Option<Vec<Row>>, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT l.id, l.id / 1000000 AS at, l.kind, l.amount, l.balance, l.note,
                replace(l.request_id, ':', '') AS request_id,
                (SELECT account FROM users p WHERE p.appid = l.appid AND p.id = l.peer_id) AS peer
         FROM users u JOIN ledger l ON l.appid = u.appid AND l.user_id = u.id
         WHERE {} AND l.id < {} ORDER BY l.id DESC LIMIT {}",
        user.condition(&mut binds, "u."),
        binds.bind(page.before),
        binds.bind(page.limit)
    );
    let [found, rows] = db
        .batch([user.select("1 AS one"), binds.statement(sql)])
        .await?;
    Ok((!found.is_empty()).then(|| rows.all()))
}

/// A change of a balance that the developer makes.
pub struct Adjustment {
    /// What is added; negative: taken.
    pub amount: i64,
    /// The developer's note.
    pub note: Option<String>,
    /// The caller's own name of the request.
    pub request_id: Option<RequestId>,
}

/// What became of it.
pub enum Adjusted {
    /// The user as it now is; also where the request had been done before.
    Done(Row),
    /// There is no such user.
    NoUser,
    /// The balance would have left what is exact.
    OutOfRange,
}

/// Adds to the user's balance, or takes from it, which may lead below zero; not twice for one request. 1 round
/// trip; writes 3 rows (ledger, user, audit), 1 more with a request id.
///
/// # Errors
/// [`StoreError`].
pub async fn adjust(
    db: &Db,
    user: UserAddress<'_>,
    adjustment: &Adjustment,
    audit: &Entry<'_>,
) -> Result<Adjusted, StoreError> {
    let Adjustment { amount, .. } = *adjustment;
    let now_us = audit.now_us;
    let id = adjustment.request_id.as_ref();
    let free = id.map(|id| {
        let mut binds = Binds::default();
        let condition = user.condition(&mut binds, "");
        let appid = binds.bind(user.appid);
        let user_id = format!("(SELECT id FROM users WHERE {condition})");
        ledger::free(binds, appid, &user_id, id, now_us)
    });

    let mut binds = Binds::default();
    let amount = binds.bind(amount);
    let next = binds.bind(now_us);
    let sql = format!(
        "INSERT INTO ledger (appid, user_id, id, amount, balance, kind, request_id, note)
         SELECT u.appid, u.id, {}, {amount}, u.balance + {amount}, 'admin', {}, {}
         FROM users u WHERE {} AND u.balance + {amount} BETWEEN -{MAX_INT} AND {MAX_INT} AND NOT {}",
        ledger::next_id(next, "u.appid", "u.id"),
        binds.bind(id.map(RequestId::as_str)),
        binds.bind(adjustment.note.as_deref()),
        user.condition(&mut binds, "u."),
        ledger::repeated(&mut binds, id, now_us)
    );
    let insert = binds.statement(sql);

    let mut binds = Binds::default();
    let repeated = ledger::repeated(&mut binds, id, now_us);
    let whole = select(User::COLUMNS, "u.");
    let condition = user.condition(&mut binds, "u.");
    let now = format!("SELECT {whole}, {repeated} AS repeated FROM users u WHERE {condition}");
    let now = binds.statement(now);
    let free = free.unwrap_or_else(|| plain("SELECT 1 AS one"));
    let db = if id.is_some() { &db.repeating() } else { db };
    let [_, inserted, _, now] = db.batch([free, insert, audit.if_changed(), now]).await?;
    let Some(mut row) = now.first_row() else {
        return Ok(Adjusted::NoUser);
    };
    let repeated: bool = row.take("repeated")?;
    Ok(if inserted.changes() > 0 || repeated {
        Adjusted::Done(row)
    } else {
        Adjusted::OutOfRange
    })
}
