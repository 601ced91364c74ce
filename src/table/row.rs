//! Rows as D1 answers them, read by the names of their columns.

use std::rc::Rc;

use serde_json::Value;

#[cfg(test)]
use super::{Column, Initial};

/// A row: its values, and the names of their columns (texts), which the rows of an answer share.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Row {
    names: Rc<Vec<Value>>,
    values: Vec<Value>,
    /// Where the column stands that is likely asked for next: that after the last one.
    next: usize,
}

/// The column that was absent or of another type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unexpected(pub &'static str);

/// A type that a column's value is read into.
pub trait Cell: Sized {
    /// Whether NULL is one of its values.
    const NULLABLE: bool = false;

    /// The value as this type, if it is one.
    fn of(value: Value) -> Option<Self>;
}

/// What a row is read into.
pub trait Record: Sized {
    /// A column that is never NULL: where an outer join found nothing, this one is.
    const KEY: &'static str;

    /// Reads its columns out of `row`.
    ///
    /// # Errors
    /// [`Unexpected`] for the first column that is not what it should be.
    fn read(row: &mut Row) -> Result<Self, Unexpected>;
}

impl Row {
    /// The row of `values` in the columns `names`.
    pub fn new(names: Rc<Vec<Value>>, values: Vec<Value>) -> Self {
        Self {
            names,
            values,
            next: 0,
        }
    }

    /// Takes the value of the column `name`.
    ///
    /// # Errors
    /// [`Unexpected`] if there is no such column or its value is not a `T`.
    pub fn take<T: Cell>(&mut self, name: &'static str) -> Result<T, Unexpected> {
        let at = self.place(name).ok_or(Unexpected(name))?;
        self.next = at + 1;
        let value = self.values.get_mut(at).map(Value::take);
        value.and_then(T::of).ok_or(Unexpected(name))
    }

    fn place(&self, name: &str) -> Option<usize> {
        if self.names.get(self.next).is_some_and(|it| it == name) {
            return Some(self.next);
        }
        self.names.iter().position(|it| it == name)
    }

    /// What the row has of a `T`: nothing where an outer join found none.
    ///
    /// # Errors
    /// [`Unexpected`] for the first column that is not what it should be.
    pub fn joined<T: Record>(&mut self) -> Result<Option<T>, Unexpected> {
        match self.place(T::KEY).and_then(|at| self.values.get(at)) {
            Some(Value::Null) => Ok(None),
            _ => T::read(self).map(Some),
        }
    }

    /// The value of the column `name`, null where there is none.
    pub fn value(&self, name: &str) -> &Value {
        let at = self.names.iter().position(|it| it == name);
        at.and_then(|at| self.values.get(at))
            .unwrap_or(&Value::Null)
    }

    /// A new row of `columns` with the values `given`; where there is none, the initial value, NULL if the
    /// column may have none, else 0. So tests that need a whole row do not list every column.
    #[cfg(test)]
    pub fn made(columns: &[Column], given: Value) -> Self {
        let Value::Object(mut row) = given else {
            panic!("no row")
        };
        for column in columns {
            row.entry(column.column)
                .or_insert_with(|| match column.initial {
                    Initial::Word(word) => word.into(),
                    Initial::Number(number) => number.into(),
                    Initial::None if column.nullable => Value::Null,
                    Initial::None => 0.into(),
                });
        }
        Self::of(row.into())
    }

    /// The row of a JSON object.
    #[cfg(test)]
    pub fn of(object: Value) -> Self {
        let Value::Object(columns) = object else {
            panic!("no row")
        };
        let (names, values) = columns.into_iter().map(|(k, v)| (k.into(), v)).unzip();
        Self::new(Rc::new(names), values)
    }
}

impl Cell for String {
    fn of(value: Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Cell for i64 {
    fn of(value: Value) -> Option<Self> {
        value.as_i64()
    }
}

impl Cell for bool {
    fn of(value: Value) -> Option<Self> {
        value.as_i64().map(|n| n != 0)
    }
}

impl<T: Cell> Cell for Option<T> {
    const NULLABLE: bool = true;

    fn of(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::of(value).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_column_is_read_by_its_name_and_type() {
        let mut row = Row::of(json!({"n": 3, "flag": 0, "text": "a", "none": null}));
        assert_eq!(row.take("text"), Ok("a".to_owned()));
        assert_eq!(row.take("n"), Ok(3_i64));
        assert_eq!(row.take("flag"), Ok(false));
        assert_eq!(row.take("none"), Ok(None::<i64>));
    }

    #[test]
    fn a_column_that_is_absent_null_or_of_another_type_is_named() {
        let mut row = Row::of(json!({"n": 3, "none": null, "half": 1.5}));
        assert_eq!(row.take::<i64>("x"), Err(Unexpected("x")));
        assert_eq!(row.take::<Option<i64>>("x"), Err(Unexpected("x")));
        assert_eq!(row.take::<i64>("none"), Err(Unexpected("none")));
        assert_eq!(row.take::<i64>("half"), Err(Unexpected("half")));
        assert_eq!(row.take::<String>("n"), Err(Unexpected("n")));
    }
}
