//! The audit log, as it is read.

use super::{
    Page, Scope,
    scan::{Found, Listed},
};
use crate::store::{
    db::{Db, StoreError},
    sql::Binds,
};

/// Entries that one page scans, whatever it finds.
const WINDOW: i64 = 5_000;

/// The columns of `domain::audit::Audited`, of an entry `u`.
const WHOLE: &str = "CAST(u.id AS TEXT) AS id, u.id / 1000000 AS at, u.developer_id, u.event, u.appid, u.subject, u.detail,
    (SELECT name FROM developers d WHERE d.id = u.developer_id) AS developer";

/// What a list is narrowed to.
pub struct Narrowed {
    /// Entries of this app.
    pub appid: Option<String>,
    /// Entries of this event, a word.
    pub event: Option<&'static str>,
}

/// A page of the log, newest first: of what the key did, and of what was done in apps that it reaches. Costs what
/// [`Listed::page`] does, and 1 row read for each entry of a developer; for a developer's key 1 for each that is scanned.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &Db,
    scope: Scope,
    narrowed: &Narrowed,
    page: Page,
) -> Result<Option<Found>, StoreError> {
    let listed = Listed {
        appid: None,
        table: "audit",
        whole: WHOLE,
        seen: "developer_id, event, appid",
        window: WINDOW,
    };
    let wanted = |binds: &mut Binds| {
        let mut wanted = Vec::new();
        if let Scope::Developer(id) = scope {
            let id = binds.bind(id);
            wanted.push(format!(
                "(developer_id = {id} OR appid IN (SELECT appid FROM apps WHERE developer_id = {id} AND status <> 'deleted'))"
            ));
        }
        if let Some(appid) = &narrowed.appid {
            wanted.push(format!("appid = {}", binds.bind(appid.as_str())));
        }
        if let Some(event) = narrowed.event {
            wanted.push(format!("event = {}", binds.bind(event)));
        }
        wanted
    };
    listed.page(db, scope, &wanted, page).await
}
