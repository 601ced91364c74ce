//! Lists of an app's users: newest first, or those whom a search or a state narrows them to.
//!
//! A search goes through its ways one after the other: the user whose account or QQ number it is; by
//! their indexes, however many users there are, those whose account, QQ number or e-mail address begins
//! with it; and then the newest users, whoever has the text anywhere. Each page looks at a bounded number
//! of rows, and a [`Cursor`] says where the next one goes on.

mod cursor;
mod indexed;

pub use self::cursor::Cursor;
use self::indexed::{EMAIL, Prefix, fitting, indexed};
use super::{
    Filter, Page, Scope,
    scan::{Listed, of_reached},
};
use crate::{
    domain::{state::UserState, user::User},
    store::{
        db::{Db, StoreError},
        sql::Binds,
    },
    table::{Row, select},
};

/// Users that one page scans, whatever it finds.
const WINDOW: i64 = 25_000;
/// The same where the indexes have found some for the page already.
const SHORT_WINDOW: i64 = 1_000;

/// A page of users and where the next one begins.
pub struct Users {
    /// The users.
    pub items: Vec<Row>,
    /// Where the next page begins, if there may be more.
    pub next: Option<Cursor>,
    /// How many users were scanned, where the page ended because that were enough.
    pub scanned: Option<i64>,
}

/// A page of `limit` of an app's users from `cursor` on; nothing if there is no such app. Searches account,
/// nickname, QQ number and e-mail address.
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
    filter: &Filter<UserState>,
    cursor: Cursor,
    limit: i64,
) -> Result<Option<Users>, StoreError> {
    let mut found = Vec::new();
    if let (Some(text), false) = (&filter.search, matches!(cursor, Cursor::Newest(_))) {
        let select = indexed(appid, text, &cursor, limit);
        let Some(rows) = of_reached(db, scope, appid, select).await? else {
            return Ok(None);
        };
        let (items, next) = fitting(rows, text, filter, limit)?;
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
        appid: Some(appid),
        table: "users",
        whole: &select(User::COLUMNS, "u."),
        seen: "status, account, nickname, qq, email, email_verified",
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
        .page(db, scope, &|binds| wanted(binds, filter), page)
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

/// The conditions that a user among the newest has to meet: what an index finds has been found before.
fn wanted(binds: &mut Binds, filter: &Filter<UserState>) -> Vec<String> {
    let mut wanted = Vec::new();
    if let Some(state) = filter.state {
        wanted.push(format!("status = {}", binds.bind(state.word())));
    }
    if let Some((column, on)) = filter.flag {
        wanted.push(format!("{column} = {}", binds.bind(on)));
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
