//! The admin API (后台): what a developer or the owner does to developers, apps and users.
//!
//! REST with JSON in and out; see the contract's section 2. One file per resource.

pub mod apps;
pub mod developers;
pub mod error;
pub mod feedback;
pub mod fields;
pub mod ledger;
pub mod me;
pub mod statistics;
pub mod users;

use percent_encoding::percent_decode_str;
use serde::Serialize;
use worker::console_error;

use self::{error::AdminError, fields::Fields};
use crate::{
    call::Call,
    config::{Config, OwnersKey, SHORTEST_KEY},
    domain::{digest, state::DeveloperState},
    params::Params,
    reply::Reply,
    request::Method,
    store::admin::{Page, Scope, developers as store},
    table::{Cell, Column, Row, Unexpected, View},
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
    developer: Option<Row>,
    query: Params,
    body: Vec<u8>,
}

/// Answers an admin call to `path`, the part after `/api/admin/`. Failures inside are logged here,
/// where they become an answer, and only here.
pub async fn serve(call: &Call, path: &str) -> Reply {
    let answer = async {
        let admin = authenticate(call).await?;
        let segments: Option<Vec<String>> = path.split('/').map(decode).collect();
        let segments = segments.ok_or(AdminError::NotFound)?;
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let method = match call.request.method {
            Method::Head => Method::Get,
            method => method,
        };
        route(&admin, method, &segments).await
    };
    answer.await.unwrap_or_else(|error| {
        if let AdminError::Internal(detail) = &error {
            console_error!("admin: {detail}");
        }
        error.reply()
    })
}

/// Declares the paths: each with its methods and what answers them. From it come the `match` that routes a
/// call, the `Allow` header, and [`ROUTES`], which documentation and tests are held to.
macro_rules! routes {
    ($admin:ident: $($path:tt { $($method:ident => $answer:expr,)+ })+) => {
        /// Answers a call to the path of these `segments`.
        async fn route(
            $admin: &Admin<'_>,
            method: Method,
            segments: &[&str],
        ) -> Result<Reply, AdminError> {
            match segments {
                $($path => match method {
                    $(Method::$method => $answer,)+
                    _ => Err(not_allowed(&[$(Method::$method),+])),
                },)+
                _ => Err(AdminError::NotFound),
            }
        }

        /// The paths, as they are declared, with their methods.
        #[cfg(test)]
        pub const ROUTES: &[(&str, &[Method])] = &[$((stringify!($path), &[$(Method::$method),+])),+];
    };
}

routes! { admin:
    ["me"] {
        Get => me::get(admin),
    }
    ["stats"] {
        Get => statistics::get(admin, None).await,
    }
    ["developers"] {
        Get => developers::list(admin).await,
        Post => developers::create(admin).await,
    }
    ["developers", id] {
        Get => developers::get(admin, id).await,
        Patch => developers::patch(admin, id).await,
    }
    ["developers", id, "key"] {
        Post => developers::rotate_key(admin, id).await,
    }
    ["apps"] {
        Get => apps::list(admin).await,
        Post => apps::create(admin).await,
    }
    ["apps", appid] {
        Get => apps::get(admin, appid).await,
        Patch => apps::patch(admin, appid).await,
        Delete => apps::delete(admin, appid).await,
    }
    ["apps", appid, "signature"] {
        Post => apps::rotate_signature(admin, appid).await,
    }
    ["apps", appid, "stats"] {
        Get => statistics::get(admin, Some(appid)).await,
    }
    ["apps", appid, "users"] {
        Get => users::list(admin, appid).await,
        Post => users::create(admin, appid).await,
    }
    ["apps", appid, "users", user] {
        Get => users::get(admin, appid, user).await,
        Patch => users::patch(admin, appid, user).await,
        Delete => users::delete(admin, appid, user).await,
    }
    ["apps", appid, "users", user, "tokens"] {
        Delete => users::revoke_tokens(admin, appid, user).await,
    }
    ["apps", appid, "users", user, "ledger"] {
        Get => ledger::list(admin, appid, user).await,
    }
    ["apps", appid, "users", user, "balance"] {
        Post => ledger::change(admin, appid, user).await,
    }
    ["apps", appid, "feedback"] {
        Get => feedback::list(admin, appid).await,
    }
    ["apps", appid, "feedback", feedback] {
        Patch => feedback::patch(admin, appid, feedback).await,
        Delete => feedback::delete(admin, appid, feedback).await,
    }
}

/// 405; GET takes HEAD along.
fn not_allowed(methods: &[Method]) -> AdminError {
    let mut allowed = methods.to_vec();
    if methods.contains(&Method::Get) {
        allowed.insert(1, Method::Head);
    }
    AdminError::Method(Method::list(&allowed))
}

fn decode(segment: &str) -> Option<String> {
    let decoded = percent_decode_str(segment).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

/// Finds out whose key the request carries. The owner's costs no storage, a developer's 1 round
/// trip. Calls are counted by address before their key is compared, but for those whose key was right a
/// moment ago: whoever is past the limit learns nothing of a key, right or wrong.
async fn authenticate(call: &Call) -> Result<Admin<'_>, AdminError> {
    let owners = match &Config::of(&call.env)?.owners_key {
        OwnersKey::TooShort => {
            console_error!("admin: the secret ADMIN_KEY has fewer than {SHORTEST_KEY} characters");
            return Err(AdminError::ShortKey);
        }
        OwnersKey::Unset => None,
        OwnersKey::Digest(digest) => Some(digest.clone()),
    };
    let key = bearer(&call.request.authorization).ok_or(AdminError::Unauthorized)?;
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

impl Admin<'_> {
    /// Lets only the owner pass.
    ///
    /// # Errors
    /// 403 for a developer's key.
    pub fn owner_only(&self) -> Result<(), AdminError> {
        match self.scope {
            Scope::All => Ok(()),
            Scope::Developer(_) => Err(AdminError::OwnerOnly),
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

    /// The state that a list is narrowed to, one of `words`.
    ///
    /// # Errors
    /// 422 for `status`.
    pub fn state<T: Cell>(&self, words: &'static [&'static str]) -> Result<Option<T>, AdminError> {
        let Some(word) = self.query("status") else {
            return Ok(None);
        };
        let word = fields::word(words)(word.into());
        let word = word.map_err(|must| AdminError::invalid("status", must))?;
        Ok(T::of(word.into()))
    }

    /// The page that `limit` and `cursor` ask for.
    ///
    /// # Errors
    /// 422 for either.
    pub fn page(&self) -> Result<Page, AdminError> {
        Ok(Page {
            limit: self.limit()?,
            before: self.number("cursor", Page::FIRST, i64::MAX)?,
        })
    }

    /// How many items a page has at most.
    ///
    /// # Errors
    /// 422 for `limit`.
    pub fn limit(&self) -> Result<i64, AdminError> {
        self.number("limit", PAGE, MAX_PAGE)
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

/// A page of `rows`; `next` is the cursor of the page after it, `scanned` how many rows were looked at,
/// where the page ended because that were enough.
fn page_reply(
    columns: &'static [Column],
    rows: &[Row],
    next: Option<String>,
    scanned: Option<i64>,
) -> Reply {
    let items = rows.iter().map(|row| View::new(columns, row));
    let page = PageBody {
        items: items.collect(),
        next_cursor: next,
        scanned,
    };
    Reply::json(200, &page)
}

#[derive(Serialize)]
struct PageBody<'a> {
    items: Vec<View<'a>>,
    next_cursor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scanned: Option<i64>,
}

/// Cuts what was read beyond `limit`, and says after which `number`, a column, the next page begins.
fn cut(rows: &mut Vec<Row>, limit: i64, number: &str) -> Option<String> {
    let more = rows.len() as i64 > limit;
    rows.truncate(limit as usize);
    let last = rows.last().filter(|_| more)?;
    Some(last.value(number).to_string())
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
        let row = |n: i64| Row::from(serde_json::Map::from_iter([("id".to_owned(), n.into())]));
        let mut rows = vec![row(9), row(8), row(7)];
        assert_eq!(cut(&mut rows, 2, "id"), Some("8".to_owned()));
        assert_eq!(rows, [row(9), row(8)]);
        assert_eq!(cut(&mut rows, 2, "id"), None);
    }
}
