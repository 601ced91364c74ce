//! Lists of an app's users: newest first, or those whom a search or a state narrows them to.

use super::{Page, Scope, users::REACHED};
use crate::{
    domain::user::User,
    store::{
        db::{Db, Record, Row, Rows, Statement, StoreError, Value, statement},
        users::WHOLE,
    },
};

/// Users that one page of a search or a filtered list looks at, whatever it finds.
const WINDOW: i64 = 50_000;
/// Users that such a page looks at beforehand, to see how dense the wanted ones are.
const SAMPLE: i64 = 1_000;

/// What a list of users is narrowed to.
#[derive(Default)]
pub struct Filter {
    /// Text within account, nickname, QQ number or e-mail address, without regard to ASCII case; in
    /// lower case.
    pub search: Option<String>,
    /// "active" or "disabled".
    pub status: Option<String>,
}

/// A page of users and where the next one begins.
pub struct Users {
    /// The users.
    pub items: Vec<User>,
    /// `before` of the next page, if there may be more.
    pub next: Option<i64>,
}

/// Beyond every user's number: the largest that D1 and JSON agree on.
const END: i64 = (1 << 53) - 1;

/// The newest `?3` users of `?1` before `?2`.
const PLAIN: &str = "FROM users WHERE appid = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";

/// Users whom the indexes find for the text `?5`: by account, by QQ number, by the beginning of the
/// account (the end of those is `?6`). As `n` how many of these ways count: the last one does not
/// if it finds more than fit on the page.
const INDEXED: &str = "
    WITH found (id, way) AS MATERIALIZED (SELECT id, min(way) FROM (
        SELECT id, iif(account = ?5, 1, 3) AS way FROM (
            SELECT id, account FROM users WHERE appid = ?1 AND account >= ?5 AND account < ?6
            ORDER BY account LIMIT ?3)
        UNION ALL SELECT id, 2 FROM users WHERE appid = ?1 AND qq = ?5) GROUP BY id
    ), ways (n) AS MATERIALIZED (SELECT iif(count(*) < ?3, 3, min(?3 - 1, 2)) FROM found)
    SELECT n, {whole} FROM (
        SELECT u.*, n, way FROM ways
        LEFT JOIN found f ON way <= n AND (?4 IS NULL OR ?4 = (SELECT status FROM users WHERE appid = ?1 AND id = f.id))
        LEFT JOIN users u ON u.appid = ?1 AND u.id = f.id)
    ORDER BY way, id DESC";

/// Whether a user is of the state `?4`, has the text `?5` somewhere, and was not found in one of the
/// first `?7` ways of [`INDEXED`].
const WANTED: &str = "(?4 IS NULL OR status = ?4) AND (?5 IS NULL OR (
    instr(lower(account), ?5) OR instr(lower(nickname), ?5) OR instr(qq, ?5) OR instr(lower(email), ?5))
    AND CASE WHEN account = ?5 THEN 1 WHEN qq = ?5 THEN 2 WHEN account >= ?5 AND account < ?6 THEN 3 ELSE 4 END > ?7)";

/// The users before `?2`, newest first, as far as [`WANTED`] needs them.
const NEWEST: &str = "SELECT id, status, account, nickname, qq, email FROM users
                      WHERE appid = ?1 AND id < ?2 ORDER BY id DESC";

/// The wanted ones of the newest users, and as `n` where to go on. Looks at a sample, and then at
/// twice as many as hold `?3` of them if all are like the sample, but at `?8` at most. (To stop where
/// enough are found would read less; but whoever finds too few would have to read all of it again, to
/// know where it ended.)
fn filtered() -> String {
    format!(
        "WITH aim (size) AS MATERIALIZED (
             SELECT CAST(min(?8, 2 * {SAMPLE} * ?3 / (count(*) + 1)) AS INTEGER)
             FROM ({NEWEST} LIMIT {SAMPLE}) WHERE {WANTED}
         ), seen (n, ids) AS MATERIALIZED (
             SELECT iif(count(*) < (SELECT size FROM aim), NULL, min(id)),
                    json_group_array(id) FILTER (WHERE {WANTED})
             FROM ({NEWEST} LIMIT (SELECT size FROM aim))
         )
         SELECT n, {WHOLE} FROM (
             SELECT u.*, n FROM seen
             LEFT JOIN (SELECT value FROM json_each((SELECT ids FROM seen)) LIMIT ?3) j
             LEFT JOIN users u ON u.appid = ?1 AND u.id = j.value)
         ORDER BY id DESC"
    )
}

/// A user whom [`INDEXED`] or [`filtered`] found, or nobody, and their `n`.
struct Found(Option<i64>, Option<User>);

impl Record for Found {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self(row.int_or_null()?, Record::read(row)?))
    }
}

/// A page of an app's users, newest first; nothing if there is no such app.
///
/// A search begins with those whom an index finds, and no later page shows them again: a cursor is a
/// user's number and, in the two lowest bits, the `n` of [`INDEXED`].
///
/// 1 round trip without a filter, reading as many rows as it answers. 1 with a filter, reading 3 for each
/// user it answers and at most [`WINDOW`] and [`SAMPLE`] more; then it answers what it has found, perhaps
/// fewer than asked for, and where to go on. The first page of a search takes 1 more, which reads up to 6
/// for each user; if that finds anybody, the page looks at 3 times [`SAMPLE`] others at most.
pub async fn list(
    db: &Db,
    scope: Scope,
    appid: &str,
    filter: &Filter,
    page: Page,
) -> Result<Option<Users>, StoreError> {
    let before = (page.before >> 2).min(END);
    let (search, status) = (filter.search.as_deref(), filter.status.as_deref());
    // Accounts are ASCII: this comes after whatever they go on with.
    let end = search.map(|text| format!("{text}\x7f"));
    let narrowed = |limit: i64| -> Vec<Value> {
        vec![
            appid.into(),
            before.into(),
            (limit + 1).into(),
            status.into(),
            search.into(),
            end.as_deref().into(),
        ]
    };

    let (mut items, mut ways, mut window) = (Vec::new(), page.before & 3, WINDOW);
    if search.is_some() && page.before == Page::FIRST {
        let select = statement(INDEXED.replace("{whole}", WHOLE), narrowed(page.limit));
        let Some(rows) = of_reached(db, scope, appid, select).await? else {
            return Ok(None);
        };
        ways = found(rows, &mut items)?.unwrap_or(0);
        if !items.is_empty() {
            window = 2 * SAMPLE;
        }
    }

    let rest = page.limit - items.len() as i64;
    let mut values = narrowed(rest);
    let plain = search.is_none() && status.is_none();
    let select = if plain {
        values.truncate(3);
        statement(format!("SELECT {WHOLE} {PLAIN}"), values)
    } else {
        values.extend([ways.into(), window.into()]);
        statement(filtered(), values)
    };
    let Some(rows) = of_reached(db, scope, appid, select).await? else {
        return Ok(None);
    };
    let mut next = None;
    if plain {
        items = rows.all()?;
    } else {
        next = found(rows, &mut items)?;
    }
    if items.len() as i64 > page.limit {
        items.truncate(page.limit as usize);
        next = match items.last() {
            Some(last) if rest > 0 => Some(last.id),
            _ => Some(before),
        };
    }
    Ok(Some(Users {
        items,
        next: next.map(|id| id << 2 | ways),
    }))
}

/// Adds the users of `rows` to `items`, and answers their `n`.
fn found(rows: Rows, items: &mut Vec<User>) -> Result<Option<i64>, StoreError> {
    let mut last = None;
    for Found(n, user) in rows.all()? {
        items.extend(user);
        last = n;
    }
    Ok(last)
}

/// What `select` finds, if the scope reaches the app. 1 round trip.
async fn of_reached(
    db: &Db,
    scope: Scope,
    appid: &str,
    select: Statement,
) -> Result<Option<Rows>, StoreError> {
    let reached = statement(
        format!("SELECT 1 WHERE {REACHED}"),
        [appid.into(), scope.into()],
    );
    let [reached, rows] = db.batch([reached, select]).await?;
    Ok((!reached.is_empty()).then_some(rows))
}
