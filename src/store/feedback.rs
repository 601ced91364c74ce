//! What users write to the app's developer.

use super::{
    db::{Db, StoreError},
    guard::{Guard, Write, Written},
    sql::Binds,
};
use crate::domain::feedback::{Feedback, PAUSE};

/// The column by which a refused [`add`] says when the user last wrote, in Unix seconds.
pub const LAST: &str = "last";

/// Keeps a feedback, unless the user wrote another within [`PAUSE`]. 1 round trip; writes 2 rows (row, index).
///
/// # Errors
/// [`StoreError`].
pub async fn add(
    db: &Db,
    guard: &Guard<'_>,
    feedback: &Feedback<'_>,
    now_us: i64,
) -> Result<Written, StoreError> {
    let mut binds = Binds::default();
    let now = binds.bind(now_us);
    let sql = format!(
        "INSERT INTO feedback (appid, id, user_id, title, content, contact)
         SELECT u.appid, max({now}, coalesce((SELECT max(f.id) + 1 FROM feedback f WHERE f.appid = u.appid), 0)),
                u.id, {}, {}, {}
         FROM users u WHERE {} AND NOT EXISTS (
             SELECT 1 FROM feedback f WHERE f.appid = u.appid AND f.user_id = u.id AND f.id > {})",
        binds.bind(feedback.title),
        binds.bind(feedback.content),
        binds.bind(feedback.contact),
        guard.condition(&mut binds, "u."),
        binds.bind(now_us - PAUSE * 1_000_000)
    );
    let last = |_: &mut Binds| -> String {
        format!(
            ", (SELECT max(f.id) / 1000000 FROM feedback f WHERE f.appid = u.appid AND f.user_id = u.id) AS {LAST}"
        )
    };
    let write = Write {
        own: &last,
        ..Write::alone(binds.statement(sql))
    };
    guard.run(db, write).await
}
