//! The users whom indexes find for a search, way by way.

use super::Cursor;
use crate::{
    domain::{state::UserState, user::User},
    store::{
        admin::Filter,
        db::{Rows, StoreError},
        sql::{Bind, Binds, Statement},
    },
    table::{Row, Unexpected, select},
};

/// The range of texts that begin with one.
pub struct Prefix {
    /// The text itself.
    pub from: Bind,
    end: Bind,
}

impl Prefix {
    /// Those that begin with `text`.
    pub fn new(binds: &mut Binds, text: &str) -> Self {
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
    pub fn of_none(&self, columns: &[&str]) -> String {
        let of_none = columns
            .iter()
            .map(|it| format!("({}) IS NOT TRUE", self.of(it)));
        of_none.collect::<Vec<_>>().join(" AND ")
    }
}

pub const EMAIL: &str = "email COLLATE NOCASE";

/// The ways, in their order: whose account it is, whose QQ number it is, whose account begins with it,
/// whose QQ number does, whose e-mail address does.
const ACCOUNT_ITSELF: i64 = 0;
const QQ_ITSELF: i64 = 1;
const BY_ACCOUNT: i64 = 2;
const BY_QQ: i64 = 3;
const BY_EMAIL: i64 = 4;

/// Users whom the indexes find for `text` from `cursor` on, in their order: `most` for each way, with `way`
/// and `full`, whether that way may have more.
pub fn indexed(appid: &str, text: &str, cursor: &Cursor, most: i64) -> Statement {
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

/// Of the users that [`indexed`] found those that `filter` takes and were not found by an earlier way,
/// `limit` at most, in their places; and where to go on, if a way may have more.
pub fn fitting(
    rows: Rows,
    text: &str,
    filter: &Filter<UserState>,
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
        let state = filter
            .state
            .is_none_or(|it| row.value("status") == it.word());
        let flag = (filter.flag).is_none_or(|(column, on)| *row.value(column) == i64::from(on));
        let fits = state && flag;
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
