//! `/api/admin/apps/{appid}/feedback`: what users of an app wrote.

use serde_json::json;

use super::{Admin, error::AdminError, page_reply};
use crate::{
    domain::{audit::Event, feedback::Received, state::FeedbackState},
    reply::Reply,
    store::admin::feedback::{self as store, FeedbackAddress},
    table::View,
};

/// The feedback that a call names.
fn address<'a>(
    admin: &Admin<'_>,
    appid: &'a str,
    id: &str,
) -> Result<FeedbackAddress<'a>, AdminError> {
    Ok(FeedbackAddress {
        scope: admin.scope,
        appid,
        id: id.parse().map_err(|_| AdminError::NotFound)?,
    })
}

/// `GET …/feedback`: a page of it, newest first.
pub async fn list(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    let filter = admin.filter(FeedbackState::WORDS)?;
    let page = admin.page()?;
    let found = store::list(&admin.call.db(), admin.scope, appid, &filter, page).await?;
    let found = found.ok_or(AdminError::NotFound)?;
    let next = found.next.map(|id| id.to_string());
    let reply = page_reply(Received::COLUMNS, &found.rows, next, found.scanned);
    Ok(reply)
}

/// `PATCH …/feedback/{id}`: whether something is still to be done about it.
pub async fn patch(admin: &Admin<'_>, appid: &str, id: &str) -> Result<Reply, AdminError> {
    let mut body = admin.fields()?;
    let changes = body.take_written(Received::COLUMNS)?;
    body.finish()?;
    let feedback = address(admin, appid, id)?;
    let audit = admin.audit(Event::FeedbackChanged).of_app(appid);
    let audit = audit.about(id).with(changes.summary(Received::COLUMNS));
    let feedback = store::update(&admin.call.db(), feedback, changes, &audit).await?;
    let feedback = feedback.ok_or(AdminError::NotFound)?;
    Ok(Reply::json(200, &View::new(Received::COLUMNS, &feedback)))
}

/// `DELETE …/feedback/{id}`.
pub async fn delete(admin: &Admin<'_>, appid: &str, id: &str) -> Result<Reply, AdminError> {
    let feedback = address(admin, appid, id)?;
    let audit = admin.audit(Event::FeedbackDeleted).of_app(appid).about(id);
    if !store::delete(&admin.call.db(), feedback, &audit).await? {
        return Err(AdminError::NotFound);
    }
    Ok(Reply::json(
        200,
        &json!({"deleted": feedback.id.to_string()}),
    ))
}
