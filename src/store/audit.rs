//! The audit log: each entry is written by the transaction that does what it tells of.

use super::{
    admin::Scope,
    db::{Db, StoreError},
    sql::{Binds, Statement},
};
use crate::domain::audit::Event;

/// Days that the log goes back.
const KEPT: i64 = 30;

/// What is told of something that the admin API does.
#[derive(Clone)]
pub struct Entry<'a> {
    /// Whose key does it.
    pub scope: Scope,
    /// What is done.
    pub event: Event,
    /// When, in microseconds: the entry's number, or the next free one.
    pub now_us: i64,
    /// The app.
    pub appid: Option<&'a str>,
    /// The user, developer, picture or feedback.
    pub subject: Option<&'a str>,
    /// What is changed.
    pub detail: Option<String>,
}

impl<'a> Entry<'a> {
    /// The same in the app `appid`.
    #[must_use]
    pub fn of_app(self, appid: &'a str) -> Self {
        Self {
            appid: Some(appid),
            ..self
        }
    }

    /// The same about `subject`.
    #[must_use]
    pub fn about(self, subject: &'a str) -> Self {
        Self {
            subject: Some(subject),
            ..self
        }
    }

    /// The same with what is changed.
    #[must_use]
    pub fn with(self, detail: String) -> Self {
        Self {
            detail: Some(detail),
            ..self
        }
    }

    /// Writes it down if the last statement before it that writes has changed a row.
    pub fn if_changed(&self) -> Statement {
        self.insert("WHERE changes() > 0", None, None)
    }

    /// The same, about the row with a number of its own that this statement added.
    pub fn if_added(&self) -> Statement {
        self.insert(
            "WHERE changes() > 0",
            Some("CAST(last_insert_rowid() AS TEXT)"),
            None,
        )
    }

    /// Writes down how many rows that statement has changed, if any.
    pub fn if_many_changed(&self) -> Statement {
        self.insert("WHERE changes() > 0", None, Some("CAST(changes() AS TEXT)"))
    }

    fn insert(&self, condition: &str, subject: Option<&str>, detail: Option<&str>) -> Statement {
        let mut binds = Binds::default();
        let by = match self.scope {
            Scope::All => None,
            Scope::Developer(id) => Some(id),
        };
        let subject = match subject {
            Some(sql) => sql.to_owned(),
            None => binds.bind(self.subject).to_string(),
        };
        let detail = match detail {
            Some(sql) => sql.to_owned(),
            None => binds.bind(self.detail.as_deref()).to_string(),
        };
        let sql = format!(
            "INSERT INTO audit (id, developer_id, event, appid, subject, detail)
             SELECT max({}, coalesce((SELECT max(id) + 1 FROM audit), 0)), {}, {}, {}, {subject}, {detail} {condition}",
            binds.bind(self.now_us),
            binds.bind(by),
            binds.bind(self.event.word()),
            binds.bind(self.appid)
        );
        binds.statement(sql)
    }
}

/// Writes down what changed nothing in the database. 1 round trip; writes 1 row.
///
/// # Errors
/// [`StoreError`].
pub async fn add(db: &Db, entry: &Entry<'_>) -> Result<(), StoreError> {
    db.run(entry.insert("", None, None)).await?;
    Ok(())
}

/// The statement that deletes some of what is older than the log goes back; the sweep's.
pub fn swept(now: i64) -> Statement {
    let mut binds = Binds::default();
    let sql = format!(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id <= {} ORDER BY id LIMIT 5000)",
        binds.bind((now - KEPT * 86_400) * 1_000_000)
    );
    binds.statement(sql)
}
