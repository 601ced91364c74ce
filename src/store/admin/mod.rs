//! What the admin API (后台) reads and writes. Rarely called, so these statements are plain; what
//! they read is bounded all the same.

pub mod apps;
pub mod developers;
pub mod stats;
pub mod user_list;
pub mod users;

use super::db::Value;

/// Whose apps a key reaches: every app, or one developer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The owner's key.
    All,
    /// A developer's key.
    Developer(i64),
}

impl From<Scope> for Value {
    /// The developer's id, NULL for the owner: for conditions like `?1 IS NULL OR developer_id = ?1`.
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::All => Self::Null,
            Scope::Developer(id) => Self::Int(id),
        }
    }
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

/// Columns to set, with their new values. Names are our own literals, never a caller's text.
pub type Assignments = Vec<(&'static str, Value)>;

/// `assignments` as `name = ?N, …` with numbers from `first`, for a SET clause.
fn set_clause(assignments: &Assignments, first: usize) -> String {
    let set: Vec<String> = assignments
        .iter()
        .enumerate()
        .map(|(i, (column, _))| format!("{column} = ?{}", first + i))
        .collect();
    set.join(", ")
}
