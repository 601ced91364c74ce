//! What the admin API (后台) reads and writes. Rarely called, so these statements are plain; what
//! they read is bounded all the same.

pub mod apps;
pub mod audit;
pub mod deliveries;
pub mod developers;
pub mod feedback;
pub mod import;
pub mod ledger;
pub mod new_user;
pub mod pictures;
pub mod refusals;
pub mod scan;
pub mod sessions;
pub mod statistics;
pub mod user_list;
pub mod users;
pub mod webhooks;

use super::sql::{Bind, Binds};

/// Whose apps a key reaches: every app, or one developer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The owner's key.
    All,
    /// A developer's key.
    Developer(i64),
}

impl Scope {
    /// The condition that an app is reached, of the columns after `before` (as "a."). Two texts, so that
    /// each finds its index.
    pub fn condition(self, binds: &mut Binds, before: &str) -> String {
        match self {
            Self::All => format!("{before}status <> 'deleted'"),
            Self::Developer(id) => format!(
                "{before}developer_id = {} AND {before}status <> 'deleted'",
                binds.bind(id)
            ),
        }
    }

    /// The condition that the app `appid` is reached, for a statement on another table.
    pub fn reaches(self, binds: &mut Binds, appid: Bind) -> String {
        let condition = self.condition(binds, "");
        format!("EXISTS (SELECT 1 FROM apps WHERE appid = {appid} AND {condition})")
    }
}

/// What a list is narrowed to, by a state of the type `S`.
pub struct Filter<S> {
    /// Text within what is searched, without regard to ASCII case; in lower case.
    pub search: Option<String>,
    /// The state of what is listed.
    pub state: Option<S>,
    /// A column that has to be on or off.
    pub flag: Option<(&'static str, bool)>,
}

/// A page of a list, newest first.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// How many items at most.
    pub limit: i64,
    /// Only items with a number below this one.
    pub before: i64,
}

impl Page {
    /// `before` of the first page.
    pub const FIRST: i64 = i64::MAX;

    /// The same with one item more, by which a further page is seen.
    pub const fn and_one(self) -> Self {
        Self {
            limit: self.limit + 1,
            ..self
        }
    }
}
