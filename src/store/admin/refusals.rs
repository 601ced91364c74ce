//! How often an app's calls were refused, as its developer sees it.

use super::{Scope, scan::of_reached};
use crate::{
    store::{
        db::{Db, Rows, StoreError},
        sql::Binds,
    },
    table::Row,
};

/// Counts that one call answers.
const MOST: i64 = 5_000;

/// The counts of an app after `hour`, newest first; nothing if the scope does not reach the app. 1 round trip; reads as many
/// rows as it answers.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &Db,
    scope: Scope,
    appid: &str,
    hour: i64,
) -> Result<Option<Vec<Row>>, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT hour * 3600 AS at, reason, count FROM refusals
         WHERE appid = {} AND hour > {} ORDER BY hour DESC, reason LIMIT {MOST}",
        binds.bind(appid),
        binds.bind(hour)
    );
    let rows = of_reached(db, scope, appid, binds.statement(sql)).await?;
    Ok(rows.map(Rows::all))
}
