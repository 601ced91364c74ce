//! Apps as callers meet them: one row that says whether they are served.

use std::cell::RefCell;
use std::sync::LazyLock;

use super::{
    db::{Db, StoreError},
    memory::Memory,
    sql::Binds,
};
use crate::{
    domain::{
        app::{App, CalledApp},
        digest,
    },
    table::select,
};

/// Who calls.
pub struct Caller<'a> {
    /// The app the caller names.
    pub appid: &'a str,
    /// SHA-256 of the signature the caller sent, hex.
    pub signature_digest: String,
    /// When the call came, Unix seconds.
    pub now: i64,
}

impl<'a> Caller<'a> {
    /// The caller that sent `appid` and `signature` at `now`.
    pub fn new(appid: &'a str, signature: &str, now: i64) -> Self {
        Self {
            appid,
            signature_digest: digest::sha256_hex(signature.as_bytes()),
            now,
        }
    }
}

/// Condition of every write that a caller asks for: the app exists, the signature is its present
/// one, and app and developer are served; `and` is what else it asks of the app `a`. Reads 2 rows and an
/// index entry.
pub fn served(binds: &mut Binds, caller: &Caller<'_>, and: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM apps a JOIN developers d ON d.id = a.developer_id
                 WHERE a.appid = {} AND a.signature_digest = {} AND a.status = 'active'
                   AND d.status = 'active' AND (d.expires_at IS NULL OR d.expires_at > {}) {and})",
        binds.bind(caller.appid),
        binds.bind(caller.signature_digest.as_str()),
        binds.bind(caller.now)
    )
}

/// The columns of a [`CalledApp`], of the app `a` and its developer `d`.
pub static CALLED: LazyLock<String> = LazyLock::new(|| {
    let columns = select(App::COLUMNS, "a.");
    format!("{columns}, d.status AS developer_status, d.expires_at AS developer_expires_at")
});

/// The app `appid` as a call meets it, with `columns` of what `join` joins. Reads 2 rows and 1 index
/// entry.
pub fn called(appid: impl std::fmt::Display, columns: &str, join: &str) -> String {
    format!(
        "SELECT {} {columns} FROM apps a JOIN developers d ON d.id = a.developer_id {join}
         WHERE a.appid = {appid} AND a.status <> 'deleted'",
        CALLED.as_str()
    )
}

/// The condition of a statement that says why the one before it in its batch wrote nothing: after a
/// success it reads nothing.
pub const IF_REFUSED: &str = "AND changes() = 0";

/// Seconds for which an isolate may remember an app, where a guarded write follows.
const MAX_AGE: i64 = 10;
/// The same for token_check, which may be so late to learn of a change (contract, section 4).
const LATE: i64 = 60;

thread_local! {
    static REMEMBERED: RefCell<Memory<CalledApp>> = RefCell::new(Memory::new(256, LATE));
}

/// The app `appid` as this isolate remembers it. It may admit a caller, because the write
/// that follows is guarded; it may not refuse one.
pub fn remembered(appid: &str, now: i64) -> Option<CalledApp> {
    REMEMBERED.with_borrow(|memory| memory.get_within(appid, now, MAX_AGE))
}

/// The same as of the last minute.
pub fn remembered_late(appid: &str, now: i64) -> Option<CalledApp> {
    REMEMBERED.with_borrow(|memory| memory.get(appid, now))
}

/// Forgets every app: one of them, or a developer, has changed. Other isolates learn of it in their time.
pub fn forget() {
    REMEMBERED.with_borrow_mut(Memory::clear);
}

/// Remembers `app`, which the primary has just said.
pub fn remember(app: &CalledApp, now: i64) {
    let appid = app.app.appid.clone();
    REMEMBERED.with_borrow_mut(|memory| memory.put(appid, app.clone(), now));
}

/// The app `appid`, and whether a copy of the database said so, which may be some seconds behind. What the primary says is
/// remembered for the next call. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn load(db: &Db, appid: &str, now: i64) -> Result<(Option<CalledApp>, bool), StoreError> {
    let mut binds = Binds::default();
    let sql = called(binds.bind(appid), "", "");
    let rows = db.run(binds.statement(sql)).await?;
    let by_copy = rows.by_copy();
    let app: Option<CalledApp> = rows.first()?;
    match &app {
        _ if by_copy => {}
        Some(app) => remember(app, now),
        None => REMEMBERED.with_borrow_mut(|memory| memory.forget(appid)),
    }
    Ok((app, by_copy))
}
