//! The way to D1: batches that are one round trip and one transaction.

use std::{rc::Rc, time::Duration};

use serde_json::Value as Json;
use worker::{Delay, Env};

use super::{
    cost::{Cost, add},
    sql::{Statement, as_json},
};
use crate::{
    domain::failure::Failure,
    json,
    runtime::{self, binding},
    table::{Cell, Record, Row, Unexpected},
};

/// What D1 says where it took up nothing, because too much is waiting ("D1 DB is overloaded. Requests queued for too long.",
/// "Too many requests queued.").
const OVERLOADED: &str = "D1 DB is overloaded";

/// How long D1 is left alone after it has said that it is overloaded.
const PAUSE: Duration = Duration::from_millis(300);

/// The statement before every write: D1 gives up what it comes to only after the time for which its answer is waited for. So
/// what was answered as failed is done by then or never, and the first try of a write that is repeated does not undo what came
/// after the second, unless the connection broke before that time and D1 did it after the second, within that time. Its value:
/// Unix seconds. What is no JSON fails.
const FENCE: &str = "SELECT json(iif(unixepoch('subsec') <= ?1, '0', 'too late')) AS fence";

/// The database, and the count of what it was asked.
#[derive(Clone)]
pub struct Db {
    env: Env,
    near: bool,
    repeats: bool,
    fenced: bool,
    cost: Rc<Cost>,
}

/// What one statement came to.
pub struct Rows {
    rows: Vec<Row>,
    changes: usize,
    by_copy: bool,
}

impl Rows {
    /// The first row, if any.
    pub fn first_row(self) -> Option<Row> {
        self.rows.into_iter().next()
    }

    /// The first row, if any, as a `T`.
    ///
    /// # Errors
    /// [`StoreError`] if it is none.
    pub fn first<T: Record>(self) -> Result<Option<T>, StoreError> {
        let row = self.first_row();
        Ok(row.map(|mut row| T::read(&mut row)).transpose()?)
    }

    /// The column `name` of the first row, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] if it is not a `T`.
    pub fn first_value<T: Cell>(self, name: &'static str) -> Result<Option<T>, StoreError> {
        let row = self.first_row();
        Ok(row.map(|mut row| row.take(name)).transpose()?)
    }

    /// All rows.
    pub fn all(self) -> Vec<Row> {
        self.rows
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

/// D1 or another storage failed, or the way there. The text is the storage's: it names columns, never values.
#[derive(Debug)]
pub struct StoreError(pub String);

/// What storages say where they turned away a write: D1; KV, whose puts of the day are used up, or that came too fast for it;
/// and `runtime.js` of a binding that is not there.
const TURNED_AWAY: [&str; 4] = [
    OVERLOADED,
    "limit exceeded for the day",
    "429 Too Many Requests",
    "is not bound",
];

impl StoreError {
    /// Whether a write of which this was the answer may have happened, or may do so yet: not where it was turned away.
    pub fn may_be_done(&self) -> bool {
        !TURNED_AWAY.iter().any(|it| self.0.contains(it))
    }
}

impl From<Unexpected> for StoreError {
    fn from(Unexpected(column): Unexpected) -> Self {
        Self(format!("D1: unexpected value of {column}"))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.0)
    }
}

fn incomplete(what: &str) -> StoreError {
    StoreError(format!("D1: its answer lacks {what}"))
}

impl Db {
    /// The database of `env`; `cost` collects what it is asked.
    pub fn new(env: &Env, cost: Rc<Cost>) -> Self {
        Self {
            env: env.clone(),
            near: false,
            repeats: false,
            fenced: true,
            cost,
        }
    }

    /// The same for statements that only read, asked of the nearest copy of the database (Sessions
    /// API). Where read replication is off there is only the primary.
    pub fn nearest(&self) -> Self {
        Self {
            near: true,
            ..self.clone()
        }
    }

    /// The same for writes that may happen twice: one that failed, or got no answer, is asked for once more, as reads are.
    pub fn repeating(&self) -> Self {
        Self {
            repeats: true,
            ..self.clone()
        }
    }

    /// The same for writes that may happen whenever D1 comes to them: without [`FENCE`], which would count among the statements
    /// that one run may have.
    pub fn unfenced(&self) -> Self {
        Self {
            fenced: false,
            ..self.clone()
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
        <[Rows; N]>::try_from(rows).map_err(|_| incomplete("a result"))
    }

    /// Runs one statement: 1 round trip.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn run(&self, statement: Statement) -> Result<Rows, StoreError> {
        let [rows] = self.batch([statement]).await?;
        Ok(rows)
    }

    /// Waits until nothing happens any more of the writes that D1 was asked for before.
    pub async fn settled(&self) {
        Delay::from(Duration::from_millis(runtime::fenced_after().into())).await;
    }

    async fn send(&self, statements: &[Statement]) -> Result<Vec<Rows>, StoreError> {
        let request = as_json(statements);
        let only_reads = statements.iter().all(Statement::only_reads);
        let fence = (self.fenced && !only_reads).then_some(FENCE);
        let mut answer = self.ask(&request, self.near, fence).await;
        if let Err(why) = &answer {
            let overloaded = why.contains(OVERLOADED);
            if overloaded {
                Delay::from(PAUSE).await;
            }
            // A copy may be out of order while the primary is not; and what was turned away at the queue has not begun, so
            // that any write may be asked for once more as well.
            if overloaded || self.repeats || only_reads {
                let again = self.ask(&request, false, fence).await;
                // That the second was turned away says nothing of the first.
                if !matches!(&again, Err(why) if why.contains(OVERLOADED)) {
                    answer = again;
                }
            }
        }
        match json::parse(answer.map_err(StoreError)?.as_bytes()) {
            Some(Json::Array(results)) => {
                results.into_iter().map(|it| rows(it, &self.cost)).collect()
            }
            _ => Err(incomplete("results")),
        }
    }

    async fn ask(
        &self,
        statements: &str,
        near: bool,
        fence: Option<&str>,
    ) -> Result<String, String> {
        add(&self.cost.trips, 1);
        runtime::text(runtime::batch(&self.env, binding::DB, statements, near, fence).await)
    }
}

/// Reads the result of one statement, as `runtime.js` writes it. Whether it changed anything must be
/// there: taken for 0, a write that happened would be answered as one that did not.
fn rows(mut result: Json, cost: &Cost) -> Result<Rows, StoreError> {
    let count = |name: &str| result[name].as_u64().map(|n| n as usize);
    let changes = count("changes").ok_or_else(|| incomplete("meta.changes"))?;
    add(&cost.rows_read, count("read").unwrap_or_default());
    add(&cost.rows_written, count("written").unwrap_or_default());
    let by_copy = result["copy"] == true;
    let mut list = |name: &str| match result.get_mut(name).map(Json::take) {
        Some(Json::Array(list)) => Ok(list),
        _ => Err(incomplete(name)),
    };
    let names = Rc::new(list("columns")?);
    let rows = list("rows")?.into_iter().map(|row| match row {
        Json::Array(values) => Ok(Row::new(names.clone(), values)),
        _ => Err(incomplete("a row")),
    });
    Ok(Rows {
        rows: rows.collect::<Result<_, _>>()?,
        changes,
        by_copy,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_write_that_was_turned_away_is_not_done() {
        for (why, may_be_done) in [
            ("D1: no answer within 5000 ms", true),
            ("D1_ERROR: Network connection lost.", true),
            (
                "D1_ERROR: D1 DB is overloaded. Requests queued for too long.",
                false,
            ),
            ("pictures: KV: no answer within 20000 ms", true),
            ("pictures: KV PUT failed: 500 Internal Server Error", true),
            ("pictures: KV PUT failed: 429 Too Many Requests", false),
            ("pictures: KV put() limit exceeded for the day.", false),
            ("pictures: FILES is not bound", false),
        ] {
            assert_eq!(
                StoreError(why.to_owned()).may_be_done(),
                may_be_done,
                "{why}"
            );
        }
    }

    #[test]
    fn an_answer_that_does_not_say_what_it_changed_is_an_error() {
        let cost = Cost::default();
        let whole = json!({"columns": ["id"], "rows": [[1]], "changes": 1, "read": 2, "written": 3, "copy": true});
        let read = rows(whole, &cost).unwrap();
        assert_eq!((read.changes(), read.by_copy()), (1, true));
        assert_eq!(read.first_value("id").unwrap(), Some(1_i64));
        assert_eq!((cost.rows_read.get(), cost.rows_written.get()), (2, 3));
        for lacking in [
            json!({"columns": [], "rows": []}),
            json!({"columns": [], "rows": [], "changes": null}),
            json!({"columns": [], "changes": 1}),
            json!({"rows": [], "changes": 1}),
        ] {
            assert!(rows(lacking, &cost).is_err());
        }
    }
}
