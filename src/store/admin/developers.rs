//! Developers, as the owner manages them.

use super::{Page, sessions};
use crate::{
    domain::developer::Developer,
    store::{
        apps::forget,
        audit::Entry,
        db::{Db, StoreError},
        sql::{Assignments, Binds, Statement},
    },
    table::{Row, select},
};

fn columns() -> String {
    select(Developer::COLUMNS, "")
}

/// Makes a developer of `settings`, whose key has this digest. 1 round trip; writes 4 rows (row, key,
/// sequence, audit).
///
/// # Errors
/// [`StoreError`].
pub async fn create(
    db: &Db,
    mut settings: Assignments,
    key_digest: &str,
    now: i64,
    audit: &Entry<'_>,
) -> Result<Option<Row>, StoreError> {
    settings.set("key_digest", key_digest);
    settings.set("created_at", now);
    let mut binds = Binds::default();
    let (names, places) = settings.lists(&mut binds);
    let sql = format!(
        "INSERT INTO developers ({names}) VALUES ({places}) RETURNING {}",
        columns()
    );
    let insert = binds.statement(sql);
    let [made, _] = db.batch([insert, audit.if_added()]).await?;
    Ok(made.first_row())
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

/// Gives a developer the key with this digest in the place of the one before, whose sessions end with it. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn rotate_key(
    db: &Db,
    id: i64,
    key_digest: &str,
    audit: &Entry<'_>,
) -> Result<Option<Row>, StoreError> {
    let mut changes = Assignments::default();
    changes.set("key_digest", key_digest);
    let update = set(id, changes);
    let [developer, _, _] = db
        .batch([update, audit.if_changed(), sessions::ended(id)])
        .await?;
    Ok(developer.first_row())
}

/// Makes `changes`, which may not be empty, and answers the developer as it now is. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn update(
    db: &Db,
    id: i64,
    changes: Assignments,
    audit: &Entry<'_>,
) -> Result<Option<Row>, StoreError> {
    let [developer, _] = db.batch([set(id, changes), audit.if_changed()]).await?;
    forget();
    Ok(developer.first_row())
}

fn set(id: i64, changes: Assignments) -> Statement {
    let mut binds = Binds::default();
    let sql = format!(
        "UPDATE developers SET {} WHERE id = {} RETURNING {}",
        changes.clause(&mut binds),
        binds.bind(id),
        columns()
    );
    binds.statement(sql)
}
