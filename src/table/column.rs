//! What a column takes, who sees it, who may write it.

use crate::domain::flaw::Flaw;

/// Largest whole number that JSON clients and D1 agree on: 2^53 - 1.
pub const MAX_INT: i64 = 9_007_199_254_740_991;

/// The latest time, in Unix seconds: the end of the year 9999.
pub const MAX_TIME: i64 = 253_402_300_799;

/// A text that has a rule of its own.
#[derive(Clone, Copy)]
pub struct Format {
    /// Its name, by which OpenAPI finds the pattern.
    pub name: &'static str,
    /// The rule.
    pub check: fn(&str) -> Result<(), Flaw>,
}

/// The values a column takes.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Text by a rule of its own.
    Text(Format),
    /// A name or title: 1 to so many characters, not only white space, no control characters.
    Line(usize),
    /// A whole number within these bounds.
    Integer(i64, i64),
    /// True or false; 1 or 0 in the database.
    Flag,
    /// Unix seconds.
    Time,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// What null does to a column that is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Null {
    /// It is refused.
    Refused,
    /// It clears the column.
    Clears,
    /// It puts the column back to its [`Initial`] value.
    Resets,
}

/// What a new row has in a column, where nobody says; the schema's DEFAULT.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Initial {
    /// NULL, or whatever the statement that makes the row gives.
    None,
    /// A number, a time, or a flag as 0 or 1.
    Number(i64),
    /// A word.
    Word(&'static str),
}

/// One column of a table.
#[derive(Clone, Copy)]
pub struct Column {
    /// Its name in the database; [`columns!`](crate::columns) fills it in.
    pub column: &'static str,
    /// Its name in the admin API, where that is another one.
    pub called: Option<&'static str>,
    /// The values it takes.
    pub kind: Kind,
    /// Whether the admin API shows it.
    pub shown: bool,
    /// Whether a PATCH of the admin API may write it.
    pub written: bool,
    /// Whether a row may have none; [`columns!`](crate::columns) fills it in, by the field's type.
    pub nullable: bool,
    /// What null does there.
    pub null: Null,
    /// What a new row has.
    pub initial: Initial,
}

/// A column that stays within the Worker.
pub const fn hidden() -> Column {
    Column {
        shown: false,
        ..shown(Kind::Integer(0, MAX_INT))
    }
}

/// A column that the admin API shows and nobody writes there.
pub const fn shown(kind: Kind) -> Column {
    Column {
        column: "",
        called: None,
        kind,
        shown: true,
        written: false,
        nullable: false,
        null: Null::Refused,
        initial: Initial::None,
    }
}

/// A text that the server makes up; no call takes it.
pub const fn made(name: &'static str) -> Kind {
    Kind::Text(Format {
        name,
        check: |_| Ok(()),
    })
}

impl Column {
    /// The same, called `name` in the admin API.
    #[must_use]
    pub const fn called(self, name: &'static str) -> Self {
        Self {
            called: Some(name),
            ..self
        }
    }

    /// The same, and a PATCH may write it, though not as null.
    #[must_use]
    pub const fn written(self) -> Self {
        Self {
            written: true,
            ..self
        }
    }

    /// The same, and null clears it.
    #[must_use]
    pub const fn clears(self) -> Self {
        Self {
            null: Null::Clears,
            ..self
        }
    }

    /// The same with `initial` in a new row.
    #[must_use]
    pub const fn initially(self, initial: Initial) -> Self {
        Self { initial, ..self }
    }

    /// The same with the number `n` in a new row, which null puts back.
    #[must_use]
    pub const fn resets_to(self, n: i64) -> Self {
        Self {
            null: Null::Resets,
            initial: Initial::Number(n),
            ..self
        }
    }

    /// Its name in the admin API.
    pub fn name(&self) -> &'static str {
        self.called.unwrap_or(self.column)
    }
}

/// The names of `columns`, each after `before` (as "a."), for a SELECT.
pub fn select(columns: &[Column], before: &str) -> String {
    let mut names = String::new();
    for column in columns {
        if !names.is_empty() {
            names += ", ";
        }
        names += before;
        names += column.column;
    }
    names
}

/// Declares the columns of a table: a struct with a field for each; `COLUMNS`, the list of what each
/// takes (see [`Column`]); the reader of a row; and for tests `LABELS`, what people are shown of each:
/// a label in Chinese and English, and perhaps a hint in both.
#[macro_export]
macro_rules! columns {
    (
        $(#[$about:meta])*
        pub struct $Name:ident, key $key:ident {
            $(
                $(#[$doc:meta])*
                $column:ident: $type:ty = $rule:expr $(, [$($label:literal),+])?;
            )+
        }
    ) => {
        $(#[$about])*
        pub struct $Name {
            $($(#[$doc])* pub $column: $type,)+
        }

        impl $Name {
            /// What each of its columns takes.
            pub const COLUMNS: &'static [$crate::table::Column] = &[
                $($crate::table::Column {
                    column: stringify!($column),
                    nullable: <$type as $crate::table::Cell>::NULLABLE,
                    ..$rule
                },)+
            ];

            /// What people are shown of each: label and hint in Chinese and English.
            #[cfg(test)]
            pub const LABELS: &'static [&'static [&'static str]] = &[$(&[$($($label),+)?],)+];
        }

        impl $crate::table::Record for $Name {
            const KEY: &'static str = stringify!($key);

            fn read(row: &mut $crate::table::Row) -> Result<Self, $crate::table::Unexpected> {
                Ok(Self { $($column: row.take(stringify!($column))?,)+ })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_listed_for_a_select() {
        let columns = [
            Column {
                column: "x",
                ..hidden()
            },
            Column {
                column: "y",
                ..shown(Kind::Flag).called("z")
            },
        ];
        assert_eq!(select(&columns, "a."), "a.x, a.y");
        assert_eq!(columns.map(|it| it.name()), ["x", "z"]);
    }
}
