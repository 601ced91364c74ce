//! Whose key an admin call carries, and what it reaches.

use worker::console_error;

use super::{Admin, error::AdminError};
use crate::{
    call::Call,
    config::{Config, OwnersKey, SHORTEST_KEY},
    domain::{digest, state::DeveloperState},
    params::Params,
    store::admin::{Scope, developers as store},
    table::Unexpected,
};

/// Every parameter that admin calls have in their query.
const QUERY: [&str; 7] = [
    "limit",
    "cursor",
    "search",
    "status",
    "email_verified",
    "confirm",
    "days",
];

/// Finds out whose key the request carries. The owner's costs no storage, a developer's 1 round
/// trip. Calls are counted by address before their key is compared, but for those whose key was right a
/// moment ago: whoever is past the limit learns nothing of a key, right or wrong.
pub async fn authenticate(call: &Call) -> Result<Admin<'_>, AdminError> {
    let owners = match &Config::of(&call.env)?.owners_key {
        OwnersKey::TooShort => {
            console_error!("admin: the secret ADMIN_KEY has fewer than {SHORTEST_KEY} characters");
            return Err(AdminError::ShortKey);
        }
        OwnersKey::Unset => None,
        OwnersKey::Digest(digest) => Some(digest.clone()),
    };
    let header = call.request.header("authorization");
    let key = bearer(&header).ok_or(AdminError::Unauthorized)?;
    let presented = digest::sha256_hex(key.as_bytes());
    let throttle = call.throttle();
    throttle.admin_key(&presented).await?;
    let is_owner = owners.is_some_and(|owners| digest::same(&owners, &presented));
    let mut developer = None;
    if !is_owner {
        let found = store::by_key(&call.db(), &presented).await?;
        developer = Some(found.ok_or(AdminError::Unauthorized)?);
    }
    throttle.right_key(&presented);
    let mut scope = Scope::All;
    if let Some(row) = &developer {
        if *row.value("status") == DeveloperState::Disabled.word() {
            return Err(AdminError::DeveloperDisabled);
        }
        scope = Scope::Developer(row.value("id").as_i64().ok_or(Unexpected("id"))?);
    }
    let query = Params::parse_urlencoded(call.request.query(), &QUERY[..])?;
    Ok(Admin {
        call,
        scope,
        developer,
        query: query.into_iter().collect(),
        body: call.request.body().await?,
    })
}

/// The key of an `Authorization: Bearer KEY` header.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, key) = header.split_once(' ')?;
    let key = key.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_key_is_read_whatever_the_schemes_case() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        for header in ["", "Bearer", "Bearer ", "Basic abc", "abc"] {
            assert_eq!(bearer(header), None, "{header}");
        }
    }
}
