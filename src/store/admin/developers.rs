//! Developers, as the owner manages them.

use serde::Serialize;

use super::{Assignments, Page, set_clause};
use crate::store::db::{Db, Record, Row, StoreError, Value, statement};

/// A developer as the admin API shows it. The key's digest stays in the database.
#[derive(Debug, Serialize)]
pub struct Developer {
    /// Number; 1 is the built-in "owner".
    pub id: i64,
    /// Display name.
    pub name: String,
    /// "active" or "disabled".
    pub status: String,
    /// Unix seconds, or never.
    pub expires_at: Option<i64>,
    /// Unix seconds.
    pub created_at: i64,
}

const COLUMNS: &str = "id, name, status, expires_at, created_at";

impl Record for Developer {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.int()?,
            name: row.text()?,
            status: row.text()?,
            expires_at: row.int_or_null()?,
            created_at: row.int()?,
        })
    }
}

/// Makes a developer. 1 round trip; writes 3 rows (row, key, sequence).
pub async fn create(
    db: &Db,
    name: &str,
    expires_at: Option<i64>,
    key_digest: &str,
    now: i64,
) -> Result<Option<Developer>, StoreError> {
    let sql = format!(
        "INSERT INTO developers (name, expires_at, key_digest, created_at)
         VALUES (?1, ?2, ?3, ?4) RETURNING {COLUMNS}"
    );
    let values = [
        name.into(),
        expires_at.into(),
        key_digest.into(),
        now.into(),
    ];
    db.run(statement(sql, values)).await?.first()
}

/// A page of developers, newest first. 1 round trip; reads as many rows as it answers.
pub async fn list(db: &Db, page: Page) -> Result<Vec<Developer>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM developers WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    db.run(statement(sql, [page.before.into(), page.limit.into()]))
        .await?
        .all()
}

/// One developer. 1 round trip.
pub async fn get(db: &Db, id: i64) -> Result<Option<Developer>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM developers WHERE id = ?1");
    db.run(statement(sql, [id.into()])).await?.first()
}

/// The developer whose key has this digest. 1 round trip.
pub async fn by_key(db: &Db, key_digest: &str) -> Result<Option<Developer>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM developers WHERE key_digest = ?1");
    db.run(statement(sql, [key_digest.into()])).await?.first()
}

/// Sets `assignments`, which may not be empty, and answers the developer as it now is. 1 round trip.
pub async fn update(
    db: &Db,
    id: i64,
    assignments: Assignments,
) -> Result<Option<Developer>, StoreError> {
    let set = set_clause(&assignments, 2);
    let sql = format!("UPDATE developers SET {set} WHERE id = ?1 RETURNING {COLUMNS}");
    let mut values: Vec<Value> = vec![id.into()];
    values.extend(assignments.into_iter().map(|(_, value)| value));
    db.run(statement(sql, values)).await?.first()
}
