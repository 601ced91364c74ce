//! Users of an app, as its developer manages them.

use serde::{Deserialize, de::IgnoredAny};

use super::{Assignments, Page, Scope, set_clause};
use crate::{
    domain::user::User,
    store::db::{Db, StoreError, Value, statement},
};

/// The app `?1` is one that the scope `?2` reaches.
const REACHED: &str = "EXISTS (SELECT 1 FROM apps WHERE appid = ?1 AND status <> 'deleted'
                               AND (?2 IS NULL OR developer_id = ?2))";

/// Users that one page of a search or a filtered list looks at, whatever it finds.
const WINDOW: i64 = 100_000;
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

/// How directly a search meets a user. Takes `?5` the text, `?6` the end of what begins with it.
const RANK: &str = "CASE WHEN account = ?5 THEN 1 WHEN qq = ?5 THEN 2
                         WHEN account >= ?5 AND account < ?6 THEN 3 ELSE 4 END";

/// Whether a user is wanted. Takes `?4` the status, `?7` the rank up to which users were shown.
const WANTED: &str = "(?4 IS NULL OR status = ?4)
    AND (?5 IS NULL OR (instr(lower(account), ?5) OR instr(lower(nickname), ?5)
                        OR instr(qq, ?5) OR instr(lower(email), ?5)) AND {rank} > ?7)";

/// Users of `?1` whom the indexes find for a search, `?3` by their account and one by the QQ number.
const INDEXED: &str = "
    SELECT *, {rank} AS rank FROM users WHERE appid = ?1 AND id IN (
        SELECT id FROM (SELECT id FROM users WHERE appid = ?1 AND account >= ?5 AND account < ?6
                        ORDER BY account LIMIT ?3)
        UNION ALL SELECT id FROM users WHERE appid = ?1 AND qq = ?5)
    ORDER BY rank, id DESC";

/// The newest `?3` users of `?1` before `?2`.
const PLAIN: &str =
    "SELECT *, NULL AS more FROM users WHERE appid = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";

/// The wanted ones among them, and where to go on. Looks at a sample first, then at twice as many as
/// will hold `?3` wanted ones if all are like the sample, but at `?8` at most. (Ending at the last one
/// that fits would be simpler, but then who finds too few has to count where it ended: as many rows again.)
const FILTERED: &str = "
    WITH aim (size) AS MATERIALIZED (
        SELECT CAST(min(?8, 2 * {sample} * ?3 / (count(*) + 1)) AS INTEGER)
        FROM ({users} LIMIT {sample}) WHERE {wanted}
    ), seen (more, ids) AS MATERIALIZED (
        SELECT iif(count(*) < (SELECT size FROM aim), NULL, min(id)), json_group_array(id) FILTER (WHERE {wanted})
        FROM ({users} LIMIT (SELECT size FROM aim))
    )
    SELECT u.*, more FROM seen LEFT JOIN users u
        ON u.appid = ?1 AND u.id IN (SELECT value FROM json_each(ids) LIMIT ?3)
    ORDER BY u.id DESC";

/// `sql` with its parts in place.
fn assembled(sql: &str) -> String {
    let users = "SELECT id, status, account, nickname, qq, email FROM users
                 WHERE appid = ?1 AND id < ?2 ORDER BY id DESC";
    sql.replace("{wanted}", WANTED)
        .replace("{rank}", RANK)
        .replace("{users}", users)
        .replace("{sample}", &SAMPLE.to_string())
}

#[derive(Deserialize)]
struct Ranked {
    rank: i64,
}

#[derive(Deserialize)]
struct Seen {
    more: Option<i64>,
    id: Option<i64>,
}

/// A page of an app's users, newest first; nothing if there is no such app.
///
/// A search begins with those whom an index finds: by their account or QQ number, or by the beginning
/// of the account, unless that are more than fit on the page. No later page shows them again: a cursor
/// is a user's number and, in the two lowest bits, the [`RANK`] up to which users were shown.
///
/// 1 round trip without a filter, reading as many rows as it answers. 1 with a filter, reading those it
/// answers and at most [`WINDOW`] and [`SAMPLE`] more; then it answers what it has found, perhaps fewer
/// than asked for, and where to go on. The first page of a search takes 1 more, which reads 2 rows for
/// each item; if that finds anybody, the page looks at 3 times [`SAMPLE`] rows at most.
pub async fn list(
    db: &Db,
    scope: Scope,
    appid: &str,
    filter: &Filter,
    page: Page,
) -> Result<Option<Users>, StoreError> {
    let reached = || {
        let sql = format!("SELECT 1 WHERE {REACHED}");
        statement(sql, [appid.into(), scope.into()])
    };
    let before = (page.before >> 2).min(END);
    let (search, status) = (filter.search.as_deref(), filter.status.as_deref());
    let values =
        |limit: i64| -> Vec<Value> { vec![appid.into(), before.into(), (limit + 1).into()] };
    let narrowed = |limit: i64| -> Vec<Value> {
        let mut values = values(limit);
        // Accounts are ASCII: this comes after all they may hold.
        let end = search.map(|text| format!("{text}\x7f"));
        values.extend([status.into(), search.into(), end.as_deref().into()]);
        values
    };

    let (mut items, mut shown, mut window) = (Vec::new(), page.before & 3, WINDOW);
    if search.is_some() && page.before == Page::FIRST {
        let indexed = statement(assembled(INDEXED), narrowed(page.limit));
        let [reached, found] = db.batch([reached(), indexed]).await?;
        if reached.first::<IgnoredAny>()?.is_none() {
            return Ok(None);
        }
        let ranks: Vec<Ranked> = found.all()?;
        shown = match ranks.len() as i64 {
            found if found <= page.limit => 3,
            _ => page.limit.min(2),
        };
        let users = found.all::<User>()?.into_iter().zip(ranks);
        let users = users.filter(|(user, Ranked { rank })| {
            *rank <= shown && status.is_none_or(|status| user.status == status)
        });
        items.extend(users.map(|(user, _)| user));
        if !items.is_empty() {
            window = 2 * SAMPLE;
        }
    }

    let rest = page.limit - items.len() as i64;
    let select = if search.is_none() && status.is_none() {
        statement(PLAIN, values(rest))
    } else {
        let mut values = narrowed(rest);
        values.extend([shown.into(), window.into()]);
        statement(assembled(FILTERED), values)
    };
    let [reached, rows] = db.batch([reached(), select]).await?;
    if reached.first::<IgnoredAny>()?.is_none() {
        return Ok(None);
    }
    let seen: Option<Seen> = rows.first()?;
    let mut others: Vec<User> = match seen {
        Some(Seen { id: Some(_), .. }) => rows.all()?,
        _ => Vec::new(),
    };
    let next = if others.len() as i64 > rest {
        others.truncate(rest as usize);
        Some(others.last().map_or(before, |last| last.id))
    } else {
        seen.and_then(|seen| seen.more)
    };
    items.append(&mut others);
    Ok(Some(Users {
        items,
        next: next.map(|id| id << 2 | shown),
    }))
}

/// One user. 1 round trip.
pub async fn get(
    db: &Db,
    scope: Scope,
    appid: &str,
    account: &str,
) -> Result<Option<User>, StoreError> {
    let sql = format!("SELECT * FROM users WHERE appid = ?1 AND account = ?3 AND {REACHED}");
    db.run(statement(sql, [appid.into(), scope.into(), account.into()]))
        .await?
        .first()
}

/// What became of a change to a user.
pub enum Patch {
    /// The user as it now is.
    Done(Box<User>),
    /// There is no such user.
    NoUser,
    /// Another user of the app has the QQ number.
    QqTaken,
}

/// Sets `assignments`, which may not be empty; with `revoke` the user's tokens die with the same
/// statement. 1 round trip; writes 1 row, 2 or 3 where the QQ number changes.
pub async fn update(
    db: &Db,
    scope: Scope,
    appid: &str,
    account: &str,
    assignments: Assignments,
    revoke: bool,
) -> Result<Patch, StoreError> {
    let set = set_clause(&assignments, 4);
    let revocation = if revoke {
        ", generation = generation + 1, issued = 0"
    } else {
        ""
    };
    let sql = format!(
        "UPDATE OR IGNORE users SET {set}{revocation}
         WHERE appid = ?1 AND account = ?3 AND {REACHED} RETURNING *"
    );
    let mut values: Vec<Value> = vec![appid.into(), scope.into(), account.into()];
    values.extend(assignments.into_iter().map(|(_, value)| value));
    let update = statement(sql, values);
    let sql = format!("SELECT id FROM users WHERE appid = ?1 AND account = ?3 AND {REACHED}");
    let there = statement(sql, [appid.into(), scope.into(), account.into()]);
    let [user, there] = db.batch([update, there]).await?;
    Ok(match user.first()? {
        Some(user) => Patch::Done(Box::new(user)),
        None if there.first::<IgnoredAny>()?.is_none() => Patch::NoUser,
        // The only unique value a patch can touch.
        None => Patch::QqTaken,
    })
}

/// Deletes a user. Its tokens lead to nobody from then on: no other user has its number and generation.
/// 1 round trip; writes 1 row.
pub async fn delete(
    db: &Db,
    scope: Scope,
    appid: &str,
    account: &str,
) -> Result<Option<User>, StoreError> {
    let sql =
        format!("DELETE FROM users WHERE appid = ?1 AND account = ?3 AND {REACHED} RETURNING *");
    db.run(statement(sql, [appid.into(), scope.into(), account.into()]))
        .await?
        .first()
}

#[derive(Deserialize)]
struct Issued {
    issued: i64,
}

/// Ends every token of a user: tokens of an older generation are dead everywhere at once. Answers
/// how many were issued since the last time. 1 round trip; writes 1 row.
pub async fn revoke(
    db: &Db,
    scope: Scope,
    appid: &str,
    account: &str,
) -> Result<Option<i64>, StoreError> {
    let of_user = format!("WHERE appid = ?1 AND account = ?3 AND {REACHED}");
    let values = || [appid.into(), scope.into(), account.into()];
    let issued = statement(format!("SELECT issued FROM users {of_user}"), values());
    let sql = format!("UPDATE users SET generation = generation + 1, issued = 0 {of_user}");
    let revoke = statement(sql, values());
    let [issued, _] = db.batch([issued, revoke]).await?;
    let issued: Option<Issued> = issued.first()?;
    Ok(issued.map(|row| row.issued))
}
