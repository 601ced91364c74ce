//! `/api/admin/apps/{appid}/refusals`: how often calls of an app were refused, by hour and reason.

use serde_json::{Value, json};

use super::{Admin, error::AdminError};
use crate::{
    reply::Reply,
    store::{admin::refusals as store, refusals::KEPT},
};

/// Days where the caller does not say.
const DEFAULT_DAYS: i64 = 7;

/// `GET …/refusals`: the counts of the last `days`, the present hour among them, newest first. They are about right: an isolate that ends takes the last
/// minutes of its own along.
pub async fn list(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    let days = admin.number("days", DEFAULT_DAYS, KEPT)?;
    let hour = admin.call.now() / 3_600 - days * 24;
    let rows = store::list(&admin.call.db(), admin.scope, appid, hour).await?;
    let rows = rows.ok_or(AdminError::NotFound)?;
    let items: Vec<Value> = rows
        .iter()
        .map(|row| json!({"at": row.value("at"), "reason": row.value("reason"), "count": row.value("count")}))
        .collect();
    Ok(Reply::json(200, &json!({ "items": items })))
}
