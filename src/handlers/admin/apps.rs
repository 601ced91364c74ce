//! `/api/admin/apps`: apps and their settings.

use serde_json::json;

use super::{
    Admin, cut,
    error::AdminError,
    fields::{self, Fields},
    page_reply,
};
use crate::{
    domain::{app::App, audit::Event, digest, mint},
    log, random,
    reply::Reply,
    store::{
        admin::{
            Scope,
            apps::{self as store, Creation},
        },
        sql::Assignments,
        sweep,
    },
    table::{Initial, MAX_INT, Row, View},
};

/// The built-in developer that the owner's apps belong to.
const OWNER: i64 = 1;
/// Batches of users removed while the caller of a DELETE waits; the sweep removes the rest.
const BATCHES_AT_ONCE: u32 = 5;

fn view(app: &Row) -> View<'_> {
    View::new(App::COLUMNS, app)
}

/// The settings that POST and PATCH share, and the lengths among them, which hold each other in check.
struct Settings {
    columns: Assignments,
    account_min: Option<i64>,
    account_max: Option<i64>,
}

fn settings(body: &mut Fields) -> Result<Settings, AdminError> {
    let columns = body.take_written(App::COLUMNS)?;
    Ok(Settings {
        account_min: columns.number("account_min"),
        account_max: columns.number("account_max"),
        columns,
    })
}

fn crossed() -> AdminError {
    AdminError::invalid("account_min", "must not be over account_max")
}

/// What a new app has in `column`.
fn initial(column: &str) -> i64 {
    let column = App::COLUMNS.iter().find(|it| it.column == column);
    match column.map(|it| it.initial) {
        Some(Initial::Number(n)) => n,
        _ => 0,
    }
}

/// `POST /apps`: 201 with appid and signature.
pub async fn create(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    let mut body = admin.fields()?;
    let developer = body.take("developer_id", fields::integer(1, MAX_INT))?;
    let developer = match (admin.scope, developer) {
        (Scope::All, developer) => developer.unwrap_or(OWNER),
        (Scope::Developer(id), None) => id,
        (Scope::Developer(_), Some(_)) => {
            return Err(AdminError::OwnersDeveloper);
        }
    };
    let Settings {
        mut columns,
        account_min,
        account_max,
    } = settings(&mut body)?;
    body.finish()?;
    if !columns.has("name") {
        return Err(AdminError::invalid("name", "is needed"));
    }
    let account_min = account_min.unwrap_or_else(|| initial("account_min"));
    if account_min > account_max.unwrap_or_else(|| initial("account_max")) {
        return Err(crossed());
    }
    set_new_signature(&mut columns)?;
    columns.set(
        "webhook_secret",
        mint::webhook_secret(random::bytes()?).as_str(),
    );
    let appid = mint::appid(random::bytes()?);
    let db = admin.call.db();
    let audit = admin.audit(Event::AppCreated).of_app(&appid);
    match store::create(&db, &appid, developer, columns, admin.call.now(), &audit).await? {
        Creation::Done(app) => Ok(Reply::json(201, &view(&app))),
        Creation::NoDeveloper => Err(AdminError::invalid("developer_id", "is nobody")),
        Creation::IdTaken => Err(AdminError::AppidTaken),
    }
}

fn set_new_signature(columns: &mut Assignments) -> Result<(), AdminError> {
    let signature = mint::signature(random::bytes()?);
    let digest = digest::sha256_hex(signature.as_bytes());
    columns.set("signature", signature.as_str());
    columns.set("signature_digest", digest.as_str());
    Ok(())
}

/// `GET /apps`: a page of them, or of those with `search` in name or appid.
pub async fn list(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    let page = admin.page()?;
    let search = admin.query("search");
    let mut rows = store::list(&admin.call.db(), admin.scope, search, page.and_one()).await?;
    let next = cut(&mut rows, page.limit, "seq");
    Ok(page_reply(App::COLUMNS, &rows, next, None))
}

/// `GET /apps/{appid}`.
pub async fn get(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    let app = store::get(&admin.call.db(), admin.scope, appid).await?;
    Ok(Reply::json(200, &view(&app.ok_or(AdminError::NotFound)?)))
}

/// `PATCH /apps/{appid}`: any settings.
pub async fn patch(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    let mut body = admin.fields()?;
    let settings = settings(&mut body)?;
    body.finish()?;
    if settings.columns.is_empty() {
        return get(admin, appid).await;
    }
    let db = admin.call.db();
    let lengths = (settings.account_min, settings.account_max);
    let audit = admin.audit(Event::AppChanged).of_app(appid);
    let audit = audit.with(settings.columns.summary(App::COLUMNS));
    let app = store::update(&db, admin.scope, appid, settings.columns, lengths, &audit).await?;
    match app {
        Some(app) => Ok(Reply::json(200, &view(&app))),
        None => match store::get(&db, admin.scope, appid).await? {
            Some(_) => Err(crossed()),
            None => Err(AdminError::NotFound),
        },
    }
}

/// `POST /apps/{appid}/signature`: a new signature; the old one stops working at once.
pub async fn rotate_signature(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    admin.fields()?.finish()?;
    let mut changes = Assignments::default();
    set_new_signature(&mut changes)?;
    let db = admin.call.db();
    let audit = admin.audit(Event::SignatureRotated).of_app(appid);
    let app = store::update(&db, admin.scope, appid, changes, (None, None), &audit).await?;
    Ok(Reply::json(200, &view(&app.ok_or(AdminError::NotFound)?)))
}

/// `DELETE /apps/{appid}?confirm={appid}`: takes the app's users and tokens along. The app is gone
/// for everybody with the first statement; what a large app leaves behind goes with the sweep.
pub async fn delete(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    if admin.query("confirm") != Some(appid) {
        return Err(AdminError::invalid("confirm", "must repeat the appid"));
    }
    let db = admin.call.db();
    let audit = admin.audit(Event::AppDeleted).of_app(appid);
    if !store::mark_deleted(&db, admin.scope, appid, &audit).await? {
        return Err(AdminError::NotFound);
    }
    for _ in 0..BATCHES_AT_ONCE {
        match sweep::remove_users(&db, appid).await {
            Ok((_, false)) => {}
            Ok((_, true)) => break,
            // The app is gone already; the sweep goes on where this ended.
            Err(error) => {
                log::error("admin", &error.0);
                break;
            }
        }
    }
    Ok(Reply::json(200, &json!({"deleted": appid})))
}
