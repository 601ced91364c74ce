//! Lists of rows, newest first, and those of them that no index finds: each page looks at a bounded number of
//! rows.

use super::{Page, Scope};
use crate::{
    store::{
        db::{Db, Rows, StoreError},
        sql::{Binds, Statement},
    },
    table::Row,
};

/// What is listed: rows of a table whose key is the app and `id`, or `id` alone.
pub struct Listed<'a> {
    /// The app; nothing where the key is `id` alone.
    pub appid: Option<&'a str>,
    /// The table.
    pub table: &'static str,
    /// What is answered of a row `u`.
    pub whole: &'a str,
    /// The columns that a condition looks at.
    pub seen: &'static str,
    /// Rows that one page scans, whatever it finds.
    pub window: i64,
}

/// The conditions that a row has to meet; none for all rows.
pub type Wanted<'a> = &'a dyn Fn(&mut Binds) -> Vec<String>;

/// A page of rows, and where the next one begins.
pub struct Found {
    /// The rows.
    pub rows: Vec<Row>,
    /// Before which `id` the next page begins, if there may be more.
    pub next: Option<i64>,
    /// How many rows were scanned, where the page ended because that were enough.
    pub scanned: Option<i64>,
}

impl Listed<'_> {
    /// A page of those rows that are `wanted`; nothing if `scope`, what the key reaches, does not reach the app.
    ///
    /// 1 round trip; reads as many rows as it answers without a condition; with one `window` rows at most
    /// to find them, and as many again to find where it ended.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn page(
        &self,
        db: &Db,
        scope: Scope,
        wanted: Wanted<'_>,
        page: Page,
    ) -> Result<Option<Found>, StoreError> {
        let select = self.select(wanted, page.and_one());
        let rows = match self.appid {
            None => Some(db.run(select).await?),
            Some(appid) => of_reached(db, scope, appid, select).await?,
        };
        let Some(rows) = rows else {
            return Ok(None);
        };
        let mut rows = rows.all();
        let number = |row: &Row, name| row.value(name).as_i64();
        let stop = rows.first().and_then(|row| number(row, "stop"));
        rows.retain(|row| number(row, "number").is_some());
        let mut next = stop;
        if rows.len() as i64 > page.limit {
            rows.truncate(page.limit as usize);
            next = rows.last().and_then(|row| number(row, "number"));
        }
        Ok(Some(Found {
            rows,
            next,
            scanned: stop.map(|_| self.window),
        }))
    }

    /// The rows of a page, each with its id as `number`: the first of the newest `window` ones that are wanted;
    /// and as `stop`, where they are fewer than the page takes, the last of the window, if there is one. Stops
    /// reading where it has enough.
    fn select(&self, wanted: Wanted<'_>, page: Page) -> Statement {
        let Self {
            table,
            whole,
            seen,
            window,
            ..
        } = self;
        let mut binds = Binds::default();
        let appid = self.appid.map(|it| binds.bind(it));
        let of =
            |table: &str| appid.map_or(String::new(), |it| format!("{table}appid = {it} AND "));
        let (within, within_u) = (of(""), of("u."));
        let before = binds.bind(page.before);
        let most = binds.bind(page.limit);
        let wanted = wanted(&mut binds);
        let sql = if wanted.is_empty() {
            format!(
                "SELECT u.id AS number, {whole} FROM {table} u
                 WHERE {within_u} u.id < {before} ORDER BY u.id DESC LIMIT {most}"
            )
        } else {
            format!(
                "WITH hits (id) AS MATERIALIZED (
                     SELECT id FROM (SELECT id, {seen} FROM {table}
                                     WHERE {within} id < {before} ORDER BY id DESC LIMIT {window})
                     WHERE {} LIMIT {most}
                 ), stop (id) AS MATERIALIZED (
                     SELECT iif((SELECT count(*) FROM hits) < {most},
                                (SELECT id FROM {table} WHERE {within} id < {before}
                                 ORDER BY id DESC LIMIT 1 OFFSET {window} - 1), NULL)
                 )
                 SELECT (SELECT id FROM stop) AS stop, u.id AS number, {whole}
                 FROM (SELECT 1) LEFT JOIN hits LEFT JOIN {table} u ON {within_u} u.id = hits.id
                 ORDER BY u.id DESC",
                wanted.join(" AND ")
            )
        };
        binds.statement(sql)
    }
}

/// What `select` finds, if the scope reaches the app. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn of_reached(
    db: &Db,
    scope: Scope,
    appid: &str,
    select: Statement,
) -> Result<Option<Rows>, StoreError> {
    let mut binds = Binds::default();
    let appid = binds.bind(appid);
    let sql = format!("SELECT 1 AS one WHERE {}", scope.reaches(&mut binds, appid));
    let [reached, rows] = db.batch([binds.statement(sql), select]).await?;
    Ok((!reached.is_empty()).then_some(rows))
}
