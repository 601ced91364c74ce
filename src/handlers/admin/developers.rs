//! `/api/admin/developers`: who may own apps. The owner's alone.

use serde::Serialize;

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
    store::admin::{
        Assignments,
        developers::{self as store, Developer},
    },
};

/// A developer with the key that is shown this once.
#[derive(Serialize)]
struct WithKey<'a> {
    #[serde(flatten)]
    developer: &'a Developer,
    key: &'a str,
}

fn number(id: &str) -> Result<i64, AdminError> {
    id.parse().map_err(|_| AdminError::NotFound)
}

/// `POST /developers`: 201 with the key.
pub async fn create(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    let mut body = admin.fields()?;
    let name = body.take("name", fields::name(fields::NAME))?;
    let name = name.ok_or_else(|| AdminError::invalid("name", "is needed"))?;
    let expires_at = body.take_nullable("expires_at", fields::time)?.flatten();
    body.finish()?;
    let key = mint::developer_key(random::bytes()?);
    let digest = digest::sha256_hex(key.as_bytes());
    let db = admin.call.db();
    let made = store::create(&db, &name, expires_at, &digest, admin.call.now()).await?;
    let made = made.ok_or_else(|| AdminError::Internal("D1: no row came back".into()))?;
    let shown = WithKey {
        developer: &made,
        key: &key,
    };
    Ok(Reply::json(201, &shown))
}

/// `GET /developers`: a page of them.
pub async fn list(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    let page = admin.page()?;
    let mut rows = store::list(&admin.call.db(), page.and_one()).await?;
    let next = cut(&mut rows, page.limit, |developer| developer.id);
    Ok(page_reply(rows, next))
}

/// `GET /developers/{id}`.
pub async fn get(admin: &Admin<'_>, id: &str) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    let developer = store::get(&admin.call.db(), number(id)?).await?;
    Ok(Reply::json(200, &developer.ok_or(AdminError::NotFound)?))
}

/// `PATCH /developers/{id}`: name, status, expiry.
pub async fn patch(admin: &Admin<'_>, id: &str) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    let changes = changes(admin.fields()?)?;
    if changes.is_empty() {
        return get(admin, id).await;
    }
    let developer = store::update(&admin.call.db(), number(id)?, changes).await?;
    Ok(Reply::json(200, &developer.ok_or(AdminError::NotFound)?))
}

fn changes(mut body: Fields) -> Result<Assignments, AdminError> {
    let mut changes = Assignments::new();
    if let Some(name) = body.take("name", fields::name(fields::NAME))? {
        changes.push(("name", name.as_str().into()));
    }
    if let Some(status) = body.take("status", fields::word(&["active", "disabled"]))? {
        changes.push(("status", status.into()));
    }
    if let Some(expires_at) = body.take_nullable("expires_at", fields::time)? {
        changes.push(("expires_at", expires_at.into()));
    }
    body.finish()?;
    Ok(changes)
}

/// `POST /developers/{id}/key`: a new key; the old one dies.
pub async fn rotate_key(admin: &Admin<'_>, id: &str) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    admin.fields()?.finish()?;
    let key = mint::developer_key(random::bytes()?);
    let digest = digest::sha256_hex(key.as_bytes());
    let changes = vec![("key_digest", digest.as_str().into())];
    let developer = store::update(&admin.call.db(), number(id)?, changes).await?;
    let developer = developer.ok_or(AdminError::NotFound)?;
    let shown = WithKey {
        developer: &developer,
        key: &key,
    };
    Ok(Reply::json(200, &shown))
}
