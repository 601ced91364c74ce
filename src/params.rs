//! Parameters by name, and the two text forms they come in (contract, "Parameters").

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// The text is not of its form, or not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

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
    pub fn extend(&mut self, pairs: impl IntoIterator<Item = (String, String)>) {
        self.0.extend(pairs);
    }

    /// Parses `a=b&c=d` (a query or a form body). Bytes that are not UTF-8 are refused rather than
    /// replaced: a client that sends GBK is to hear of it.
    pub fn parse_urlencoded(text: &str) -> Result<Vec<(String, String)>, Unreadable> {
        let decode = |part: &str| {
            let spaced = part.replace('+', " ");
            let decoded = percent_decode_str(&spaced).decode_utf8();
            decoded.map(String::from).map_err(|_| Unreadable)
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
    pub fn parse_json(body: &[u8]) -> Result<Vec<(String, String)>, Unreadable> {
        let object: Map<String, Value> = serde_json::from_slice(body).map_err(|_| Unreadable)?;
        object
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(text) => Ok((name, text)),
                Value::Number(number) => Ok((name, number.to_string())),
                Value::Bool(flag) => Ok((name, flag.to_string())),
                Value::Null => Ok((name, String::new())),
                Value::Array(_) | Value::Object(_) => Err(Unreadable),
            })
            .collect()
    }
}

impl FromIterator<(String, String)> for Params {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// What stands between `?` and `#` of a URL.
pub fn query_of(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or_default();
    url.split_once('?').map_or("", |(_, query)| query)
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
        assert_eq!(gbk, Err(Unreadable));
        assert_eq!(Params::parse_json(b"{\"a\":\"\xb9\"}"), Err(Unreadable));
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
            assert_eq!(parsed, Err(Unreadable), "{body}");
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
