//! Developers, as the owner manages them.

use super::Page;
use crate::{
    domain::developer::Developer,
    store::{
        apps::forget,
        db::{Db, StoreError},
        sql::{Assignments, Binds},
    },
    table::{Row, select},
};

fn columns() -> String {
    select(Developer::COLUMNS, "")
}

/// Makes a developer of `settings`, whose key has this digest. 1 round trip; writes 3 rows (row, key,
/// sequence).
///
/// # Errors
/// [`StoreError`].
pub async fn create(
    db: &Db,
    mut settings: Assignments,
    key_digest: &str,
    now: i64,
) -> Result<Option<Row>, StoreError> {
    settings.set("key_digest", key_digest);
    settings.set("created_at", now);
    let mut binds = Binds::default();
    let (names, places) = settings.lists(&mut binds);
    let sql = format!(
        "INSERT INTO developers ({names}) VALUES ({places}) RETURNING {}",
        columns()
    );
    Ok(db.run(binds.statement(sql)).await?.first_row())
}

/// A page of developers, newest first. 1 round trip; reads as many rows as it answers.
///
/// # Errors
/// [`StoreError`].
pub async fn list(db: &Db, page: Page) -> Result<Vec<Row>, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT {} FROM developers WHERE id < {} ORDER BY id DESC LIMIT {}",
        columns(),
        binds.bind(page.before),
        binds.bind(page.limit)
    );
    Ok(db.run(binds.statement(sql)).await?.all())
}

/// One developer. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn get(db: &Db, id: i64) -> Result<Option<Row>, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT {} FROM developers WHERE id = {}",
        columns(),
        binds.bind(id)
    );
    Ok(db.run(binds.statement(sql)).await?.first_row())
}

/// The developer whose key has this digest. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn by_key(db: &Db, key_digest: &str) -> Result<Option<Row>, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT {} FROM developers WHERE key_digest = {}",
        columns(),
        binds.bind(key_digest)
    );
    Ok(db.run(binds.statement(sql)).await?.first_row())
}

/// Makes `changes`, which may not be empty, and answers the developer as it now is. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn update(db: &Db, id: i64, changes: Assignments) -> Result<Option<Row>, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "UPDATE developers SET {} WHERE id = {} RETURNING {}",
        changes.clause(&mut binds),
        binds.bind(id),
        columns()
    );
    let developer = db.run(binds.statement(sql)).await?.first_row();
    forget();
    Ok(developer)
}
