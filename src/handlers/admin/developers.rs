//! `/api/admin/developers`: who may own apps. The owner's alone.

use serde::Serialize;

use super::{Admin, cut, error::AdminError, page_reply};
use crate::{
    domain::{audit::Event, developer::Developer, digest, mint},
    random,
    reply::Reply,
    store::admin::developers as store,
    table::{Row, View},
};

/// A developer with the key that is shown this once.
#[derive(Serialize)]
struct WithKey<'a> {
    #[serde(flatten)]
    developer: View<'a>,
    key: &'a str,
}

/// A new key and its digest.
fn new_key() -> Result<(String, String), AdminError> {
    let key = mint::developer_key(random::bytes()?);
    let digest = digest::sha256_hex(key.as_bytes());
    Ok((key, digest))
}

fn number(id: &str) -> Result<i64, AdminError> {
    id.parse().map_err(|_| AdminError::NotFound)
}

fn view(developer: &Row) -> View<'_> {
    View::new(Developer::COLUMNS, developer)
}

/// `POST /developers`: 201 with the key.
pub async fn create(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    let mut body = admin.fields()?;
    let settings = body.take_written(Developer::COLUMNS)?;
    body.finish()?;
    if !settings.has("name") {
        return Err(AdminError::invalid("name", "is needed"));
    }
    let (key, digest) = new_key()?;
    let db = admin.call.db();
    let audit = admin.audit(Event::DeveloperCreated);
    let made = store::create(&db, settings, &digest, admin.call.now(), &audit).await?;
    let made = made.ok_or_else(|| AdminError::Internal("D1: no row came back".into()))?;
    let shown = WithKey {
        developer: view(&made),
        key: &key,
    };
    Ok(Reply::json(201, &shown))
}

/// `GET /developers`: a page of them.
pub async fn list(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    let page = admin.page()?;
    let mut rows = store::list(&admin.call.db(), page.and_one()).await?;
    let next = cut(&mut rows, page.limit, "id");
    Ok(page_reply(Developer::COLUMNS, &rows, next, None))
}

/// `GET /developers/{id}`.
pub async fn get(admin: &Admin<'_>, id: &str) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    let developer = store::get(&admin.call.db(), number(id)?).await?;
    let developer = developer.ok_or(AdminError::NotFound)?;
    Ok(Reply::json(200, &view(&developer)))
}

/// `PATCH /developers/{id}`: what is written of them.
pub async fn patch(admin: &Admin<'_>, id: &str) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    let mut body = admin.fields()?;
    let changes = body.take_written(Developer::COLUMNS)?;
    body.finish()?;
    if changes.is_empty() {
        return get(admin, id).await;
    }
    let audit = admin.audit(Event::DeveloperChanged).about(id);
    let audit = audit.with(changes.summary(Developer::COLUMNS));
    let developer = store::update(&admin.call.db(), number(id)?, changes, &audit).await?;
    let developer = developer.ok_or(AdminError::NotFound)?;
    Ok(Reply::json(200, &view(&developer)))
}

/// `POST /developers/{id}/key`: a new key; the old one dies.
pub async fn rotate_key(admin: &Admin<'_>, id: &str) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    admin.fields()?.finish()?;
    let (key, digest) = new_key()?;
    let audit = admin.audit(Event::KeyMade).about(id);
    let developer = store::rotate_key(&admin.call.db(), number(id)?, &digest, &audit).await?;
    let developer = developer.ok_or(AdminError::NotFound)?;
    let shown = WithKey {
        developer: view(&developer),
        key: &key,
    };
    Ok(Reply::json(200, &shown))
}
