//! Whose key or session an admin call carries, and what it reaches.

use super::{Admin, error::AdminError, session};
use crate::{
    call::Call,
    config::{Config, OwnersKey, SHORTEST_KEY},
    domain::{digest, state::DeveloperState},
    log,
    params::Params,
    store::admin::{
        Scope, developers as store,
        sessions::{self, Holder},
    },
    table::{Row, Unexpected},
};

/// Every parameter that admin calls have in their query.
const QUERY: [&str; 9] = [
    "limit",
    "cursor",
    "search",
    "status",
    "email_verified",
    "confirm",
    "days",
    "appid",
    "event",
];

/// Milliseconds after which a wrong key is refused at the soonest: it slows those who guess, and costs nobody else.
const REFUSED_AFTER: i64 = 500;

/// Finds out whose key or session the request carries. The owner's key costs no storage, the others 1 round trip. Calls are
/// counted by address before their key is compared, but for those whose key was right a moment ago: whoever is past
/// the limit learns nothing of a key, right or wrong. A session's token cannot be guessed, and is not counted.
pub async fn authenticate(call: &Call) -> Result<Admin<'_>, AdminError> {
    let config = Config::of(&call.env)?;
    if config.owners_key == OwnersKey::TooShort {
        let least = format!("the secret ADMIN_KEY has fewer than {SHORTEST_KEY} characters");
        log::error("admin", &least);
        return Err(AdminError::ShortKey);
    }
    // Read before the key is looked at: a call that is sent slowly is not one of a key that was good when it began.
    let body = call.request.body().await;
    call.received();
    let header = call.request.header("authorization");
    let key = bearer(&header).map(|key| digest::sha256_hex(key.as_bytes()));
    let (developer, session) = match &key {
        Some(presented) => (by_key(call, &config.owners_key, presented).await?, None),
        None => {
            let token = session::presented(call.origin(), |name| call.request.header(name));
            let digests = session::digests(&token.ok_or(AdminError::Unauthorized)?, &config);
            let holder = sessions::holder(&call.db(), &digests, call.now()).await?;
            let developer = match holder.ok_or(AdminError::Unauthorized)? {
                Holder::Owner => None,
                Holder::Developer(row) => Some(row),
            };
            (developer, Some(digests))
        }
    };
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
        key,
        session,
        query: query.into_iter().collect(),
        body: body?,
    })
}

/// The developer whose key has the digest `presented`; nobody for the owner's.
async fn by_key(
    call: &Call,
    owners: &OwnersKey,
    presented: &str,
) -> Result<Option<Row>, AdminError> {
    let throttle = call.throttle();
    throttle.admin_key(presented).await?;
    let is_owner = owners
        .digest()
        .is_some_and(|owners| digest::same(owners, presented));
    let mut developer = None;
    if !is_owner {
        developer = store::by_key(&call.db(), presented).await?;
        if developer.is_none() {
            call.no_sooner(REFUSED_AFTER).await;
            return Err(AdminError::Unauthorized);
        }
    }
    throttle.right_key(presented);
    Ok(developer)
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
    use proptest::prelude::*;

    #[test]
    fn a_bearer_key_is_read_whatever_the_schemes_case() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        for header in ["", "Bearer", "Bearer ", "Basic abc", "abc"] {
            assert_eq!(bearer(header), None, "{header}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(header in "\\PC{0,40}|[Bb]earer? *[a-z ]{0,9}") {
            prop_assert!(bearer(&header).is_none_or(|key| !key.is_empty() && key.trim() == key && header.trim_end().ends_with(key)));
        }
    }
}
