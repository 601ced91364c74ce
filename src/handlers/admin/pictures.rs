//! `/api/admin/apps/{appid}/users/{user}/pictures`: what a user uploaded.

use serde_json::json;

use super::{Admin, cut, error::AdminError, page_reply, users::address};
use crate::{
    domain::{audit::Event, picture::Uploaded},
    reply::Reply,
    store::admin::pictures as store,
};

/// `GET …/pictures`: a page of them, newest first.
pub async fn list(admin: &Admin<'_>, appid: &str, account: &str) -> Result<Reply, AdminError> {
    let page = admin.page()?;
    let user = address(admin, appid, account);
    let origin = admin.call.origin();
    let rows = store::list(&admin.call.db(), user, origin, page.and_one()).await?;
    let mut rows = rows.ok_or(AdminError::NotFound)?;
    let next = cut(&mut rows, page.limit, "number");
    Ok(page_reply(Uploaded::COLUMNS, &rows, next, None))
}

/// `DELETE …/pictures/{id}`: its address leads nowhere from then on, as soon as KV has spread it.
pub async fn delete(
    admin: &Admin<'_>,
    appid: &str,
    account: &str,
    id: &str,
) -> Result<Reply, AdminError> {
    let number = id.parse().map_err(|_| AdminError::NotFound)?;
    let user = address(admin, appid, account);
    let audit = admin.audit(Event::PictureDeleted).of_app(appid);
    let audit = audit.about(account).with(id.to_owned());
    let gone = store::delete(&admin.call.db(), user, number, &audit).await?;
    let gone = gone.ok_or(AdminError::NotFound)?;
    admin.call.files().remove_later(Some(gone));
    Ok(Reply::json(200, &json!({ "deleted": id })))
}
