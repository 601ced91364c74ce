//! `/api/admin/audit`: what was done by the admin API in the last month.

use super::{Admin, error::AdminError, fields, page_reply};
use crate::{
    domain::{
        app::is_appid,
        audit::{Audited, Event},
    },
    reply::Reply,
    store::admin::audit::{self as store, Narrowed},
};

/// `GET /audit`: a page of it, newest first; of one `appid` or `event`, if the query says so. The owner sees all of it, a
/// developer what was done in their apps or with their key.
pub async fn list(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    let page = admin.page()?;
    let event = admin.query("event").map(|word| {
        let word = fields::word(Event::WORDS)(word.into());
        word.map_err(|must| AdminError::invalid("event", must))
    });
    let appid = admin.query("appid");
    if appid.is_some_and(|it| !is_appid(it)) {
        return Err(AdminError::invalid("appid", "must be the id of an app"));
    }
    let narrowed = Narrowed {
        appid: appid.map(str::to_owned),
        event: event.transpose()?,
    };
    let found = store::list(&admin.call.db(), admin.scope, &narrowed, page).await?;
    let found = found.ok_or(AdminError::NotFound)?;
    let next = found.next.map(|id| id.to_string());
    Ok(page_reply(
        Audited::COLUMNS,
        &found.rows,
        next,
        found.scanned,
    ))
}
