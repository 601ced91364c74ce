//! The way to D1: statements with every value bound, and batches that are one round trip and one
//! transaction.

use std::rc::Rc;

use serde::Serialize;
use serde_json::Value as Json;
use worker::Env;

use super::cost::{Cost, add};
use crate::{domain::failure::Failure, runtime};

/// The database, and the count of what it was asked.
pub struct Db {
    env: Env,
    near: bool,
    cost: Rc<Cost>,
}

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

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// SQL and the values of its `?1`, `?2` and so on. Its columns need names of their own, and none
/// that is a number: D1 answers rows as JavaScript objects, which merge and reorder those.
#[derive(Serialize)]
pub struct Statement(String, Vec<Value>);

/// `sql` with `values` bound to `?1`, `?2` and so on.
pub fn statement(sql: impl Into<String>, values: impl Into<Vec<Value>>) -> Statement {
    Statement(sql.into(), values.into())
}

/// What a statement's rows are read into.
pub trait Record: Sized {
    /// Reads a row, in the order of the statement's columns.
    ///
    /// # Errors
    /// [`StoreError`] if a column is not what it should be.
    fn read(row: &mut Row) -> Result<Self, StoreError>;
}

/// One thing, and beside it in the same row another.
impl<A: Record, B: Record> Record for (A, B) {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok((A::read(row)?, B::read(row)?))
    }
}

/// The rest of a row: nothing where an outer join found none, which leaves NULL in all its columns.
impl<T: Record> Record for Option<T> {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        if row.0.as_slice().iter().all(Json::is_null) {
            return Ok(None);
        }
        T::read(row).map(Some)
    }
}

/// A row that is read column by column.
pub struct Row(std::vec::IntoIter<Json>);

impl Row {
    /// A column that is TEXT.
    ///
    /// # Errors
    /// [`StoreError`] if it is not.
    pub fn text(&mut self) -> Result<String, StoreError> {
        self.text_or_null()?.ok_or_else(StoreError::of_row)
    }

    /// A column that is TEXT or NULL.
    ///
    /// # Errors
    /// [`StoreError`] if it is not.
    pub fn text_or_null(&mut self) -> Result<Option<String>, StoreError> {
        match self.0.next() {
            Some(Json::String(text)) => Ok(Some(text)),
            Some(Json::Null) => Ok(None),
            _ => Err(StoreError::of_row()),
        }
    }

    /// A column that is INTEGER.
    ///
    /// # Errors
    /// [`StoreError`] if it is not.
    pub fn int(&mut self) -> Result<i64, StoreError> {
        self.int_or_null()?.ok_or_else(StoreError::of_row)
    }

    /// A column that is INTEGER or NULL.
    ///
    /// # Errors
    /// [`StoreError`] if it is not.
    pub fn int_or_null(&mut self) -> Result<Option<i64>, StoreError> {
        match self.0.next() {
            Some(Json::Null) => Ok(None),
            Some(Json::Number(n)) => n.as_i64().map(Some).ok_or_else(StoreError::of_row),
            _ => Err(StoreError::of_row()),
        }
    }

    /// A column that is 0 or 1.
    ///
    /// # Errors
    /// [`StoreError`] if it is no INTEGER.
    pub fn flag(&mut self) -> Result<bool, StoreError> {
        Ok(self.int()? != 0)
    }
}

/// What one statement came to.
pub struct Rows {
    rows: Vec<Json>,
    changes: usize,
    by_copy: bool,
}

impl Rows {
    /// The first row, if any.
    ///
    /// # Errors
    /// [`StoreError`] if it is not a `T`.
    pub fn first<T: Record>(mut self) -> Result<Option<T>, StoreError> {
        self.rows.truncate(1);
        Ok(self.all()?.pop())
    }

    /// All rows.
    ///
    /// # Errors
    /// [`StoreError`] if one is not a `T`.
    pub fn all<T: Record>(self) -> Result<Vec<T>, StoreError> {
        self.rows
            .into_iter()
            .map(|row| match row {
                Json::Array(columns) => T::read(&mut Row(columns.into_iter())),
                _ => Err(StoreError::of_row()),
            })
            .collect()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether a copy of the database answered, not the primary.
    pub fn by_copy(&self) -> bool {
        self.by_copy
    }

    /// How many rows the statement inserted, updated or deleted.
    pub fn changes(&self) -> usize {
        self.changes
    }
}

/// D1 or the way there failed. The text is D1's: it names columns, never values.
#[derive(Debug)]
pub struct StoreError(pub String);

impl StoreError {
    fn of_row() -> Self {
        Self("D1: unexpected row".into())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.0)
    }
}

impl Db {
    /// The database of `env`; `cost` collects what it is asked.
    pub fn new(env: &Env, cost: Rc<Cost>) -> Self {
        Self {
            env: env.clone(),
            near: false,
            cost,
        }
    }

    /// The same for statements that only read, asked of the nearest copy of the database (Sessions
    /// API). Where read replication is off there is only the primary.
    pub fn nearest(&self) -> Self {
        Self {
            env: self.env.clone(),
            near: true,
            cost: self.cost.clone(),
        }
    }

    /// Runs `statements` in order as one transaction: 1 round trip.
    ///
    /// # Errors
    /// [`StoreError`] if any of them fails; then none has happened.
    pub async fn batch<const N: usize>(
        &self,
        statements: [Statement; N],
    ) -> Result<[Rows; N], StoreError> {
        let rows = self.send(&statements).await?;
        <[Rows; N]>::try_from(rows).map_err(|_| StoreError::of_row())
    }

    /// Runs one statement: 1 round trip.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn run(&self, statement: Statement) -> Result<Rows, StoreError> {
        let rows = self.send(&[statement]).await?;
        rows.into_iter().next().ok_or_else(StoreError::of_row)
    }

    async fn send(&self, statements: &[Statement]) -> Result<Vec<Rows>, StoreError> {
        add(&self.cost.trips, 1);
        // Texts and numbers, which always serialise.
        let request = serde_json::to_string(statements).unwrap_or_default();
        let mut answer = runtime::text(runtime::batch(&self.env, &request, self.near)).await;
        if self.near && answer.is_err() {
            // A copy may be out of order while the primary is not.
            add(&self.cost.trips, 1);
            answer = runtime::text(runtime::batch(&self.env, &request, false)).await;
        }
        let answer = answer.map_err(StoreError)?.unwrap_or_default();
        match serde_json::from_str(&answer) {
            Ok(Json::Array(results)) => results.into_iter().map(|it| self.rows(it)).collect(),
            _ => Err(StoreError::of_row()),
        }
    }

    /// Reads one statement's `[rows, changes, rows read, rows written, by copy]`.
    fn rows(&self, mut result: Json) -> Result<Rows, StoreError> {
        let count = |i: usize| result[i].as_u64().unwrap_or(0) as usize;
        let changes = count(1);
        add(&self.cost.rows_read, count(2));
        add(&self.cost.rows_written, count(3));
        match result.get_mut(0).map(Json::take) {
            Some(Json::Array(rows)) => Ok(Rows {
                rows,
                changes,
                by_copy: result[4] == true,
            }),
            _ => Err(StoreError::of_row()),
        }
    }
}
