//! Parameters by name, and the two text forms they come in (contract, "Parameters").

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde_json::value::RawValue;

use crate::domain::failure::Failure;

/// When a parameter has to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// In every call.
    Always,
    /// In none.
    Optional,
    /// Where the app's users prove who they are by token.
    Token,
    /// Where they do by account and password.
    Password,
}

/// A parameter of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// When it has to be sent.
    pub needed: Needed,
}

/// Lists of parameters, one after the other.
pub type Parameters = &'static [&'static [Parameter]];

/// The text is not of its form, or not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// Names and values, in the order they were sent.
pub type Pairs = Vec<(String, String)>;

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

    /// The value of `name`, which has to be there (step 2).
    ///
    /// # Errors
    /// [`Failure::Missing`].
    pub fn required(&self, name: &'static str) -> Result<&str, Failure> {
        self.get(name).ok_or(Failure::Missing(name))
    }

    /// Adds `pairs`: of a repeated name the last value counts, as in PHP.
    pub fn extend(&mut self, pairs: Pairs) {
        self.0.extend(pairs);
    }

    /// Parses `a=b&c=d` (a query or a form body), taking only `names`. Bytes that are not UTF-8 are
    /// refused rather than replaced: a client that sends GBK is to hear of it.
    pub fn parse_urlencoded(text: &str, names: &[&str]) -> Result<Pairs, Unreadable> {
        let decode = |part: &str| {
            let spaced = part.replace('+', " ");
            let decoded = percent_decode_str(&spaced).decode_utf8();
            decoded.map(String::from).map_err(|_| Unreadable)
        };
        let mut pairs = Pairs::new();
        for pair in text.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            // Only an escaped name needs decoding to be told apart: a body may hold thousands.
            let escaped = name.contains('%').then(|| decode(name));
            let name = match &escaped {
                None => name,
                Some(Ok(decoded)) => decoded,
                Some(Err(_)) => continue,
            };
            if names.contains(&name) {
                pairs.push((name.to_owned(), decode(value)?));
            }
        }
        Ok(pairs)
    }

    /// Parses a JSON object, taking only `names`, which may be strings, numbers (whose text counts)
    /// and booleans; null counts as absent.
    pub fn parse_json(body: &[u8], names: &[&str]) -> Result<Pairs, Unreadable> {
        let object: HashMap<String, &RawValue> =
            serde_json::from_slice(body).map_err(|_| Unreadable)?;
        object
            .into_iter()
            .filter(|(name, _)| names.contains(&name.as_str()))
            .map(|(name, value)| match value.get() {
                "null" => Ok((name, String::new())),
                text if text.starts_with('"') => {
                    let text = serde_json::from_str(text).map_err(|_| Unreadable)?;
                    Ok((name, text))
                }
                text if text.starts_with(['[', '{']) => Err(Unreadable),
                text => Ok((name, text.to_owned())),
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

    const NAMES: &[&str] = &["a", "b", "d", "n", "qq", "x", "y", "f", "v"];

    fn urlencoded(text: &str) -> Params {
        let pairs = Params::parse_urlencoded(text, NAMES).unwrap();
        pairs.into_iter().collect()
    }

    fn json(text: &str) -> Result<Params, Unreadable> {
        let pairs = Params::parse_json(text.as_bytes(), NAMES)?;
        Ok(pairs.into_iter().collect())
    }

    #[test]
    fn the_last_value_of_a_repeated_name_counts() {
        assert_eq!(urlencoded("a=1&a=2").get("a"), Some("2"));
        assert_eq!(urlencoded("a=1&a=").get("a"), None);
        assert_eq!(json(r#"{"a":1,"a":2}"#).unwrap().get("a"), Some("2"));
    }

    #[test]
    fn an_empty_value_counts_as_absent() {
        let params = urlencoded("a=&b&=c&&d=%20");
        assert_eq!((params.get("a"), params.get("b")), (None, None));
        assert_eq!(params.get("d"), Some(" "));
    }

    #[test]
    fn plus_is_a_space_and_escapes_are_utf8() {
        assert_eq!(urlencoded("%6E=%E9%A1%BE+%2B").get("n"), Some("顾 +"));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused() {
        let gbk = Params::parse_urlencoded("n=%B9%CB", NAMES);
        assert_eq!(gbk, Err(Unreadable));
        let gbk = Params::parse_json(b"{\"a\":\"\xb9\"}", NAMES);
        assert_eq!(gbk, Err(Unreadable));
    }

    #[test]
    fn unknown_names_are_ignored_whatever_they_hold() {
        assert_eq!(urlencoded("z=%B9&%B9=1&a=1").get("a"), Some("1"));
        assert_eq!(json(r#"{"z":[{}],"a":1}"#).unwrap().get("a"), Some("1"));
    }

    #[test]
    fn json_takes_strings_numbers_booleans_and_null_as_absent() {
        let params = json(r#"{"qq": 123456789, "x": true, "n": "顾\n", "y": null, "f": 1.50}"#);
        let params = params.unwrap();
        assert_eq!(params.get("qq"), Some("123456789"));
        assert_eq!(params.get("x"), Some("true"));
        assert_eq!(params.get("n"), Some("顾\n"));
        assert_eq!(params.get("y"), None);
        assert_eq!(params.get("f"), Some("1.50"));
        let long = json(r#"{"a": 12345678901234567890123}"#).unwrap();
        assert_eq!(long.get("a"), Some("12345678901234567890123"));
    }

    #[test]
    fn json_that_is_no_flat_object_is_refused() {
        for text in [
            "",
            "[]",
            "1",
            "{",
            r#"{"a":[]}"#,
            r#"{"a":{}}"#,
            r#"{"a":"\ud800"}"#,
        ] {
            assert_eq!(json(text), Err(Unreadable), "{text}");
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
            let _ = Params::parse_urlencoded(&text, NAMES);
            let _ = Params::parse_json(&bytes, NAMES);
            let _ = json(&text);
            let _ = query_of(&text);
        }
    }
}
