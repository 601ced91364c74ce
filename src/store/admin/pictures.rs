//! Pictures that a user uploaded, as the app's developer sees and removes them.

use super::{Page, users::UserAddress};
use crate::{
    domain::picture::PATH,
    store::{
        audit::Entry,
        db::{Db, StoreError},
        pictures::{GONE, ONE},
        sql::Binds,
    },
    table::Row,
};

/// A page of a user's pictures, newest first, with their addresses on `origin`; nothing if there is no such user. 1
/// round trip; reads as many rows as it answers, and those that are to go.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &Db,
    user: UserAddress<'_>,
    origin: &str,
    page: Page,
) -> Result<Option<Vec<Row>>, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT p.id AS number, CAST(p.id AS TEXT) AS id, p.id / 1000000 AS at, p.kind, p.bytes, {} || p.name AS url
         FROM users u JOIN pictures p ON p.appid = u.appid AND p.user_id = u.id
         WHERE {} AND p.kind <> 'gone' AND p.id < {} ORDER BY p.id DESC LIMIT {}",
        binds.bind(format!("{origin}{PATH}").as_str()),
        user.condition(&mut binds, "u."),
        binds.bind(page.before),
        binds.bind(page.limit)
    );
    let [found, rows] = db
        .batch([user.select("1 AS one"), binds.statement(sql)])
        .await?;
    Ok((!found.is_empty()).then(|| rows.all()))
}

/// Marks a user's picture as one that is to go, and answers it as [`GONE`]; nothing if there is none. If it is the
/// user's avatar, the user has none from then on. 1 round trip; writes 3 rows (row, index, audit), 1 more for an avatar.
///
/// # Errors
/// [`StoreError`].
pub async fn delete(
    db: &Db,
    user: UserAddress<'_>,
    id: i64,
    audit: &Entry<'_>,
) -> Result<Option<String>, StoreError> {
    let mut binds = Binds::default();
    let condition = user.condition(&mut binds, "");
    let sql = format!(
        "UPDATE users SET picture = NULL WHERE {condition} AND picture =
         (SELECT name FROM pictures p WHERE p.appid = users.appid AND p.user_id = users.id AND p.id = {})",
        binds.bind(id)
    );
    let avatar = binds.statement(sql);
    let mut binds = Binds::default();
    let appid = binds.bind(user.appid);
    let condition = user.condition(&mut binds, "");
    let sql = format!(
        "UPDATE pictures AS p SET kind = 'gone'
         WHERE appid = {appid} AND user_id = (SELECT id FROM users WHERE {condition}) AND id = {} AND kind <> 'gone'
         RETURNING json_array({ONE}) AS {GONE}",
        binds.bind(id)
    );
    // Before the user's row, whose trigger would mark it.
    let mark = binds.statement(sql);
    let [gone, _, _] = db.batch([mark, audit.if_changed(), avatar]).await?;
    gone.first_value(GONE)
}
