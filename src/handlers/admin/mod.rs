//! The admin API (后台): what a developer or the owner does to developers, apps and users.
//!
//! REST with JSON in and out; see the contract's section 2. One file per resource.

pub mod apps;
pub mod audit;
mod auth;
pub mod developers;
pub mod error;
pub mod feedback;
pub mod fields;
pub mod import;
pub mod ledger;
pub mod mail;
pub mod me;
pub mod pictures;
pub mod refusals;
mod routes;
pub mod session;
pub mod statistics;
pub mod users;
pub mod webhooks;

use percent_encoding::percent_decode_str;
use serde::Serialize;

#[cfg(test)]
pub use self::routes::ROUTES;
use self::{auth::authenticate, error::AdminError, fields::Fields, routes::route};
use crate::{
    call::Call,
    domain::audit::Event,
    log,
    params::Params,
    reply::Reply,
    request::Method,
    store::{
        admin::{Filter, Page, Scope, sessions::Digests},
        audit::Entry,
    },
    table::{Cell, Column, Row, View},
};

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
    /// The digest of the key that it came by; nothing where it came by a session.
    key: Option<String>,
    /// The digests of the session that it came by; nothing where it came by the key itself.
    session: Option<Digests>,
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
    let answer = answer.await;
    let outcome = answer.as_ref().err().map_or(log::OK, AdminError::name);
    log_call(call, path, outcome);
    answer.unwrap_or_else(|error| {
        if let AdminError::Internal(detail) = &error {
            log::error("admin", detail);
        }
        error.reply()
    })
}

/// The answer to a call that has panicked.
pub fn broken(call: &Call, path: &str) -> Reply {
    let error = AdminError::Internal("panicked".into());
    log_call(call, path, error.name());
    error.reply()
}

/// Logs what became of a call to `path`.
fn log_call(call: &Call, path: &str, outcome: &str) {
    let segments: Vec<&str> = path.split('/').collect();
    let appid = segments.get(1).filter(|_| segments[0] == "apps").copied();
    let (method, name) = (call.request.method.name(), routes::name(&segments));
    call.log(&format!("admin {method} {name}"), appid, outcome);
}

fn decode(segment: &str) -> Option<String> {
    let decoded = percent_decode_str(segment).decode_utf8().ok()?;
    Some(decoded.into_owned())
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

    /// What the audit log is told of this call.
    pub fn audit(&self, event: Event) -> Entry<'_> {
        Entry {
            scope: self.scope,
            event,
            now_us: self.call.now_us(),
            appid: None,
            subject: None,
            detail: None,
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

    /// What `search` and `status`, one of `words`, narrow a list to.
    ///
    /// # Errors
    /// 422 for `status`.
    pub fn filter<S: Cell>(&self, words: &'static [&'static str]) -> Result<Filter<S>, AdminError> {
        let state = match self.query("status") {
            None => None,
            Some(word) => {
                let word = fields::word(words)(word.into());
                let word = word.map_err(|must| AdminError::invalid("status", must))?;
                S::of(word.into())
            }
        };
        Ok(Filter {
            search: self.query("search").map(str::to_ascii_lowercase),
            state,
            flag: None,
        })
    }

    /// A parameter of the query that is true or false.
    ///
    /// # Errors
    /// 422 if it is anything else.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, AdminError> {
        match self.query(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(AdminError::invalid(name, "must be true or false")),
        }
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
    fn a_page_names_the_next_only_if_there_is_more() {
        let row = |n: i64| Row::of(serde_json::json!({"id": n}));
        let mut rows = vec![row(9), row(8), row(7)];
        assert_eq!(cut(&mut rows, 2, "id"), Some("8".to_owned()));
        assert_eq!(rows, [row(9), row(8)]);
        assert_eq!(cut(&mut rows, 2, "id"), None);
    }
}
