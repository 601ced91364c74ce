//! Apps, as their developers manage them.

use serde::Deserialize;

use super::{Assignments, Page, Scope, set_clause};
use crate::store::db::{Db, StoreError, Value, statement};

/// An app with all its settings.
#[derive(Debug, Deserialize)]
pub struct App {
    /// Order of creation.
    pub seq: i64,
    /// Public id.
    pub appid: String,
    /// Owner of the app.
    pub developer_id: i64,
    /// Display name.
    pub name: String,
    /// What callers send as `signature`.
    pub signature: String,
    /// "active", "reviewing" or "disabled".
    pub status: String,
    /// 1 if updates want a token.
    pub token_required: u8,
    /// Seconds.
    pub token_ttl: i64,
    /// Characters.
    pub account_min: i64,
    /// Characters.
    pub account_max: i64,
    /// 1 if the documents' narrower formats apply.
    pub strict_format: u8,
    /// Unix seconds.
    pub created_at: i64,
}

/// The app `?1` that the scope `?2` reaches.
const REACHED: &str = "appid = ?1 AND status <> 'deleted' AND (?2 IS NULL OR developer_id = ?2)";

/// What became of an attempt to make an app.
pub enum Creation {
    /// It is there.
    Done(App),
    /// There is no such developer.
    NoDeveloper,
    /// The id was taken: try another.
    IdTaken,
}

/// Makes an app of `developer_id` with `settings` (columns beyond the ones named here).
/// 1 round trip.
pub async fn create(
    db: &Db,
    appid: &str,
    developer_id: i64,
    settings: Assignments,
    now: i64,
) -> Result<Creation, StoreError> {
    let columns: Vec<&str> = settings.iter().map(|(column, _)| *column).collect();
    let places: Vec<String> = (0..columns.len()).map(|i| format!("?{}", i + 4)).collect();
    let sql = format!(
        "INSERT INTO apps (appid, developer_id, created_at, {})
         SELECT ?1, ?2, ?3, {} WHERE EXISTS (SELECT 1 FROM developers WHERE id = ?2)
         ON CONFLICT (appid) DO NOTHING RETURNING *",
        columns.join(", "),
        places.join(", ")
    );
    let mut values: Vec<Value> = vec![appid.into(), developer_id.into(), now.into()];
    values.extend(settings.into_iter().map(|(_, value)| value));
    let insert = statement(sql, values);
    let developer = statement(
        "SELECT id FROM developers WHERE id = ?1",
        [developer_id.into()],
    );
    let [app, developer] = db.batch([insert, developer]).await?;
    Ok(match app.first()? {
        Some(app) => Creation::Done(app),
        None if developer.first::<serde::de::IgnoredAny>()?.is_none() => Creation::NoDeveloper,
        None => Creation::IdTaken,
    })
}

/// A page of apps, newest first, of those with `search` in name or appid, without regard to ASCII case.
/// 1 round trip; reads as many rows as it answers, deleted ones apart; with `search` every app that
/// the scope reaches, at most.
pub async fn list(
    db: &Db,
    scope: Scope,
    search: Option<&str>,
    page: Page,
) -> Result<Vec<App>, StoreError> {
    // Two texts, so that each finds its index.
    let of_scope = match scope {
        Scope::All => "?1 IS NULL",
        Scope::Developer(_) => "developer_id = ?1",
    };
    let sql = format!(
        "SELECT * FROM apps WHERE {of_scope} AND seq < ?2 AND status <> 'deleted'
         AND (?3 IS NULL OR instr(lower(name), ?3) OR instr(appid, ?3))
         ORDER BY seq DESC LIMIT ?4"
    );
    let search = search.map(str::to_ascii_lowercase);
    let values = [
        scope.into(),
        page.before.into(),
        search.as_deref().into(),
        page.limit.into(),
    ];
    db.run(statement(sql, values)).await?.all()
}

/// One app. 1 round trip.
pub async fn get(db: &Db, scope: Scope, appid: &str) -> Result<Option<App>, StoreError> {
    let sql = format!("SELECT * FROM apps WHERE {REACHED}");
    db.run(statement(sql, [appid.into(), scope.into()]))
        .await?
        .first()
}

/// Sets `assignments`, which may not be empty, and answers the app as it now is; nothing if there
/// is no such app or its shortest account would be longer than its longest. 1 round trip.
///
/// `lengths` are the new `account_min` and `account_max`, where they change: compared in the
/// statement, so that two changes at once cannot cross.
pub async fn update(
    db: &Db,
    scope: Scope,
    appid: &str,
    assignments: Assignments,
    lengths: (Option<i64>, Option<i64>),
) -> Result<Option<App>, StoreError> {
    let set = set_clause(&assignments, 5);
    let sql = format!(
        "UPDATE apps SET {set} WHERE {REACHED}
         AND coalesce(?3, account_min) <= coalesce(?4, account_max) RETURNING *"
    );
    let mut values: Vec<Value> = vec![
        appid.into(),
        scope.into(),
        lengths.0.into(),
        lengths.1.into(),
    ];
    values.extend(assignments.into_iter().map(|(_, value)| value));
    db.run(statement(sql, values)).await?.first()
}

/// Marks an app as deleted: from here on it is there for nobody, whatever of it is still to be
/// removed (`sweep::remove_users`). Says whether there was one. 1 round trip.
pub async fn mark_deleted(db: &Db, scope: Scope, appid: &str) -> Result<bool, StoreError> {
    let sql = format!("UPDATE apps SET status = 'deleted' WHERE {REACHED}");
    let update = statement(sql, [appid.into(), scope.into()]);
    Ok(db.run(update).await?.changes() > 0)
}
