//! Reading a request: query and body, whatever their form, to one map of parameters.

use futures_util::StreamExt;
use worker::{FormEntry, Headers, Method, Request, RequestInit};

use crate::{
    params::{self, Pairs, Params, Unreadable},
    reply::Refusal,
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

impl From<Unreadable> for Refusal {
    fn from(_: Unreadable) -> Self {
        Self::Unreadable
    }
}

/// Reads all parameters of `request`; the body wins over the query.
///
/// # Errors
/// [`Refusal::TooLarge`], [`Refusal::MediaType`] or [`Refusal::Unreadable`].
pub async fn params(request: &mut Request) -> Result<Params, Refusal> {
    let mut found = Params::default();
    let url = request.inner().url();
    found.extend(Params::parse_urlencoded(params::query_of(&url), &NAMES)?);
    if request.method() == Method::Post {
        let body = body(request).await?;
        if !body.is_empty() {
            found.extend(parse_body(request, body).await?);
        }
    }
    Ok(found)
}

/// The body of `request`, empty if there is none.
///
/// # Errors
/// [`Refusal::TooLarge`] over [`MAX_BODY`]; [`Refusal::Unreadable`] if the connection breaks.
pub async fn body(request: &mut Request) -> Result<Vec<u8>, Refusal> {
    let declared = request.headers().get("Content-Length").ok().flatten();
    match declared.and_then(|length| length.parse::<usize>().ok()) {
        Some(0) => Ok(Vec::new()),
        // The runtime holds clients to the length they declare.
        Some(..=MAX_BODY) => request.bytes().await.map_err(|_| Refusal::Unreadable),
        _ => streamed_body(request).await,
    }
}

/// Reads a body of unknown or excessive length chunk by chunk. Keeps no more than [`MAX_BODY`] of it,
/// but reads on to [`MAX_DRAINED`]: a client that is cut off while it sends sees no answer.
async fn streamed_body(request: &mut Request) -> Result<Vec<u8>, Refusal> {
    let Ok(mut chunks) = request.stream() else {
        return Ok(Vec::new());
    };
    let (mut body, mut length) = (Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Refusal::Unreadable)?;
        length += chunk.len();
        if length > MAX_DRAINED {
            break;
        }
        if length <= MAX_BODY {
            body.extend_from_slice(&chunk);
        }
    }
    if length > MAX_BODY {
        return Err(Refusal::TooLarge);
    }
    Ok(body)
}

async fn parse_body(request: &Request, body: Vec<u8>) -> Result<Pairs, Refusal> {
    let content_type = request.headers().get("Content-Type").ok().flatten();
    let content_type = content_type.unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => {
            let text = std::str::from_utf8(&body).map_err(|_| Refusal::Unreadable)?;
            Ok(Params::parse_urlencoded(text, &NAMES)?)
        }
        "application/json" => Ok(Params::parse_json(&body, &NAMES)?),
        "multipart/form-data" => parse_multipart(&content_type, &body).await,
        _ => Err(Refusal::MediaType),
    }
}

/// Lets the runtime's own `FormData` parse a multipart body. Files are not parameters.
async fn parse_multipart(content_type: &str, body: &[u8]) -> Result<Pairs, Refusal> {
    let form = async {
        let headers = Headers::new();
        headers.set("Content-Type", content_type)?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_headers(headers)
            .with_body(Some(js_sys::Uint8Array::from(body).into()));
        let mut request = Request::new_with_init("https://body.invalid/", &init)?;
        request.form_data().await
    };
    let form = form.await.map_err(|_| Refusal::Unreadable)?;
    let mut pairs = Vec::new();
    for name in NAMES {
        let entries = form.get_all(name).unwrap_or_default();
        let Some(FormEntry::Field(value)) = entries.into_iter().next_back() else {
            continue;
        };
        // The runtime replaces what is not UTF-8 instead of refusing it.
        if value.contains('\u{FFFD}') && std::str::from_utf8(body).is_err() {
            return Err(Refusal::Unreadable);
        }
        pairs.push((name.to_owned(), value));
    }
    Ok(pairs)
}
