//! A statement under construction. Whoever writes a piece of its SQL binds that piece's values here and
//! gets their numbers, so that no piece has to know what the others bind.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::table::{Column, Kind};

/// A value to bind: text, a whole number of at most 53 bits, or NULL.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Value {
    /// TEXT.
    Text(String),
    /// INTEGER. Travels as a JavaScript number, which SQLite stores as an integer in such a column.
    Int(i64),
    /// NULL.
    Null,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<bool> for Value {
    fn from(on: bool) -> Self {
        Self::Int(on.into())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// SQL and its values. Its columns need names of their own, and none that is a number: D1 answers
/// rows as JavaScript objects.
#[derive(Serialize)]
pub struct Statement {
    sql: String,
    values: Vec<Value>,
}

/// The values of a statement, as they are bound.
#[derive(Default)]
pub struct Binds(Vec<Value>);

/// Where a value stands in the SQL: `?1`, `?2` and so on.
#[derive(Clone, Copy)]
pub struct Bind(usize);

impl fmt::Display for Bind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "?{}", self.0)
    }
}

impl Binds {
    /// Binds `value`; answers its place.
    pub fn bind(&mut self, value: impl Into<Value>) -> Bind {
        self.0.push(value.into());
        Bind(self.0.len())
    }

    /// The statement of `sql` with all that was bound.
    pub fn statement(self, sql: String) -> Statement {
        Statement {
            sql,
            values: self.0,
        }
    }
}

impl Statement {
    /// Whether it changes nothing, so that it may be run again where nobody knows whether it was.
    pub fn only_reads(&self) -> bool {
        self.sql.starts_with("SELECT")
    }
}

/// Statements as `runtime.js` takes them.
pub fn as_json(statements: &[Statement]) -> String {
    // Texts and numbers, which always serialise.
    serde_json::to_string(statements).unwrap_or_default()
}

/// A statement without values.
pub fn plain(sql: &str) -> Statement {
    Binds::default().statement(sql.to_owned())
}

/// Columns to set, with their new values. Names are our own literals, never a caller's text. As JSON, an object.
#[derive(Default)]
pub struct Assignments(Vec<(&'static str, Value)>);

impl Serialize for Assignments {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(column, value)| (column, value)))
    }
}

impl Assignments {
    /// Sets `column`.
    pub fn set(&mut self, column: &'static str, value: impl Into<Value>) {
        self.0.push((column, value.into()));
    }

    /// Whether `column` is set.
    pub fn has(&self, column: &str) -> bool {
        self.value(column).is_some()
    }

    /// The number that `column` is set to.
    pub fn number(&self, column: &str) -> Option<i64> {
        match self.value(column)? {
            Value::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// Takes out what `column` is set to, if that is a number.
    pub fn take_number(&mut self, column: &str) -> Option<i64> {
        let number = self.number(column);
        self.0.retain(|(name, _)| *name != column);
        number
    }

    /// The text that `column` is set to.
    pub fn word(&self, column: &str) -> Option<&str> {
        match self.value(column)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn value(&self, column: &str) -> Option<&Value> {
        let set = self.0.iter().find(|(name, _)| *name == column);
        set.map(|(_, value)| value)
    }

    /// What is set, for people: the names of the columns, of which `declared` are some, with numbers and declared words; no
    /// other text, which may be a secret or somebody's name.
    pub fn summary(&self, declared: &[Column]) -> String {
        let is_word = |column| {
            let declared = declared.iter().find(|it| it.column == column);
            declared.is_some_and(|it| matches!(it.kind, Kind::Word(_)))
        };
        let set = self.0.iter().map(|(column, value)| match value {
            Value::Int(n) => format!("{column}={n}"),
            Value::Text(word) if is_word(*column) => format!("{column}={word}"),
            Value::Text(_) | Value::Null => (*column).to_owned(),
        });
        set.collect::<Vec<_>>().join(", ")
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `column = ?N, …`, for a SET clause.
    pub fn clause(self, binds: &mut Binds) -> String {
        let set = self.0.into_iter();
        let set = set.map(|(column, value)| format!("{column} = {}", binds.bind(value)));
        set.collect::<Vec<_>>().join(", ")
    }

    /// The columns and the places of their values, for an INSERT.
    pub fn lists(self, binds: &mut Binds) -> (String, String) {
        let mut columns = Vec::new();
        let mut places = Vec::new();
        for (column, value) in self.0 {
            columns.push(column);
            places.push(binds.bind(value).to_string());
        }
        (columns.join(", "), places.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_in_the_order_in_which_they_are_bound() {
        let mut binds = Binds::default();
        let appid = binds.bind("1");
        let mut changes = Assignments::default();
        changes.set("qq", None::<&str>);
        changes.set("exp", 7);
        let set = changes.clause(&mut binds);
        let sql = format!(
            "UPDATE users SET {set} WHERE appid = {appid} AND id = {}",
            binds.bind(9)
        );
        let statement = serde_json::to_string(&binds.statement(sql)).unwrap();
        let expected = r#"{"sql":"UPDATE users SET qq = ?2, exp = ?3 WHERE appid = ?1 AND id = ?4","values":["1",null,7,9]}"#;
        assert_eq!(statement, expected);
    }
}
