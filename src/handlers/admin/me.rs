//! `/api/admin/me`: whose key this is.

use super::{Admin, error::AdminError};
use crate::{config::Config, reply::Reply};

/// `GET /me`. Asks storage for nothing beyond the key itself.
pub fn get(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    let config = Config::of(&admin.call.env)?;
    let role = match admin.developer {
        None => "owner",
        Some(_) => "developer",
    };
    let mut reply = Reply::json(200, &admin.developer);
    reply.body = format!(
        r#"{{"role":"{role}","developer":{},"utc_offset_minutes":{}}}"#,
        reply.body,
        config.zone.seconds() / 60
    );
    Ok(reply)
}
