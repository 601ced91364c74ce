//! Lists of an app's users: newest first, or those whom a search or a state narrows them to.
//!
//! A search goes through its ways one after the other: the user whose account or QQ number it is; by
//! their indexes, however many users there are, those whose account, QQ number or e-mail address begins
//! with it; and then the newest users, whoever has the text anywhere. Each page looks at a bounded number
//! of rows, and a [`Cursor`] says where the next one goes on.

use std::fmt;

use super::{
    Page, Scope,
    scan::{Listed, of_reached},
};
use crate::{
    domain::{state::UserState, user::User},
    store::{
        db::{Db, Rows, StoreError},
        sql::{Bind, Binds, Statement},
    },
    table::{Row, Unexpected, select},
};

/// Users that one page scans, whatever it finds.
const WINDOW: i64 = 25_000;
/// The same where the indexes have found some for the page already.
const SHORT_WINDOW: i64 = 1_000;

/// What a list of users is narrowed to.
#[derive(Default)]
pub struct Filter {
    /// Text within account, nickname, QQ number or e-mail address, without regard to ASCII case; in
    /// lower case.
    pub search: Option<String>,
    /// The users' state.
    pub state: Option<UserState>,
}

/// A page of users and where the next one begins.
pub struct Users {
    /// The users.
    pub items: Vec<Row>,
    /// Where the next page begins, if there may be more.
    pub next: Option<Cursor>,
    /// How many users were scanned, where the page ended because that were enough.
    pub scanned: Option<i64>,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// At the first way.
    Start,
    /// After the user whose account it is.
    QqItself,
    /// After this account, among those that begin with the text.
    Account(String),
    /// After this QQ number, likewise.
    Qq(String),
    /// After this e-mail address and user, likewise.
    Email(i64, String),
    /// Before the user of this number, among the newest.
    Newest(i64),
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => Ok(()),
            Self::QqItself => f.write_str("x:"),
            Self::Account(account) => write!(f, "a:{account}"),
            Self::Qq(qq) => write!(f, "q:{qq}"),
            Self::Email(id, email) => write!(f, "e:{id}:{email}"),
            Self::Newest(id) => write!(f, "{id}"),
        }
    }
}

impl Cursor {
    /// Beyond every user's number: the largest that D1 and JSON agree on.
    const END: i64 = (1 << 53) - 1;

    /// Reads what `Display` writes; nothing if it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| text.parse().ok().filter(|n| (1..=Self::END).contains(n));
        match text.split_once(':') {
            None => number(text).map(Self::Newest),
            Some(("x", "")) => Some(Self::QqItself),
            Some(("a", account)) => Some(Self::Account(account.to_owned())),
            Some(("q", qq)) => Some(Self::Qq(qq.to_owned())),
            Some(("e", rest)) => {
                let (id, email) = rest.split_once(':')?;
                Some(Self::Email(number(id)?, email.to_owned()))
            }
            Some(_) => None,
        }
    }
}

/// A page of `limit` of an app's users from `cursor` on; nothing if there is no such app.
///
/// 1 round trip, reading as many rows as it answers without a filter; with one [`WINDOW`] rows at most
/// to find them, and as many again to find where it ended. A search whose cursor is not yet among the
/// newest takes 1 more, which reads up to 7 rows for each user that fits on the page; if that finds
/// anybody, the page scans [`SHORT_WINDOW`] at most.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &Db,
    scope: Scope,
    appid: &str,
    filter: &Filter,
    cursor: Cursor,
    limit: i64,
) -> Result<Option<Users>, StoreError> {
    let mut found = Vec::new();
    if let (Some(text), false) = (&filter.search, matches!(cursor, Cursor::Newest(_))) {
        let select = indexed(appid, text, &cursor, limit);
        let Some(rows) = of_reached(db, scope, appid, select).await? else {
            return Ok(None);
        };
        let (items, next) = fitting(rows, text, filter.state, limit)?;
        found.extend(items.into_iter().map(|(_, row)| row));
        if next.is_some() {
            return Ok(Some(Users {
                items: found,
                next,
                scanned: None,
            }));
        }
    }

    let window = if found.is_empty() {
        WINDOW
    } else {
        SHORT_WINDOW
    };
    let listed = Listed {
        scope,
        appid,
        table: "users",
        whole: &select(User::COLUMNS, "u."),
        seen: "status, account, nickname, qq, email",
        window,
    };
    let page = Page {
        limit: limit - found.len() as i64,
        before: match cursor {
            Cursor::Newest(id) => id,
            _ => Page::FIRST,
        },
    };
    let rest = listed
        .page(db, &|binds| wanted(binds, filter), page)
        .await?;
    Ok(rest.map(|rest| {
        found.extend(rest.rows);
        Users {
            items: found,
            next: rest.next.map(Cursor::Newest),
            scanned: rest.scanned,
        }
    }))
}

/// The range of texts that begin with one.
struct Prefix {
    from: Bind,
    end: Bind,
}

impl Prefix {
    fn new(binds: &mut Binds, text: &str) -> Self {
        Self {
            from: binds.bind(text),
            // Accounts, QQ numbers and addresses are ASCII: this comes after whatever they go on with.
            end: binds.bind(format!("{text}\x7f").as_str()),
        }
    }

    fn of(&self, column: &str) -> String {
        let Self { from, end } = self;
        format!("{column} >= {from} AND {column} < {end}")
    }

    /// That a user is not found by one of the indexes on `columns`.
    fn of_none(&self, columns: &[&str]) -> String {
        let of_none = columns
            .iter()
            .map(|it| format!("({}) IS NOT TRUE", self.of(it)));
        of_none.collect::<Vec<_>>().join(" AND ")
    }
}

const EMAIL: &str = "email COLLATE NOCASE";

/// The ways, in their order: whose account it is, whose QQ number it is, whose account begins with it,
/// whose QQ number does, whose e-mail address does.
const ACCOUNT_ITSELF: i64 = 0;
const QQ_ITSELF: i64 = 1;
const BY_ACCOUNT: i64 = 2;
const BY_QQ: i64 = 3;
const BY_EMAIL: i64 = 4;

/// Users whom the indexes find for `text` from `cursor` on, in their order: `most` for each way, with `way`
/// and `full`, whether that way may have more.
fn indexed(appid: &str, text: &str, cursor: &Cursor, most: i64) -> Statement {
    let mut binds = Binds::default();
    let appid = binds.bind(appid);
    let begins = Prefix::new(&mut binds, text);
    let is = begins.from;
    let most = binds.bind(most);
    let mut ways = Vec::new();
    let mut way = |way: i64, of: String, order: &str| {
        ways.push(format!(
            "SELECT id, way FROM (SELECT id, {way} AS way FROM users
             WHERE appid = {appid} AND {of} ORDER BY {order} LIMIT {most})"
        ));
    };
    let at_start = *cursor == Cursor::Start;
    if at_start {
        way(ACCOUNT_ITSELF, format!("account = {is}"), "account");
    }
    if at_start || *cursor == Cursor::QqItself {
        way(QQ_ITSELF, format!("qq = {is} AND account <> {is}"), "qq");
    }
    if !matches!(cursor, Cursor::Qq(_) | Cursor::Email(..)) {
        let after = match cursor {
            Cursor::Account(account) => format!("AND account > {}", binds.bind(account.as_str())),
            _ => String::new(),
        };
        let of = begins.of("account");
        let of = format!("{of} {after} AND account <> {is} AND qq IS NOT {is}");
        way(BY_ACCOUNT, of, "account");
    }
    if !matches!(cursor, Cursor::Email(..)) {
        let after = match cursor {
            Cursor::Qq(qq) => format!("AND qq > {}", binds.bind(qq.as_str())),
            _ => String::new(),
        };
        let of = begins.of("qq");
        way(BY_QQ, format!("{of} {after} AND qq <> {is}"), "qq");
    }
    let after = match cursor {
        Cursor::Email(id, email) => format!(
            "AND ({EMAIL}, id) > ({}, {})",
            binds.bind(email.as_str()),
            binds.bind(*id)
        ),
        _ => String::new(),
    };
    let of = begins.of(EMAIL);
    let of = format!("{of} {after} AND email IS NOT NULL");
    way(BY_EMAIL, of, &format!("{EMAIL}, id"));

    let sql = format!(
        "SELECT way, count(*) OVER (PARTITION BY way) >= {most} AS full,
                CASE way WHEN {BY_QQ} THEN {} WHEN {BY_EMAIL} THEN {} ELSE 1 END AS first, {}
         FROM ({}) found JOIN users u ON u.appid = {appid} AND u.id = found.id
         ORDER BY way, CASE way WHEN {BY_ACCOUNT} THEN account WHEN {BY_QQ} THEN qq ELSE {EMAIL} END COLLATE NOCASE, u.id",
        begins.of_none(&["account"]),
        begins.of_none(&["account", "qq"]),
        select(User::COLUMNS, "u."),
        ways.join(" UNION ALL "),
    );
    binds.statement(sql)
}

/// A user and their place on the page: the exact ones come first, then the newest.
type Item = ((i64, i64), Row);

/// Of the users that [`indexed`] found those that are of this state and were not found by an earlier way,
/// `limit` at most, in their places; and where to go on, if a way may have more.
fn fitting(
    rows: Rows,
    text: &str,
    state: Option<UserState>,
    limit: i64,
) -> Result<(Vec<Item>, Option<Cursor>), StoreError> {
    let mut items: Vec<Item> = Vec::new();
    let rows = rows.all();
    let mut rows = rows.into_iter().peekable();
    while let Some(mut row) = rows.next() {
        let (way, full): (i64, bool) = (row.take("way")?, row.take("full")?);
        let first: bool = row.take("first")?;
        let cursor = cursor_of(way, &row, text)?;
        let id = row.value("id").as_i64().ok_or(Unexpected("id"))?;
        let fits = state.is_none_or(|state| row.value("status") == state.word());
        if first && fits {
            let place = (way.min(BY_ACCOUNT), -id);
            let at = items.partition_point(|(before, _)| *before < place);
            items.insert(at, (place, row));
        }
        let ends_way = rows.peek().is_none_or(|next| next.value("way") != way);
        let page_is_full = items.len() as i64 == limit;
        let may_have_more = way >= BY_ACCOUNT && ends_way && full;
        if may_have_more || page_is_full {
            return Ok((items, Some(cursor)));
        }
    }
    Ok((items, None))
}

/// Where to go on after `row`, which this way found for `text`.
fn cursor_of(way: i64, row: &Row, text: &str) -> Result<Cursor, StoreError> {
    let value = |name: &'static str| {
        let value = row.value(name).as_str();
        value.map(str::to_owned).ok_or(Unexpected(name))
    };
    Ok(match way {
        ACCOUNT_ITSELF => Cursor::QqItself,
        QQ_ITSELF => Cursor::Account(text.to_owned()),
        BY_ACCOUNT => Cursor::Account(value("account")?),
        BY_QQ => Cursor::Qq(value("qq")?),
        _ => {
            let id = row.value("id").as_i64().ok_or(Unexpected("id"))?;
            Cursor::Email(id, value("email")?)
        }
    })
}

/// The conditions that a user among the newest has to meet: what an index finds has been found before.
fn wanted(binds: &mut Binds, filter: &Filter) -> Vec<String> {
    let mut wanted = Vec::new();
    if let Some(state) = filter.state {
        wanted.push(format!("status = {}", binds.bind(state.word())));
    }
    if let Some(text) = &filter.search {
        let begins = Prefix::new(binds, text);
        let text = begins.from;
        wanted.push(format!(
            "(instr(lower(account), {text}) OR instr(lower(nickname), {text})
              OR instr(qq, {text}) OR instr(lower(email), {text}))"
        ));
        wanted.push(begins.of_none(&["account", "qq", EMAIL]));
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_as_it_was_written() {
        for cursor in [
            Cursor::QqItself,
            Cursor::Account("a:b@c".into()),
            Cursor::Qq("12345".into()),
            Cursor::Email(7, "a@b.cn".into()),
            Cursor::Newest(1_795_352_274_000_001),
        ] {
            assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }
        for text in [
            "",
            "abc",
            "-5",
            "0",
            "1.5",
            "x:1",
            "z:1",
            "e:1",
            "e:x:a@b.cn",
            "99999999999999999999",
        ] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }
}
