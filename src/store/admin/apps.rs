//! Apps, as their developers manage them.

use super::{Page, Scope};
use crate::{
    domain::app::App,
    store::{
        apps::forget,
        audit::Entry,
        db::{Db, StoreError},
        sql::{Assignments, Binds, Statement},
    },
    table::{Row, select},
};

fn columns() -> String {
    select(App::COLUMNS, "")
}

/// What became of an attempt to make an app.
pub enum Creation {
    /// It is there.
    Done(Row),
    /// There is no such developer.
    NoDeveloper,
    /// The id was taken: try another.
    IdTaken,
}

/// Makes an app of `developer_id` with `settings` (columns beyond the ones named here).
/// 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn create(
    db: &Db,
    appid: &str,
    developer_id: i64,
    settings: Assignments,
    now: i64,
    audit: &Entry<'_>,
) -> Result<Creation, StoreError> {
    let mut binds = Binds::default();
    let (names, places) = settings.lists(&mut binds);
    let developer = binds.bind(developer_id);
    let sql = format!(
        "INSERT INTO apps (appid, developer_id, created_at, {names})
         SELECT {}, {developer}, {}, {places} WHERE EXISTS (SELECT 1 FROM developers WHERE id = {developer})
         ON CONFLICT (appid) DO NOTHING RETURNING {}",
        binds.bind(appid),
        binds.bind(now),
        columns()
    );
    let insert = binds.statement(sql);
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT id FROM developers WHERE id = {}",
        binds.bind(developer_id)
    );
    let developer = binds.statement(sql);
    let [app, _, developer] = db.batch([insert, audit.if_changed(), developer]).await?;
    Ok(match app.first_row() {
        Some(app) => Creation::Done(app),
        None if developer.is_empty() => Creation::NoDeveloper,
        None => Creation::IdTaken,
    })
}

/// A page of apps, newest first, of those with `search` in name or appid, without regard to ASCII case.
/// 1 round trip; reads as many rows as it answers, deleted ones apart; with `search` every app that
/// the scope reaches, at most.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &Db,
    scope: Scope,
    search: Option<&str>,
    page: Page,
) -> Result<Vec<Row>, StoreError> {
    let mut binds = Binds::default();
    let found = match search.map(str::to_ascii_lowercase) {
        None => String::new(),
        Some(text) => {
            let text = binds.bind(text.as_str());
            format!("AND (instr(lower(name), {text}) OR instr(appid, {text}))")
        }
    };
    let sql = format!(
        "SELECT {} FROM apps WHERE {} AND seq < {} {found} ORDER BY seq DESC LIMIT {}",
        columns(),
        scope.condition(&mut binds, ""),
        binds.bind(page.before),
        binds.bind(page.limit)
    );
    Ok(db.run(binds.statement(sql)).await?.all())
}

/// One app. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn get(db: &Db, scope: Scope, appid: &str) -> Result<Option<Row>, StoreError> {
    Ok(db.run(one(scope, appid)).await?.first_row())
}

/// A SELECT of one app.
pub fn one(scope: Scope, appid: &str) -> Statement {
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT {} FROM apps WHERE appid = {} AND {}",
        columns(),
        binds.bind(appid),
        scope.condition(&mut binds, "")
    );
    binds.statement(sql)
}

/// Makes `changes`, which may not be empty, and answers the app as it now is; nothing if there
/// is no such app or its shortest account would be longer than its longest. 1 round trip.
///
/// `lengths` are the new `account_min` and `account_max`, where they change: compared in the
/// statement, so that two changes at once cannot cross.
///
/// # Errors
/// [`StoreError`].
pub async fn update(
    db: &Db,
    scope: Scope,
    appid: &str,
    changes: Assignments,
    lengths: (Option<i64>, Option<i64>),
    audit: &Entry<'_>,
) -> Result<Option<Row>, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "UPDATE apps SET {} WHERE appid = {} AND {}
         AND coalesce({}, account_min) <= coalesce({}, account_max) RETURNING {}",
        changes.clause(&mut binds),
        binds.bind(appid),
        scope.condition(&mut binds, ""),
        binds.bind(lengths.0),
        binds.bind(lengths.1),
        columns()
    );
    let update = binds.statement(sql);
    let [app, _] = db.batch([update, audit.if_changed()]).await?;
    forget();
    Ok(app.first_row())
}

/// Marks an app as deleted: from here on it is there for nobody, whatever of it is still to be
/// removed (`sweep::remove_users`). Says whether there was one. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn mark_deleted(
    db: &Db,
    scope: Scope,
    appid: &str,
    audit: &Entry<'_>,
) -> Result<bool, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "UPDATE apps SET status = 'deleted' WHERE appid = {} AND {}",
        binds.bind(appid),
        scope.condition(&mut binds, "")
    );
    let mark = binds.statement(sql);
    let [marked, _] = db.batch([mark, audit.if_changed()]).await?;
    forget();
    Ok(marked.changes() > 0)
}
