//! `/api/admin/session`: a key exchanged for a session, which the browser keeps and no script can read.

use serde_json::json;

use super::{Admin, error::AdminError};
use crate::{
    config::Config,
    domain::{audit::Event, token::Token},
    random,
    reply::Reply,
    store::admin::{
        Scope,
        sessions::{self as store, Digests},
    },
};

/// Seconds that a session lives.
const LIFE: i64 = 12 * 3_600;

/// The header that a call with the cookie has to carry: no page of another origin can send it without being allowed to, and
/// nobody is.
const HEADER: &str = "x-requested-with";

/// The token of the session that a request to `origin` carries, if it does so as the console does.
pub fn presented(origin: &str, header: impl Fn(&str) -> String) -> Option<String> {
    if header(HEADER).is_empty() {
        return None;
    }
    let wanted = name(origin);
    let cookies = header("cookie");
    let mut cookies = cookies
        .split(';')
        .filter_map(|it| it.trim().split_once('='));
    let ours = cookies.find(|(name, _)| *name == wanted);
    ours.map(|(_, value)| value.to_owned())
}

/// The name of the cookie at `origin`. Only with TLS can a browser keep the prefix's promise: that this host alone has set it.
fn name(origin: &str) -> &'static str {
    if origin.starts_with("https:") {
        "__Host-nobase-edge"
    } else {
        "nobase-edge"
    }
}

/// The digests of the session `token`.
pub fn digests(token: &str, config: &Config) -> Digests {
    Digests::new(token, config.owners_key.digest())
}

/// `POST /session`, with a key: 201, and the session in a cookie.
pub async fn begin(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    // Not with a session: it would never end.
    let key = admin.key.as_deref().ok_or(AdminError::Unauthorized)?;
    admin.fields()?.finish()?;
    let token = Token::from_random(random::bytes()?);
    let token = token.reveal();
    let digests = digests(token, &*Config::of(&admin.call.env)?);
    let developer = match admin.scope {
        Scope::All => None,
        Scope::Developer(id) => Some((id, key)),
    };
    let expires_at = admin.call.now() + LIFE;
    let audit = admin.audit(Event::SignedIn);
    if !store::begin(&admin.call.db(), &digests, developer, expires_at, &audit).await? {
        return Err(AdminError::Unauthorized);
    }
    let reply = Reply::json(201, &json!({"expires_at": expires_at}));
    Ok(with_cookie(admin, reply, token, LIFE))
}

/// `DELETE /session`: ends the session that the call came by.
pub async fn end(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    admin.fields()?.finish()?;
    let session = admin.session.as_ref().ok_or(AdminError::NotFound)?;
    let audit = admin.audit(Event::SignedOut);
    store::end(&admin.call.db(), session, &audit).await?;
    let reply = Reply::json(200, &json!({"ended": true}));
    Ok(with_cookie(admin, reply, "", 0))
}

fn with_cookie(admin: &Admin<'_>, mut reply: Reply, token: &str, life: i64) -> Reply {
    let name = name(admin.call.origin());
    let secure = if name.starts_with("__Host-") {
        "; Secure"
    } else {
        ""
    };
    let cookie =
        format!("{name}={token}; Path=/; Max-Age={life}; HttpOnly; SameSite=Strict{secure}");
    reply.headers.push(("Set-Cookie", cookie));
    reply
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_session_is_read_only_where_the_header_shows_that_the_console_sent_it() {
        let read = |origin: &str, cookie: &str, requested_with: &str| {
            presented(origin, |name| match name {
                "cookie" => cookie.to_owned(),
                HEADER => requested_with.to_owned(),
                _ => String::new(),
            })
        };
        let (tls, plain) = ("https://a.example", "http://127.0.0.1:8787");
        let token = Some("abc".to_owned());
        assert_eq!(read(plain, "a=b; nobase-edge=abc", "console"), token);
        assert_eq!(read(tls, "__Host-nobase-edge=abc; c=d", "console"), token);
        assert_eq!(read(tls, "__Host-nobase-edge=abc", ""), None);
        // What a neighbouring host has set.
        assert_eq!(read(tls, "nobase-edge=abc", "console"), None);
        assert_eq!(read(plain, "", "console"), None);
    }

    proptest! {
        #[test]
        fn no_cookie_panics(cookie in "\\PC{0,60}|(__Host-)?[a-z]{0,8}=?[0-9a-f;= ]{0,80}") {
            for origin in ["https://a.example", "http://127.0.0.1:8787"] {
                let _ = presented(origin, |name| if name == "cookie" { cookie.clone() } else { "console".to_owned() });
            }
        }
    }
}
