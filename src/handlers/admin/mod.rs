//! The admin API (后台): what a developer or the owner does to developers, apps and users.
//!
//! REST with JSON in and out; see the contract's section 2. One file per resource.

pub mod apps;
pub mod developers;
pub mod error;
pub mod fields;
pub mod me;
pub mod stats;
pub mod users;

use percent_encoding::percent_decode_str;
use serde::Serialize;
use worker::console_error;

use self::{error::AdminError, fields::Fields};
use crate::{
    call::Call,
    config::Config,
    domain::digest,
    params::Params,
    reply::Reply,
    request::Method,
    store::admin::{
        Page, Scope,
        developers::{self as store, Developer},
    },
};

/// Every parameter that admin calls have in their query.
const QUERY: [&str; 6] = ["limit", "cursor", "search", "status", "confirm", "days"];

/// Items on a page where the caller does not say.
const PAGE: i64 = 50;
/// Items on a page at most.
const MAX_PAGE: i64 = 500;

/// An admin call whose key is good.
pub struct Admin<'a> {
    /// The circumstances.
    pub call: &'a Call,
    /// What the key reaches.
    pub scope: Scope,
    /// Whose key it is; nobody for the owner's.
    developer: Option<Developer>,
    query: Params,
    body: Vec<u8>,
}

/// Answers an admin call to `path`, the part after `/api/admin/`. Failures inside are logged here,
/// where they become an answer, and only here.
pub async fn serve(call: &Call, path: &str) -> Reply {
    let answer = async {
        let admin = authenticate(call).await?;
        route(&admin, call.request.method, path).await
    };
    answer.await.unwrap_or_else(|error| {
        if let AdminError::Internal(detail) = &error {
            console_error!("admin: {detail}");
        }
        error.reply()
    })
}

/// One line per resource and method.
async fn route(admin: &Admin<'_>, method: Method, path: &str) -> Result<Reply, AdminError> {
    use Method::{Delete, Get, Patch, Post};
    let method = if method == Method::Head { Get } else { method };
    let segments: Option<Vec<String>> = path.split('/').map(decode).collect();
    let segments = segments.ok_or(AdminError::NotFound)?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["me"] => match method {
            Get => me::get(admin),
            _ => Err(AdminError::Method("GET, HEAD")),
        },
        ["stats"] => match method {
            Get => stats::get(admin, None).await,
            _ => Err(AdminError::Method("GET, HEAD")),
        },
        ["developers"] => match method {
            Get => developers::list(admin).await,
            Post => developers::create(admin).await,
            _ => Err(AdminError::Method("GET, HEAD, POST")),
        },
        ["developers", id] => match method {
            Get => developers::get(admin, id).await,
            Patch => developers::patch(admin, id).await,
            _ => Err(AdminError::Method("GET, HEAD, PATCH")),
        },
        ["developers", id, "key"] => match method {
            Post => developers::rotate_key(admin, id).await,
            _ => Err(AdminError::Method("POST")),
        },
        ["apps"] => match method {
            Get => apps::list(admin).await,
            Post => apps::create(admin).await,
            _ => Err(AdminError::Method("GET, HEAD, POST")),
        },
        ["apps", appid] => match method {
            Get => apps::get(admin, appid).await,
            Patch => apps::patch(admin, appid).await,
            Delete => apps::delete(admin, appid).await,
            _ => Err(AdminError::Method("GET, HEAD, PATCH, DELETE")),
        },
        ["apps", appid, "signature"] => match method {
            Post => apps::rotate_signature(admin, appid).await,
            _ => Err(AdminError::Method("POST")),
        },
        ["apps", appid, "stats"] => match method {
            Get => stats::get(admin, Some(appid)).await,
            _ => Err(AdminError::Method("GET, HEAD")),
        },
        ["apps", appid, "users"] => match method {
            Get => users::list(admin, appid).await,
            _ => Err(AdminError::Method("GET, HEAD")),
        },
        ["apps", appid, "users", user] => match method {
            Get => users::get(admin, appid, user).await,
            Patch => users::patch(admin, appid, user).await,
            Delete => users::delete(admin, appid, user).await,
            _ => Err(AdminError::Method("GET, HEAD, PATCH, DELETE")),
        },
        ["apps", appid, "users", user, "tokens"] => match method {
            Delete => users::revoke_tokens(admin, appid, user).await,
            _ => Err(AdminError::Method("DELETE")),
        },
        _ => Err(AdminError::NotFound),
    }
}

fn decode(segment: &str) -> Option<String> {
    let decoded = percent_decode_str(segment).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

/// Finds out whose key the request carries. The owner's costs no storage, a developer's 1 round
/// trip. Wrong keys are counted by address.
async fn authenticate(call: &Call) -> Result<Admin<'_>, AdminError> {
    let key = bearer(&call.request.authorization).ok_or(AdminError::Unauthorized)?;
    let presented = digest::sha256_hex(key.as_bytes());
    let config = Config::of(&call.env)?;
    let owner = config.admin_key_digest.as_deref();
    let developer = if owner.is_some_and(|owner| digest::same(owner, &presented)) {
        None
    } else {
        match store::by_key(&call.db(), &presented).await? {
            Some(developer) if developer.status == "active" => Some(developer),
            Some(_) => return Err(AdminError::Forbidden("this developer is disabled")),
            None => {
                call.throttle().wrong_key().await?;
                return Err(AdminError::Unauthorized);
            }
        }
    };
    let query = Params::parse_urlencoded(call.request.query(), &QUERY)?;
    Ok(Admin {
        call,
        scope: developer
            .as_ref()
            .map_or(Scope::All, |developer| Scope::Developer(developer.id)),
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

impl Admin<'_> {
    /// Lets only the owner pass.
    ///
    /// # Errors
    /// 403 for a developer's key.
    pub fn owner_only(&self) -> Result<(), AdminError> {
        match self.scope {
            Scope::All => Ok(()),
            Scope::Developer(_) => Err(AdminError::Forbidden("only the owner may do this")),
        }
    }

    /// The fields of the body.
    ///
    /// # Errors
    /// 400 if it is not a JSON object.
    pub fn fields(&self) -> Result<Fields, AdminError> {
        Fields::parse(&self.body)
    }

    /// A parameter of the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name)
    }

    /// The page that `limit` and `cursor` ask for.
    ///
    /// # Errors
    /// 422 for either.
    pub fn page(&self) -> Result<Page, AdminError> {
        Ok(Page {
            limit: self.number("limit", PAGE, MAX_PAGE)?,
            before: self.number("cursor", Page::FIRST, i64::MAX)?,
        })
    }

    /// A number of the query, from 1 to `max`.
    ///
    /// # Errors
    /// 422 if it is anything else.
    fn number(&self, name: &str, default: i64, max: i64) -> Result<i64, AdminError> {
        match self.query(name) {
            None => Ok(default),
            Some(text) => text
                .parse()
                .ok()
                .filter(|n| (1..=max).contains(n))
                .ok_or_else(|| match name {
                    "cursor" => AdminError::invalid(name, "must be a next_cursor"),
                    _ => AdminError::invalid(name, format!("must be from 1 to {max}")),
                }),
        }
    }
}

/// A page of `items`; `next` is the cursor of the page after it.
fn page_reply<T: Serialize>(items: Vec<T>, next: Option<i64>) -> Reply {
    let page = PageBody {
        items,
        next_cursor: next.map(|n| n.to_string()),
    };
    Reply::json(200, &page)
}

#[derive(Serialize)]
struct PageBody<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

/// Cuts what was read beyond `limit`, and says after which number the next page begins.
fn cut<T>(rows: &mut Vec<T>, limit: i64, number: impl Fn(&T) -> i64) -> Option<i64> {
    let more = rows.len() as i64 > limit;
    rows.truncate(limit as usize);
    rows.last().map(number).filter(|_| more)
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

    #[test]
    fn a_page_names_the_next_only_if_there_is_more() {
        let mut rows = vec![9, 8, 7];
        assert_eq!(cut(&mut rows, 2, |n| *n), Some(8));
        assert_eq!(rows, [9, 8]);
        assert_eq!(cut(&mut rows, 2, |n| *n), None);
    }
}
