//! What users wrote, as the app's developer reads it.

use super::{
    Filter, Page, Scope,
    scan::{Found, Listed},
};
use crate::{
    domain::state::FeedbackState,
    store::{
        audit::Entry,
        db::{Db, StoreError},
        sql::{Assignments, Binds},
    },
    table::Row,
};

/// Feedback that one page scans, whatever it finds: 2,000 characters each, unlike users.
const WINDOW: i64 = 5_000;

/// The columns of `domain::feedback::Received`, of a feedback `u`.
const WHOLE: &str =
    "CAST(u.id AS TEXT) AS id, u.id / 1000000 AS at, u.title, u.content, u.contact, u.status,
    (SELECT account FROM users o WHERE o.appid = u.appid AND o.id = u.user_id) AS user";

/// A page of an app's feedback; nothing if there is no such app. Searches title, content and contact. Costs what
/// [`Listed::page`] does, and 1 row read for each user.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &Db,
    scope: Scope,
    appid: &str,
    filter: &Filter<FeedbackState>,
    page: Page,
) -> Result<Option<Found>, StoreError> {
    let listed = Listed {
        appid: Some(appid),
        table: "feedback",
        whole: WHOLE,
        seen: "title, content, contact, status",
        window: WINDOW,
    };
    let wanted = |binds: &mut Binds| {
        let mut wanted = Vec::new();
        if let Some(state) = filter.state {
            wanted.push(format!("status = {}", binds.bind(state.word())));
        }
        if let Some(text) = &filter.search {
            let text = binds.bind(text.as_str());
            wanted.push(format!(
                "(instr(lower(title), {text}) OR instr(lower(content), {text}) OR instr(lower(contact), {text}))"
            ));
        }
        wanted
    };
    listed.page(db, scope, &wanted, page).await
}

/// A feedback of an app that the key reaches.
#[derive(Clone, Copy)]
pub struct FeedbackAddress<'a> {
    /// What the key reaches.
    pub scope: Scope,
    /// The app.
    pub appid: &'a str,
    /// The feedback's number.
    pub id: i64,
}

impl FeedbackAddress<'_> {
    /// The condition on a row of `feedback`.
    fn condition(&self, binds: &mut Binds) -> String {
        let appid = binds.bind(self.appid);
        let id = binds.bind(self.id);
        let reaches = self.scope.reaches(binds, appid);
        format!("appid = {appid} AND id = {id} AND {reaches}")
    }
}

/// Makes `changes`, if there are any, and answers the feedback as it now is. 1 round trip; writes 2 rows (feedback, audit).
///
/// # Errors
/// [`StoreError`].
pub async fn update(
    db: &Db,
    feedback: FeedbackAddress<'_>,
    changes: Assignments,
    audit: &Entry<'_>,
) -> Result<Option<Row>, StoreError> {
    let mut binds = Binds::default();
    let condition = feedback.condition(&mut binds);
    let now = binds.statement(format!("SELECT {WHOLE} FROM feedback u WHERE {condition}"));
    if changes.is_empty() {
        return Ok(db.run(now).await?.first_row());
    }
    let mut binds = Binds::default();
    let sql = format!(
        "UPDATE feedback SET {} WHERE {}",
        changes.clause(&mut binds),
        feedback.condition(&mut binds)
    );
    let update = binds.statement(sql);
    let [_, _, now] = db.batch([update, audit.if_changed(), now]).await?;
    Ok(now.first_row())
}

/// Deletes a feedback. Says whether there was one. 1 round trip; writes 2 rows (feedback, audit).
///
/// # Errors
/// [`StoreError`].
pub async fn delete(
    db: &Db,
    feedback: FeedbackAddress<'_>,
    audit: &Entry<'_>,
) -> Result<bool, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "DELETE FROM feedback WHERE {}",
        feedback.condition(&mut binds)
    );
    let delete = binds.statement(sql);
    let [deleted, _] = db.batch([delete, audit.if_changed()]).await?;
    Ok(deleted.changes() > 0)
}
