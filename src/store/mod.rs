//! All the SQL and all the KV keys, each beside what it costs.
//!
//! Costs are counted as the platform counts them: a round trip is one wait for D1, a row written
//! is a row or an index entry, a KV operation is one get or put. `tests/` holds them to it.

pub mod admin;
pub mod apps;
pub mod audit;
pub mod codes;
pub mod cost;
pub mod db;
pub mod deliveries;
pub mod feedback;
pub mod guard;
pub mod ledger;
pub mod memory;
pub mod pictures;
pub mod profiles;
pub mod refusals;
pub mod registration;
pub mod sessions;
pub mod signin;
pub mod sql;
pub mod sweep;
pub mod tokens;
pub mod updates;
pub mod users;
pub mod webhooks;

/// Asks D1 for nothing, to see whether it answers and knows our tables. 1 round trip.
///
/// # Errors
/// [`db::StoreError`].
pub async fn ping(db: &db::Db) -> Result<(), db::StoreError> {
    db.run(sql::plain("SELECT 1 FROM apps LIMIT 0")).await?;
    Ok(())
}
