//! The way to D1: statements with every value bound, and batches that are one round trip and one
//! transaction.

use std::rc::Rc;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use worker::Env;
use worker::js_sys::{self, Promise, futures::JsFuture};
use worker::wasm_bindgen::{self, JsCast, JsValue, prelude::wasm_bindgen};

use super::cost::{Cost, add};
use crate::domain::failure::Failure;

#[wasm_bindgen(module = "/src/store/d1.js")]
extern "C" {
    fn batch(db: &JsValue, statements: &str) -> Promise;
}

/// The database, and the count of what it was asked.
pub struct Db {
    d1: JsValue,
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

/// SQL and the values of its `?1`, `?2` and so on.
#[derive(Serialize)]
pub struct Statement(String, Vec<Value>);

/// `sql` with `values` bound to `?1`, `?2` and so on.
pub fn statement(sql: impl Into<String>, values: impl Into<Vec<Value>>) -> Statement {
    Statement(sql.into(), values.into())
}

/// What one statement came to: its rows, rows changed, rows read and written.
#[derive(Deserialize)]
pub struct Rows(Box<RawValue>, Option<usize>, Option<usize>, Option<usize>);

impl Rows {
    /// The first row, if any.
    pub fn first<T: DeserializeOwned>(&self) -> Result<Option<T>, StoreError> {
        Ok(self.all()?.into_iter().next())
    }

    /// All rows.
    pub fn all<T: DeserializeOwned>(&self) -> Result<Vec<T>, StoreError> {
        serde_json::from_str(self.0.get()).map_err(StoreError::of_row)
    }

    /// How many rows the statement inserted, updated or deleted.
    pub fn changes(&self) -> usize {
        self.1.unwrap_or(0)
    }
}

/// D1 or the way there failed. The text is D1's: it names columns, never values.
#[derive(Debug)]
pub struct StoreError(pub String);

impl StoreError {
    /// A row that is not what we think it is. serde's text may quote a value: only its place is kept.
    fn of_row(error: serde_json::Error) -> Self {
        Self(format!(
            "D1: unexpected row ({:?} at column {})",
            error.classify(),
            error.column()
        ))
    }

    fn of_d1(error: &JsValue) -> Self {
        let message = error.dyn_ref::<js_sys::Error>().map(js_sys::Error::message);
        Self(message.map_or_else(|| "D1 failed".into(), String::from))
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
        // A missing binding is undefined; the first statement says so.
        let d1 = js_sys::Reflect::get(env, &"DB".into()).unwrap_or(JsValue::UNDEFINED);
        Self { d1, cost }
    }

    /// Runs `statements` in order as one transaction: 1 round trip.
    ///
    /// # Errors
    /// [`StoreError`] if any of them fails; then none has happened.
    pub async fn batch<const N: usize>(
        &self,
        statements: [Statement; N],
    ) -> Result<[Rows; N], StoreError> {
        add(&self.cost.trips, 1);
        let request = serde_json::to_string(&statements[..]).map_err(StoreError::of_row)?;
        let answer = JsFuture::from(batch(&self.d1, &request)).await;
        let answer = answer.map_err(|error| StoreError::of_d1(&error))?;
        let answer = answer.as_string().unwrap_or_default();
        let rows: Vec<Rows> = serde_json::from_str(&answer).map_err(StoreError::of_row)?;
        for Rows(_, _, read, written) in &rows {
            add(&self.cost.rows_read, read.unwrap_or(0));
            add(&self.cost.rows_written, written.unwrap_or(0));
        }
        <[Rows; N]>::try_from(rows).map_err(|_| StoreError("D1: a batch lost results".into()))
    }

    /// Runs one statement: 1 round trip.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn run(&self, statement: Statement) -> Result<Rows, StoreError> {
        let [rows] = self.batch([statement]).await?;
        Ok(rows)
    }
}
