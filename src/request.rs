//! Reading a request: query and body, whatever their form, to one map of parameters.

use std::cell::Cell;

use serde_json::Value;
use worker::js_sys::Uint8Array;
use worker::wasm_bindgen::JsCast;
use worker::worker_sys::web_sys;

use crate::{
    params::{self, Pairs, Params, Unreadable},
    reply::Refusal,
    runtime,
};

/// Largest body, in bytes.
pub const MAX_BODY: usize = 64 * 1024;
/// How much of a larger body is still read, and thrown away, in bytes.
const MAX_DRAINED: usize = 1024 * 1024;

/// Every parameter of every user endpoint; what else is sent is ignored.
const NAMES: [&str; 11] = [
    "appid",
    "signature",
    "user",
    "pass",
    "nickname",
    "qq",
    "email",
    "imag",
    "mail",
    "newsign",
    "token",
];

/// The methods that paths take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "their names are HTTP's")]
pub enum Method {
    Get,
    Head,
    Post,
    Patch,
    Delete,
    Options,
    /// Any other.
    Unknown,
}

/// A request, as far as every call needs it.
pub struct Request {
    raw: web_sys::Request,
    /// The method.
    pub method: Method,
    /// The whole URL, as the runtime writes it.
    pub url: String,
    /// Cloudflare's name for the data centre it arrived at; empty where there is none.
    pub colo: String,
    /// The client's address (`CF-Connecting-IP`), or empty.
    pub address: String,
    /// `Authorization`, or empty.
    pub authorization: String,
    content_type: String,
    body_was_read: Cell<bool>,
}

impl From<Unreadable> for Refusal {
    fn from(_: Unreadable) -> Self {
        Self::Unreadable
    }
}

impl From<web_sys::Request> for Request {
    fn from(raw: web_sys::Request) -> Self {
        let head = runtime::head(&raw);
        let mut lines = head.split('\n');
        let mut line = || lines.next().unwrap_or_default();
        let method = match line() {
            "GET" => Method::Get,
            "HEAD" => Method::Head,
            "POST" => Method::Post,
            "PATCH" => Method::Patch,
            "DELETE" => Method::Delete,
            "OPTIONS" => Method::Options,
            _ => Method::Unknown,
        };
        Self {
            method,
            url: line().to_owned(),
            colo: line().to_owned(),
            address: line().to_owned(),
            content_type: line().to_owned(),
            authorization: line().to_owned(),
            raw,
            body_was_read: Cell::new(false),
        }
    }
}

impl Request {
    /// The query, without its `?`.
    pub fn query(&self) -> &str {
        params::query_of(&self.url)
    }

    /// All parameters of a user endpoint; the body wins over the query.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`], [`Refusal::MediaType`] or [`Refusal::Unreadable`].
    pub async fn params(&self) -> Result<Params, Refusal> {
        let mut found = Params::default();
        found.extend(Params::parse_urlencoded(self.query(), &NAMES)?);
        if self.method == Method::Post {
            let body = self.body().await?;
            if !body.is_empty() {
                found.extend(self.parse(&body).await?);
            }
        }
        Ok(found)
    }

    /// The body, empty if there is none.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`] over [`MAX_BODY`]; [`Refusal::Unreadable`] if the connection breaks.
    pub async fn body(&self) -> Result<Vec<u8>, Refusal> {
        self.body_was_read.set(true);
        let body = runtime::body(&self.raw, MAX_BODY, MAX_DRAINED);
        let body = runtime::value(body).await;
        let body = body.map_err(|_| Refusal::Unreadable)?;
        let body = body.dyn_ref().map(Uint8Array::to_vec);
        body.ok_or(Refusal::TooLarge)
    }

    /// Reads what nobody wanted, up to [`MAX_DRAINED`]: a client whose call is refused while it still
    /// sends may find its connection closed, and see no answer.
    pub async fn discard_body(&self) {
        if !matches!(self.method, Method::Get | Method::Head) && !self.body_was_read.get() {
            // Whether it can be read matters to nobody any more.
            let _ = runtime::value(runtime::body(&self.raw, 0, MAX_DRAINED)).await;
        }
    }

    async fn parse(&self, body: &[u8]) -> Result<Pairs, Refusal> {
        let essence = self.content_type.split(';').next().unwrap_or_default();
        match essence.trim().to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => {
                let text = std::str::from_utf8(body).map_err(|_| Refusal::Unreadable)?;
                Ok(Params::parse_urlencoded(text, &NAMES)?)
            }
            "application/json" => Ok(Params::parse_json(body, &NAMES)?),
            "multipart/form-data" => parse_multipart(&self.content_type, body).await,
            _ => Err(Refusal::MediaType),
        }
    }
}

/// Lets the runtime's own `FormData` parse a multipart body. Files are not parameters.
async fn parse_multipart(content_type: &str, body: &[u8]) -> Result<Pairs, Refusal> {
    let fields = runtime::text(runtime::fields(content_type, body)).await;
    let fields = fields.ok().flatten().ok_or(Refusal::Unreadable)?;
    let fields = serde_json::from_str(&fields).unwrap_or_default();
    let Value::Array(fields) = fields else {
        return Err(Refusal::Unreadable);
    };
    let mut pairs = Pairs::new();
    for field in fields {
        let (Some(name), Some(value)) = (field[0].as_str(), field[1].as_str()) else {
            continue;
        };
        if !NAMES.contains(&name) {
            continue;
        }
        // The runtime replaces what is not UTF-8 instead of refusing it.
        if value.contains('\u{FFFD}') && std::str::from_utf8(body).is_err() {
            return Err(Refusal::Unreadable);
        }
        pairs.push((name.to_owned(), value.to_owned()));
    }
    Ok(pairs)
}
