//! The way to D1: statements with every value bound, and batches that are one round trip and one
//! transaction.

use std::rc::Rc;

use serde::de::DeserializeOwned;
use worker::wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result};

use super::cost::{Cost, add};
use crate::domain::failure::Failure;

/// The database, and the count of what it was asked.
pub struct Db {
    d1: D1Database,
    cost: Rc<Cost>,
}

/// A value to bind: text, a number of at most 53 bits, or NULL.
pub enum Value {
    /// TEXT.
    Text(String),
    /// INTEGER.
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

impl From<&Value> for JsValue {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => JsValue::from_str(text),
            // D1 takes numbers, not BigInt; SQLite stores a whole number in an INTEGER column as such.
            Value::Int(n) => JsValue::from_f64(*n as f64),
            Value::Null => JsValue::NULL,
        }
    }
}

/// What one statement of a batch came to.
pub struct Rows(D1Result);

impl Rows {
    /// The first row, if any.
    pub fn first<T: DeserializeOwned>(&self) -> Result<Option<T>, StoreError> {
        Ok(self.all()?.into_iter().next())
    }

    /// All rows.
    pub fn all<T: DeserializeOwned>(&self) -> Result<Vec<T>, StoreError> {
        Ok(self.0.results()?)
    }

    /// How many rows the statement inserted, updated or deleted.
    pub fn changes(&self) -> Result<usize, StoreError> {
        Ok(self.0.meta()?.and_then(|meta| meta.changes).unwrap_or(0))
    }
}

/// D1 or the way there failed. The text is D1's: it names columns, never values.
#[derive(Debug)]
pub struct StoreError(pub String);

impl From<worker::Error> for StoreError {
    fn from(error: worker::Error) -> Self {
        Self(format!("D1: {error}"))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.0)
    }
}

impl Db {
    /// Wraps the binding; `cost` collects what it is asked.
    pub fn new(d1: D1Database, cost: Rc<Cost>) -> Self {
        Self { d1, cost }
    }

    /// Prepares `sql`, binding `values` to `?1`, `?2` and so on.
    pub fn prepare<const N: usize>(
        &self,
        sql: &str,
        values: [Value; N],
    ) -> Result<D1PreparedStatement, StoreError> {
        self.prepare_all(sql, &values)
    }

    /// Prepares `sql` as [`Self::prepare`] does, for a number of values not known beforehand.
    pub fn prepare_all(
        &self,
        sql: &str,
        values: &[Value],
    ) -> Result<D1PreparedStatement, StoreError> {
        let values: Vec<JsValue> = values.iter().map(JsValue::from).collect();
        Ok(self.d1.prepare(sql).bind(&values)?)
    }

    /// Runs `statements` in order as one transaction: 1 round trip.
    ///
    /// # Errors
    /// [`StoreError`] if any of them fails; then none has happened.
    pub async fn batch<const N: usize>(
        &self,
        statements: [D1PreparedStatement; N],
    ) -> Result<[Rows; N], StoreError> {
        add(&self.cost.trips, 1);
        let results = self.d1.batch(statements.into()).await?;
        for result in &results {
            self.count(result)?;
        }
        let rows: Vec<Rows> = results.into_iter().map(Rows).collect();
        <[Rows; N]>::try_from(rows).map_err(|_| StoreError("D1: a batch lost results".into()))
    }

    /// Runs one statement: 1 round trip.
    pub async fn run(&self, statement: D1PreparedStatement) -> Result<Rows, StoreError> {
        add(&self.cost.trips, 1);
        let result = statement.all().await?;
        self.count(&result)?;
        Ok(Rows(result))
    }

    fn count(&self, result: &D1Result) -> Result<(), StoreError> {
        if let Some(meta) = result.meta()? {
            add(&self.cost.rows_read, meta.rows_read.unwrap_or(0));
            add(&self.cost.rows_written, meta.rows_written.unwrap_or(0));
        }
        Ok(())
    }
}
