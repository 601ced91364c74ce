//! `/api/admin/apps/{appid}/users/{user}/ledger` and `…/balance`: the changes of a user's balance.

use super::{
    Admin, cut,
    error::AdminError,
    fields, page_reply,
    users::{address, view},
};
use crate::{
    domain::{amount::RequestId, audit::Event, ledger::Entry},
    reply::Reply,
    store::admin::ledger::{self as store, Adjusted, Adjustment},
    table::MAX_INT,
};

/// Characters of a note.
const NOTE: usize = 100;

/// `GET …/ledger`: a page of them, newest first.
pub async fn list(admin: &Admin<'_>, appid: &str, account: &str) -> Result<Reply, AdminError> {
    let page = admin.page()?;
    let user = address(admin, appid, account);
    let rows = store::list(&admin.call.db(), user, page.and_one()).await?;
    let mut rows = rows.ok_or(AdminError::NotFound)?;
    let next = cut(&mut rows, page.limit, "id");
    Ok(page_reply(Entry::COLUMNS, &rows, next, None))
}

/// `POST …/balance`: adds to the balance what may be negative, and answers the user. With a `request_id` once
/// within 24 hours.
pub async fn change(admin: &Admin<'_>, appid: &str, account: &str) -> Result<Reply, AdminError> {
    let mut body = admin.fields()?;
    let amount = body.take("amount", fields::integer(-MAX_INT, MAX_INT))?;
    let note = body.take("note", fields::line(NOTE))?;
    let request_id = body.take("request_id", fields::text)?;
    body.finish()?;
    let amount = match amount {
        None => return Err(AdminError::invalid("amount", "is needed")),
        Some(0) => return Err(AdminError::invalid("amount", "must not be 0")),
        Some(amount) => amount,
    };
    let request_id = request_id
        .as_deref()
        .map(RequestId::of_developer)
        .transpose();
    let adjustment = Adjustment {
        amount,
        note,
        request_id: request_id.map_err(|flaw| AdminError::flaw("request_id", flaw))?,
    };
    let user = address(admin, appid, account);
    let audit = admin.audit(Event::BalanceChanged).of_app(appid);
    let audit = audit.about(account).with(format!("{amount:+}"));
    match store::adjust(&admin.call.db(), user, &adjustment, &audit).await? {
        Adjusted::Done(user) => Ok(Reply::json(200, &view(&user))),
        Adjusted::NoUser => Err(AdminError::NotFound),
        Adjusted::OutOfRange => {
            let must = format!("must leave the balance within ±{MAX_INT}");
            Err(AdminError::invalid("amount", must))
        }
    }
}
