//! `/api/admin/apps`: apps and their settings.

use serde::Serialize;
use serde_json::json;
use worker::console_error;

use super::{
    Admin, cut,
    error::AdminError,
    fields::{self, Fields},
    page_reply,
};
use crate::{
    domain::{digest, mint},
    random,
    reply::Reply,
    store::{
        admin::{
            Assignments, Scope,
            apps::{self as store, App, Creation},
        },
        sweep,
    },
};

/// The built-in developer that the owner's apps belong to.
const OWNER: i64 = 1;
/// Characters that an account may be asked to have at most.
const LONGEST_ACCOUNT: i64 = 64;
/// Batches of users removed while the caller of a DELETE waits; the sweep removes the rest.
const BATCHES_AT_ONCE: u32 = 5;

/// An app as the admin API shows it.
#[derive(Serialize)]
struct View<'a> {
    appid: &'a str,
    name: &'a str,
    developer_id: i64,
    signature: &'a str,
    status: &'a str,
    token_required: bool,
    token_ttl: i64,
    account_min: i64,
    account_max: i64,
    strict_format: bool,
    created_at: i64,
}

fn view(app: &App) -> View<'_> {
    View {
        appid: &app.appid,
        name: &app.name,
        developer_id: app.developer_id,
        signature: &app.signature,
        status: &app.status,
        token_required: app.token_required != 0,
        token_ttl: app.token_ttl,
        account_min: app.account_min,
        account_max: app.account_max,
        strict_format: app.strict_format != 0,
        created_at: app.created_at,
    }
}

/// The settings that POST and PATCH share, and the lengths among them.
struct Settings {
    columns: Assignments,
    account_min: Option<i64>,
    account_max: Option<i64>,
}

fn settings(body: &mut Fields) -> Result<Settings, AdminError> {
    let mut columns = Assignments::new();
    if let Some(name) = body.take("name", fields::name(fields::NAME))? {
        columns.push(("name", name.as_str().into()));
    }
    let states = fields::word(&["active", "reviewing", "disabled"]);
    if let Some(status) = body.take("status", states)? {
        columns.push(("status", status.into()));
    }
    for flag in ["token_required", "strict_format"] {
        if let Some(on) = body.take(flag, fields::flag)? {
            columns.push((flag, i64::from(on).into()));
        }
    }
    if let Some(ttl) = body.take("token_ttl", fields::integer(60, 31_536_000))? {
        columns.push(("token_ttl", ttl.into()));
    }
    let mut length = |name: &'static str| {
        let length = body.take(name, fields::integer(1, LONGEST_ACCOUNT))?;
        columns.extend(length.map(|n| (name, n.into())));
        Ok::<_, AdminError>(length)
    };
    let (account_min, account_max) = (length("account_min")?, length("account_max")?);
    Ok(Settings {
        columns,
        account_min,
        account_max,
    })
}

fn crossed() -> AdminError {
    AdminError::invalid("account_min", "must not be over account_max")
}

/// `POST /apps`: 201 with appid and signature.
pub async fn create(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    let mut body = admin.fields()?;
    let developer = body.take("developer_id", fields::integer(1, fields::MAX_INT))?;
    let developer = match (admin.scope, developer) {
        (Scope::All, developer) => developer.unwrap_or(OWNER),
        (Scope::Developer(id), None) => id,
        (Scope::Developer(_), Some(_)) => {
            return Err(AdminError::Forbidden("only the owner may set developer_id"));
        }
    };
    let Settings {
        mut columns,
        account_min,
        account_max,
    } = settings(&mut body)?;
    body.finish()?;
    if !columns.iter().any(|(column, _)| *column == "name") {
        return Err(AdminError::invalid("name", "is needed"));
    }
    // 4 and 32 are the schema's defaults.
    if account_min.unwrap_or(4) > account_max.unwrap_or(32) {
        return Err(crossed());
    }
    columns.extend(new_signature()?);
    let appid = mint::appid(random::bytes()?);
    let db = admin.call.db();
    match store::create(&db, &appid, developer, columns, admin.call.now()).await? {
        Creation::Done(app) => Ok(Reply::json(201, &view(&app))),
        Creation::NoDeveloper => Err(AdminError::invalid("developer_id", "is nobody")),
        // Once in nine billion for each app there is: the caller may try again.
        Creation::IdTaken => Err(AdminError::Conflict("appid_taken", "try again")),
    }
}

fn new_signature() -> Result<Assignments, AdminError> {
    let signature = mint::signature(random::bytes()?);
    let digest = digest::sha256_hex(signature.as_bytes());
    Ok(vec![
        ("signature", signature.as_str().into()),
        ("signature_digest", digest.as_str().into()),
    ])
}

/// `GET /apps`: a page of them, or of those with `search` in name or appid.
pub async fn list(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    let page = admin.page()?;
    let search = admin.query("search");
    let mut rows = store::list(&admin.call.db(), admin.scope, search, page.and_one()).await?;
    let next = cut(&mut rows, page.limit, |app| app.seq);
    Ok(page_reply(rows.iter().map(view).collect(), next))
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
    let app = store::update(&db, admin.scope, appid, settings.columns, lengths).await?;
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
    let db = admin.call.db();
    let app = store::update(&db, admin.scope, appid, new_signature()?, (None, None)).await?;
    Ok(Reply::json(200, &view(&app.ok_or(AdminError::NotFound)?)))
}

/// `DELETE /apps/{appid}?confirm={appid}`: takes the app's users and tokens along. The app is gone
/// for everybody with the first statement; what a large app leaves behind goes with the sweep.
pub async fn delete(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    if admin.query("confirm") != Some(appid) {
        return Err(AdminError::invalid("confirm", "must repeat the appid"));
    }
    let db = admin.call.db();
    if !store::mark_deleted(&db, admin.scope, appid).await? {
        return Err(AdminError::NotFound);
    }
    for _ in 0..BATCHES_AT_ONCE {
        match sweep::remove_users(&db, appid).await {
            Ok((_, false)) => {}
            Ok((_, true)) => break,
            // The app is gone already; the sweep goes on where this ended.
            Err(error) => {
                console_error!("admin: {}", error.0);
                break;
            }
        }
    }
    Ok(Reply::json(200, &json!({"deleted": appid})))
}
