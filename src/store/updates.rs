//! Changes that users make to themselves and that are more than [`Guard::set`].

use super::{
    db::{Db, StoreError},
    guard::{Guard, Written},
    sql::Binds,
};
use crate::domain::qq::Qq;

/// The column by which a refused [`bind_qq`] says that another user of the app has the number.
pub const QQ_TAKEN: &str = "qq_taken";

/// Binds a QQ number, unless another user of the app has it. 1 round trip; writes 2 rows.
///
/// # Errors
/// [`StoreError`].
pub async fn bind_qq(db: &Db, guard: &Guard<'_>, qq: &Qq) -> Result<Written, StoreError> {
    let mut binds = Binds::default();
    let value = binds.bind(qq.as_str());
    let renewal = guard.renewal(&mut binds);
    let condition = guard.condition(&mut binds);
    let sql = format!("UPDATE OR IGNORE users SET qq = {value}{renewal} WHERE {condition}");
    let taken = |binds: &mut Binds| -> String {
        format!(
            ", u.id IS NOT NULL AND EXISTS (
                 SELECT 1 FROM users o WHERE o.appid = u.appid AND o.qq = {} AND o.id <> u.id) AS {QQ_TAKEN}",
            binds.bind(qq.as_str())
        )
    };
    guard.run(db, binds.statement(sql), &taken).await
}
