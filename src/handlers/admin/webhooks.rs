//! `/api/admin/apps/{appid}/webhook/…`: what became of deliveries, a test, and a new secret. The address is a setting of the
//! app.

use super::{Admin, error::AdminError, page_reply};
use crate::{
    domain::{
        app::App,
        audit::Event,
        mint,
        webhook::{WebhookDelivery, WebhookEvent},
    },
    random,
    reply::Reply,
    store::{
        admin::{
            apps,
            webhooks::{self as store, Test},
        },
        sql::Assignments,
        webhooks::{Told, Which},
    },
    table::View,
    webhooks,
};

/// `GET …/deliveries`: a page of the deliveries of the last week, newest first.
pub async fn list(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    let page = admin.page()?;
    let found = store::list(&admin.call.db(), admin.scope, appid, page).await?;
    let found = found.ok_or(AdminError::NotFound)?;
    let next = found.next.map(|id| id.to_string());
    Ok(page_reply(
        WebhookDelivery::COLUMNS,
        &found.rows,
        next,
        None,
    ))
}

/// `POST …/test`: delivers a `ping` at once, and answers what became of it. It is tried again as any other.
pub async fn test(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    admin.fields()?.finish()?;
    let told = Told {
        event: WebhookEvent::Ping,
        appid,
        account: None,
        now_us: admin.call.now_us(),
    };
    let db = admin.call.db();
    let audit = admin.audit(Event::WebhookTested).of_app(appid);
    let id = match store::test(&db, admin.scope, &told, &audit).await? {
        Test::Due(id) => id,
        Test::NoAddress => return Err(AdminError::NoWebhook),
        Test::NoApp => return Err(AdminError::NotFound),
    };
    webhooks::deliver(&db, Which::One(appid, id), 1).await?;
    let delivery = store::get(&db, appid, id).await?;
    let delivery = delivery.ok_or(AdminError::NotFound)?;
    Ok(Reply::json(
        200,
        &View::new(WebhookDelivery::COLUMNS, &delivery),
    ))
}

/// `POST …/secret`: a new secret; what is delivered from now on is signed by it alone.
pub async fn rotate_secret(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    admin.fields()?.finish()?;
    let mut changes = Assignments::default();
    changes.set(
        "webhook_secret",
        mint::webhook_secret(random::bytes()?).as_str(),
    );
    let audit = admin.audit(Event::WebhookSecretRotated).of_app(appid);
    let db = admin.call.db();
    let app = apps::update(&db, admin.scope, appid, changes, (None, None), &audit).await?;
    let app = app.ok_or(AdminError::NotFound)?;
    Ok(Reply::json(200, &View::new(App::COLUMNS, &app)))
}
