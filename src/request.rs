//! Query and body, whatever their form, to one map of parameters (contract, "Parameters").

use std::collections::HashMap;

use futures_util::StreamExt;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use worker::{FormEntry, Headers, Method, Request, RequestInit};

use crate::reply::Refusal;

/// Largest body, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// Every parameter of every user endpoint; a multipart form is asked for these alone.
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

/// A request's parameters by name. An empty value counts as absent.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Params(HashMap<String, String>);

impl Params {
    /// The value of `name`, if there is one that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|v| !v.is_empty())
    }

    /// Adds `pairs`: of a repeated name the last value counts, as in PHP.
    fn extend(&mut self, pairs: impl IntoIterator<Item = (String, String)>) {
        self.0.extend(pairs);
    }

    /// Parses `a=b&c=d` (a query or a form body). Bytes that are not UTF-8 are refused rather than
    /// replaced: a client that sends GBK is to hear of it.
    pub fn parse_urlencoded(text: &str) -> Result<Vec<(String, String)>, Refusal> {
        let decode = |part: &str| {
            let spaced = part.replace('+', " ");
            let decoded = percent_decode_str(&spaced).decode_utf8();
            decoded.map(String::from).map_err(|_| Refusal::Unreadable)
        };
        text.split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((decode(name)?, decode(value)?))
            })
            .collect()
    }

    /// Parses a JSON object of strings, numbers and booleans; null counts as absent.
    pub fn parse_json(body: &[u8]) -> Result<Vec<(String, String)>, Refusal> {
        let object: Map<String, Value> =
            serde_json::from_slice(body).map_err(|_| Refusal::Unreadable)?;
        object
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(text) => Ok((name, text)),
                Value::Number(number) => Ok((name, number.to_string())),
                Value::Bool(flag) => Ok((name, flag.to_string())),
                Value::Null => Ok((name, String::new())),
                Value::Array(_) | Value::Object(_) => Err(Refusal::Unreadable),
            })
            .collect()
    }
}

impl FromIterator<(String, String)> for Params {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// Reads all parameters of `request`; the body wins over the query.
///
/// # Errors
/// [`Refusal::TooLarge`], [`Refusal::MediaType`] or [`Refusal::Unreadable`].
pub async fn params(request: &mut Request) -> Result<Params, Refusal> {
    let mut params = Params::default();
    let url = request.inner().url();
    params.extend(Params::parse_urlencoded(query_of(&url))?);
    if request.method() == Method::Post {
        let body = body(request).await?;
        if !body.is_empty() {
            params.extend(parse_body(request, body).await?);
        }
    }
    Ok(params)
}

/// What stands between `?` and `#` of a URL.
pub fn query_of(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or_default();
    url.split_once('?').map_or("", |(_, query)| query)
}

/// The body of `request`, empty if there is none.
///
/// # Errors
/// [`Refusal::TooLarge`] over [`MAX_BODY`], without reading on; [`Refusal::Unreadable`] if the
/// connection breaks.
pub async fn body(request: &mut Request) -> Result<Vec<u8>, Refusal> {
    let declared = request.headers().get("Content-Length").ok().flatten();
    match declared.and_then(|length| length.parse::<usize>().ok()) {
        Some(length) if length > MAX_BODY => Err(Refusal::TooLarge),
        Some(0) => Ok(Vec::new()),
        // The runtime holds clients to the length they declare.
        Some(_) => request.bytes().await.map_err(|_| Refusal::Unreadable),
        None => chunked_body(request).await,
    }
}

async fn chunked_body(request: &mut Request) -> Result<Vec<u8>, Refusal> {
    let Ok(mut chunks) = request.stream() else {
        return Ok(Vec::new());
    };
    let mut body = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Refusal::Unreadable)?;
        if body.len() + chunk.len() > MAX_BODY {
            return Err(Refusal::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

async fn parse_body(request: &Request, body: Vec<u8>) -> Result<Vec<(String, String)>, Refusal> {
    let content_type = request.headers().get("Content-Type").ok().flatten();
    let content_type = content_type.unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => {
            let text = std::str::from_utf8(&body).map_err(|_| Refusal::Unreadable)?;
            Params::parse_urlencoded(text)
        }
        "application/json" => Params::parse_json(&body),
        "multipart/form-data" => parse_multipart(&content_type, &body).await,
        _ => Err(Refusal::MediaType),
    }
}

/// Lets the runtime's own `FormData` parse a multipart body. Files are not parameters.
async fn parse_multipart(
    content_type: &str,
    body: &[u8],
) -> Result<Vec<(String, String)>, Refusal> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn urlencoded(text: &str) -> Params {
        let mut params = Params::default();
        params.extend(Params::parse_urlencoded(text).unwrap());
        params
    }

    #[test]
    fn the_last_value_of_a_repeated_name_counts() {
        assert_eq!(urlencoded("a=1&a=2").get("a"), Some("2"));
        assert_eq!(urlencoded("a=1&a=").get("a"), None);
    }

    #[test]
    fn an_empty_value_counts_as_absent() {
        let params = urlencoded("a=&b&=c&&d=%20");
        assert_eq!((params.get("a"), params.get("b")), (None, None));
        assert_eq!(params.get("d"), Some(" "));
    }

    #[test]
    fn plus_is_a_space_and_escapes_are_utf8() {
        assert_eq!(urlencoded("n=%E9%A1%BE+%2B").get("n"), Some("顾 +"));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused() {
        let gbk = Params::parse_urlencoded("nickname=%B9%CB");
        assert_eq!(gbk, Err(Refusal::Unreadable));
        assert_eq!(
            Params::parse_json(b"{\"a\":\"\xb9\"}"),
            Err(Refusal::Unreadable)
        );
    }

    #[test]
    fn json_takes_strings_numbers_booleans_and_null_as_absent() {
        let mut params = Params::default();
        let body = r#"{"qq": 123456789, "x": true, "n": "顾", "y": null, "f": 1.5}"#;
        params.extend(Params::parse_json(body.as_bytes()).unwrap());
        assert_eq!(params.get("qq"), Some("123456789"));
        assert_eq!(params.get("x"), Some("true"));
        assert_eq!(params.get("n"), Some("顾"));
        assert_eq!(params.get("y"), None);
        assert_eq!(params.get("f"), Some("1.5"));
    }

    #[test]
    fn json_that_is_no_flat_object_is_refused() {
        for body in [
            "",
            "[]",
            "1",
            "{",
            r#"{"a":[]}"#,
            r#"{"a":{}}"#,
            r#"{"a":"\ud800"}"#,
        ] {
            let parsed = Params::parse_json(body.as_bytes());
            assert_eq!(parsed, Err(Refusal::Unreadable), "{body}");
        }
    }

    #[test]
    fn a_query_ends_at_the_fragment() {
        assert_eq!(query_of("https://h/p?a=1#b?c"), "a=1");
        assert_eq!(query_of("https://h/p#?a=1"), "");
    }

    proptest! {
        #[test]
        fn what_a_client_encodes_is_what_is_read(value in "\\PC{1,20}") {
            use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
            let query = format!("v={}", utf8_percent_encode(&value, NON_ALPHANUMERIC));
            let params = urlencoded(&query);
            prop_assert_eq!(params.get("v"), Some(value.as_str()));
        }

        #[test]
        fn no_input_panics(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            let _ = Params::parse_urlencoded(&text);
            let _ = Params::parse_json(&bytes);
            let _ = Params::parse_json(text.as_bytes());
            let _ = query_of(&text);
        }
    }
}
