//! Deliveries of an app's webhook, as its developer sees them.

use super::{
    Page, Scope, apps,
    scan::{Found, Listed},
};
use crate::{
    store::{
        audit::Entry,
        db::{Db, StoreError},
        sql::Binds,
        webhooks::Told,
    },
    table::Row,
};

/// The columns of `domain::webhook::WebhookDelivery`, of a delivery `u`.
const WHOLE: &str = "CAST(u.id AS TEXT) AS id, u.id / 1000000 AS at, u.event, u.account AS user, u.state, u.attempts,
    u.status, u.reason, u.next_at";

const fn of(appid: &str) -> Listed<'_> {
    Listed {
        appid: Some(appid),
        table: "webhook_deliveries",
        whole: WHOLE,
        seen: "state",
        window: Page::FIRST,
    }
}

/// A page of the deliveries of an app, newest first. Costs what [`Listed::page`] does.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &Db,
    scope: Scope,
    appid: &str,
    page: Page,
) -> Result<Option<Found>, StoreError> {
    of(appid).page(db, scope, &|_| Vec::new(), page).await
}

/// What became of an attempt to write down a test.
pub enum Test {
    /// It is to be delivered; its number.
    Due(i64),
    /// The app has no webhook.
    NoAddress,
    /// The key does not reach such an app.
    NoApp,
}

/// Writes down a delivery that is a test. 1 round trip; writes 3 rows (delivery and index entry, audit).
///
/// # Errors
/// [`StoreError`].
pub async fn test(
    db: &Db,
    scope: Scope,
    told: &Told<'_>,
    audit: &Entry<'_>,
) -> Result<Test, StoreError> {
    let due = told.when(|binds| scope.condition(binds, "h."));
    let [due, _, app] = db
        .batch([due, audit.if_changed(), apps::one(scope, told.appid)])
        .await?;
    Ok(match due.first_value("id")? {
        Some(id) => Test::Due(id),
        None if app.is_empty() => Test::NoApp,
        None => Test::NoAddress,
    })
}

/// The delivery of this number. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn get(db: &Db, appid: &str, id: i64) -> Result<Option<Row>, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT {WHOLE} FROM webhook_deliveries u WHERE u.appid = {} AND u.id = {}",
        binds.bind(appid),
        binds.bind(id)
    );
    Ok(db.run(binds.statement(sql)).await?.first_row())
}
