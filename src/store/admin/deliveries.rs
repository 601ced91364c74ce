//! The log of an app's mails, and the mails that were kept instead of being sent.

use super::{Page, Scope, scan::of_reached};
use crate::{
    store::{
        db::{Db, StoreError},
        sql::{Binds, plain},
    },
    table::Row,
};

/// A page of the log of an app's mails, newest first; nothing if the scope does not reach the app. 1 round trip; reads
/// as many rows as it answers.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &Db,
    scope: Scope,
    appid: &str,
    page: Page,
) -> Result<Option<Vec<Row>>, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT id AS number, CAST(id AS TEXT) AS id, id / 1000000 AS at, purpose, domain, outcome, reason
         FROM deliveries WHERE appid = {} AND id < {} ORDER BY deliveries.id DESC LIMIT {}",
        binds.bind(appid),
        binds.bind(page.before),
        binds.bind(page.limit)
    );
    let rows = of_reached(db, scope, appid, binds.statement(sql)).await?;
    Ok(rows.map(crate::store::db::Rows::all))
}

/// The mails that were kept instead of being sent, newest first. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn outbox(db: &Db) -> Result<Vec<Row>, StoreError> {
    let sql = "SELECT at, mail, subject, text FROM outbox ORDER BY id DESC";
    Ok(db.run(plain(sql)).await?.all())
}
