//! `/api/admin/me`: whose key this is.

use serde::Serialize;

use super::{Admin, error::AdminError};
use crate::{config::Config, domain::developer::Developer, reply::Reply, table::View};

#[derive(Serialize)]
struct Me<'a> {
    role: &'static str,
    developer: Option<View<'a>>,
    utc_offset_minutes: i64,
}

/// `GET /me`. Asks storage for nothing beyond the key itself.
pub fn get(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    let config = Config::of(&admin.call.env)?;
    let me = Me {
        role: match admin.developer {
            None => "owner",
            Some(_) => "developer",
        },
        developer: admin
            .developer
            .as_ref()
            .map(|row| View::new(Developer::COLUMNS, row)),
        utc_offset_minutes: config.zone.seconds() / 60,
    };
    Ok(Reply::json(200, &me))
}
