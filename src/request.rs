//! Reading a request: query and body, whatever their form, to one map of parameters.

use std::cell::Cell;

use serde_json::Value;
use worker::js_sys::Uint8Array;
use worker::wasm_bindgen::JsCast;
use worker::worker_sys::web_sys;

use crate::{
    domain::picture,
    json,
    params::{self, File, Pairs, Params, Unreadable},
    reply::Refusal,
    runtime,
};

/// Largest body, in bytes.
pub const MAX_BODY: usize = 64 * 1024;
/// How much of a larger body is still read, and thrown away, in bytes.
const MAX_DRAINED: usize = 1024 * 1024;
/// Largest body with a picture in it, in bytes.
const MAX_UPLOAD: usize = picture::MAX_BYTES + MAX_BODY;
/// How much of a larger one is still read.
const MAX_UPLOAD_DRAINED: usize = 32 * 1024 * 1024;

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

impl Method {
    /// Those with a name of their own.
    const ALL: [Self; 6] = [
        Self::Get,
        Self::Head,
        Self::Post,
        Self::Patch,
        Self::Delete,
        Self::Options,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Unknown => "",
        }
    }

    /// The names of `methods`, for an `Allow` header.
    pub fn list(methods: &[Self]) -> String {
        let names: Vec<&str> = methods.iter().map(|method| method.name()).collect();
        names.join(", ")
    }
}

/// A request, as far as every call needs it.
pub struct Request {
    raw: web_sys::Request,
    /// The method.
    pub method: Method,
    /// The whole URL, as the runtime writes it.
    pub url: String,
    body_was_read: Cell<bool>,
}

impl From<Unreadable> for Refusal {
    fn from(_: Unreadable) -> Self {
        Self::Unreadable
    }
}

impl Request {
    /// What `raw` is, as far as every call needs it.
    pub fn new(raw: web_sys::Request) -> Self {
        let head = json::parse(runtime::head(&raw).as_bytes()).unwrap_or_default();
        let text = |name: &str| head[name].as_str().unwrap_or_default().to_owned();
        let method = Method::ALL.into_iter();
        let method = method.into_iter().find(|it| head["method"] == it.name());
        let method = method.unwrap_or(Method::Unknown);
        Self {
            method,
            url: text("url"),
            raw,
            body_was_read: Cell::new(false),
        }
    }

    /// The header `name`, or empty.
    pub fn header(&self, name: &str) -> String {
        runtime::header(&self.raw, name)
    }

    /// The client's address, or empty.
    pub fn address(&self) -> String {
        self.header("cf-connecting-ip")
    }

    /// Cloudflare's name for the data centre it arrived at; empty where there is none.
    pub fn colo(&self) -> String {
        runtime::colo(&self.raw)
    }

    /// The query, without its `?`.
    pub fn query(&self) -> &str {
        params::query_of(&self.url)
    }

    /// The parameters of a user endpoint that have one of these `names`; the body wins over the query. With a `file`, the
    /// name of one, the body is multipart.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`] or [`Refusal::UploadTooLarge`], [`Refusal::MediaType`] or [`Refusal::Unreadable`].
    pub async fn params(&self, names: &[&str], file: Option<&str>) -> Result<Params, Refusal> {
        let mut found = Params::default();
        found.extend(Params::parse_urlencoded(self.query(), names)?);
        if self.method == Method::Post {
            let body = match file {
                None => self.read(MAX_BODY, MAX_DRAINED).await?,
                Some(_) => self.read(MAX_UPLOAD, MAX_UPLOAD_DRAINED).await?,
            };
            let body = body.ok_or(match file {
                None => Refusal::TooLarge,
                Some(_) => Refusal::UploadTooLarge,
            })?;
            if body.length() > 0 {
                self.parse(&body, names, file, &mut found).await?;
            }
        }
        Ok(found)
    }

    /// The body, empty if there is none.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`] over [`MAX_BODY`]; [`Refusal::Unreadable`] if the connection breaks.
    pub async fn body(&self) -> Result<Vec<u8>, Refusal> {
        let body = self.read(MAX_BODY, MAX_DRAINED).await?;
        Ok(body.ok_or(Refusal::TooLarge)?.to_vec())
    }

    /// The body on JavaScript's side; nothing where it has more than `most` bytes.
    async fn read(&self, most: usize, drained: usize) -> Result<Option<Uint8Array>, Refusal> {
        self.body_was_read.set(true);
        let body = runtime::body(&self.raw, most, drained).await;
        let body = body.map_err(|_| Refusal::Unreadable)?;
        Ok(body.dyn_into().ok())
    }

    /// Reads what nobody wanted, up to [`MAX_DRAINED`]: a client whose call is refused while it still
    /// sends may find its connection closed, and see no answer.
    pub async fn discard_body(&self) {
        if !matches!(self.method, Method::Get | Method::Head) && !self.body_was_read.get() {
            // Whether it can be read matters to nobody any more.
            let _ = runtime::body(&self.raw, 0, MAX_DRAINED).await;
        }
    }

    async fn parse(
        &self,
        body: &Uint8Array,
        names: &[&str],
        file: Option<&str>,
        found: &mut Params,
    ) -> Result<(), Refusal> {
        let content_type = self.header("content-type");
        let essence = content_type.split(';').next().unwrap_or_default();
        let essence = essence.trim().to_ascii_lowercase();
        if let Some(file) = file {
            if essence != "multipart/form-data" {
                return Err(Refusal::MediaType);
            }
            let parts = runtime::parts(&content_type, body, &names.join(" "), file);
            let parts = parts.map_err(|_| Refusal::Unreadable)?;
            found.extend(pairs(&parts.fields(), names)?);
            found.file = parts.file().map(|bytes| File {
                first: bytes.subarray(0, File::FIRST).to_vec(),
                length: bytes.length() as usize,
                bytes: bytes.into(),
            });
            return Ok(());
        }
        let body = body.to_vec();
        found.extend(match essence.as_str() {
            "application/x-www-form-urlencoded" => {
                let text = std::str::from_utf8(&body).map_err(|_| Refusal::Unreadable)?;
                Params::parse_urlencoded(text, names)?
            }
            "application/json" => {
                let members = runtime::members(&body).map_err(|_| Refusal::Unreadable)?;
                pairs(&members, names)?
            }
            "multipart/form-data" => parse_multipart(&content_type, &body, names).await?,
            _ => return Err(Refusal::MediaType),
        });
        Ok(())
    }
}

/// Lets the runtime's own `FormData` parse a multipart body. Files are not parameters.
async fn parse_multipart(
    content_type: &str,
    body: &[u8],
    names: &[&str],
) -> Result<Pairs, Refusal> {
    let fields = runtime::text(runtime::fields(content_type, body).await);
    let pairs = pairs(&fields.map_err(|_| Refusal::Unreadable)?, names)?;
    // The runtime replaces what is not UTF-8 instead of refusing it.
    let replaced = pairs.iter().any(|(_, value)| value.contains('\u{FFFD}'));
    if replaced && std::str::from_utf8(body).is_err() {
        return Err(Refusal::Unreadable);
    }
    Ok(pairs)
}

/// The fields of a body, JSON as JavaScript writes it, that have one of these `names`. One whose value is no plain one
/// cannot be read.
fn pairs(fields: &str, names: &[&str]) -> Result<Pairs, Refusal> {
    let Some(Value::Array(fields)) = json::parse(fields.as_bytes()) else {
        return Err(Refusal::Unreadable);
    };
    let mut pairs = Pairs::new();
    for field in fields {
        let name = field["name"].as_str().unwrap_or_default();
        if names.contains(&name) {
            let value = field["value"].as_str().ok_or(Refusal::Unreadable)?;
            pairs.push((name.to_owned(), value.to_owned()));
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn fields_are_read_as_javascript_wrote_them(fields in prop::collection::vec(("[a-c]", any::<String>()), 0..6)) {
            let written: Vec<Value> = fields.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
            let read = pairs(&Value::from(written).to_string(), &["a", "b"]);
            let expected: Pairs = fields.into_iter().filter(|(name, _)| name != "c").collect();
            prop_assert_eq!(read, Ok(expected));
        }

        #[test]
        fn nothing_else_panics(text in "\\PC{0,40}|[\\[\\]{}\":,a-cnulvme0-9]{0,60}") {
            let _ = pairs(&text, &["a", "b"]);
        }
    }
}
