//! `/api/admin/me`: whose key this is.

use serde::Serialize;

use super::{Admin, error::AdminError};
use crate::{config::Config, reply::Reply, store::admin::developers::Developer};

/// The holder of a key.
#[derive(Serialize)]
struct View<'a> {
    role: &'a str,
    developer: Option<&'a Developer>,
    utc_offset_minutes: i64,
}

/// `GET /me`. Asks storage for nothing beyond the key itself.
pub fn get(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    let config = Config::of(&admin.call.env).map_err(|error| AdminError::Internal(error.0))?;
    let view = View {
        role: match admin.developer {
            None => "owner",
            Some(_) => "developer",
        },
        developer: admin.developer.as_ref(),
        utc_offset_minutes: config.zone.seconds() / 60,
    };
    Ok(Reply::json(200, &view))
}
