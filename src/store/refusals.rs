//! How often calls were refused, by app, hour and reason.

use serde::Serialize;

use super::{
    db::{Db, StoreError},
    sql::{Binds, Statement},
};

/// Days that the counts go back.
pub const KEPT: i64 = 30;

/// A count.
#[derive(Serialize)]
pub struct Refused {
    /// The app.
    pub appid: String,
    /// Hours since 1970.
    pub hour: i64,
    /// The failure's name.
    pub reason: &'static str,
    /// How often.
    pub count: i64,
}

/// Adds counts up, those of apps that are there. 1 round trip; writes a row for each.
///
/// # Errors
/// [`StoreError`].
pub async fn add(db: &Db, refused: &[Refused]) -> Result<(), StoreError> {
    let mut binds = Binds::default();
    // Texts and numbers, which always serialise.
    let list = serde_json::to_string(refused).unwrap_or_default();
    let sql = format!(
        "INSERT INTO refusals (appid, hour, reason, count)
         SELECT a.appid, j.value ->> '$.hour', j.value ->> '$.reason', j.value ->> '$.count'
         FROM json_each({}) j JOIN apps a ON a.appid = j.value ->> '$.appid' WHERE true
         ON CONFLICT (appid, hour, reason) DO UPDATE SET count = count + excluded.count",
        binds.bind(list.as_str())
    );
    db.run(binds.statement(sql)).await?;
    Ok(())
}

/// The statement that deletes some of what is older than the counts go back, and of apps that are gone; the sweep's. It
/// looks from app to app, by a range of the key in each, so that it reads few rows that stay.
pub fn swept(now: i64) -> Statement {
    let mut binds = Binds::default();
    let sql = format!(
        "WITH RECURSIVE a(appid) AS (
             SELECT min(appid) FROM refusals
             UNION ALL SELECT (SELECT min(r.appid) FROM refusals r WHERE r.appid > a.appid) FROM a WHERE a.appid IS NOT NULL)
         DELETE FROM refusals WHERE (appid, hour, reason) IN (
             SELECT r.appid, r.hour, r.reason FROM a JOIN refusals r ON r.appid = a.appid
             AND r.hour < iif(EXISTS (SELECT 1 FROM apps WHERE apps.appid = a.appid), {}, {}) LIMIT 5000)",
        binds.bind(now / 3_600 - KEPT * 24),
        i64::MAX
    );
    binds.statement(sql)
}
