//! Apps as callers meet them: one row that says whether they are served.

use std::cell::RefCell;

use super::{
    db::{Db, Record, Row, StoreError, statement},
    memory::Memory,
};
use crate::domain::{app::Standing, digest};

/// Who calls: what every guarded write binds as `?1`, `?2` and `?3`.
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
/// one, and app and developer are served; `and` is what else it asks of the app `a`.
/// Takes `?1` app id, `?2` signature digest, `?3` now. Reads 2 rows and an index entry.
pub fn served(and: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM apps a JOIN developers d ON d.id = a.developer_id
                 WHERE a.appid = ?1 AND a.signature_digest = ?2 AND a.status = 'active'
                   AND d.status = 'active' AND (d.expires_at IS NULL OR d.expires_at > ?3) {and})"
    )
}

/// The standing of the app `?1` and its developer, as SQL that may ask more in the same row: `columns`
/// of what `join` joins, under a condition `and`. Reads 2 rows and 1 index entry.
pub fn standing(columns: &str, join: &str, and: &str) -> String {
    format!(
        "SELECT a.signature_digest, a.status, a.token_required, a.token_ttl, a.account_min,
                a.account_max, a.strict_format, d.status AS developer_status, d.expires_at {columns}
         FROM apps a JOIN developers d ON d.id = a.developer_id {join}
         WHERE a.appid = ?1 AND a.status <> 'deleted' {and}"
    )
}

/// The condition of a statement that says why the one before it in its batch was refused: after a
/// success it reads nothing.
pub const IF_REFUSED: &str = "AND changes() = 0";

impl Record for Standing {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            signature_digest: row.text()?,
            status: row.text()?,
            token_required: row.flag()?,
            token_ttl: row.int()?,
            account_min: row.int()?,
            account_max: row.int()?,
            strict_format: row.flag()?,
            developer_status: row.text()?,
            developer_expires_at: row.int_or_null()?,
        })
    }
}

/// Seconds for which an isolate may remember an app.
const MAX_AGE: i64 = 10;

thread_local! {
    static REMEMBERED: RefCell<Memory<Standing>> = RefCell::new(Memory::new(256, MAX_AGE));
}

/// The standing of `appid` as this isolate remembers it. It may admit a caller, because the write
/// that follows is guarded; it may not refuse one.
pub fn remembered(appid: &str, now: i64) -> Option<Standing> {
    REMEMBERED.with_borrow(|memory| memory.get(appid, now))
}

/// The standing of `appid`, remembered for the next call, and whether a copy of the database said so,
/// which may be some seconds behind. 1 round trip.
pub async fn load(db: &Db, appid: &str, now: i64) -> Result<(Option<Standing>, bool), StoreError> {
    let select = statement(standing("", "", ""), [appid.into()]);
    let rows = db.run(select).await?;
    let by_copy = rows.by_copy();
    let standing: Option<Standing> = rows.first()?;
    REMEMBERED.with_borrow_mut(|memory| match &standing {
        Some(standing) => memory.put(appid.to_owned(), standing.clone(), now),
        None => memory.forget(appid),
    });
    Ok((standing, by_copy))
}
