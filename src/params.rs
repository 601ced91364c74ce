//! Parameters by name, and the form of a query and of most bodies (contract, "Parameters").

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use worker::wasm_bindgen::JsValue;

use crate::domain::failure::Failure;

/// When a parameter has to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// In every call.
    Always,
    /// In every call, as a file in a multipart body.
    File,
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
#[derive(Debug, Default, PartialEq)]
pub struct Params {
    values: HashMap<String, String>,
    /// The file that was sent; an empty one counts as absent.
    pub file: Option<File>,
}

/// A file that was sent. It stays on JavaScript's side of the border.
#[derive(Debug, PartialEq)]
pub struct File {
    /// Its first bytes, up to [`File::FIRST`] of them.
    pub first: Vec<u8>,
    /// How many bytes it has.
    pub length: usize,
    /// All of them, a `Uint8Array`.
    pub bytes: JsValue,
}

impl File {
    /// How many bytes tell its type.
    pub const FIRST: u32 = 16;
}

impl Params {
    /// The file `name`, which has to be there (step 2).
    ///
    /// # Errors
    /// [`Failure::Missing`].
    pub fn file(&self, name: &'static str) -> Result<&File, Failure> {
        let file = self.file.as_ref().filter(|file| file.length > 0);
        file.ok_or(Failure::Missing(name))
    }

    /// The value of `name`, if there is one that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values
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
        self.values.extend(pairs);
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
}

impl FromIterator<(String, String)> for Params {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self {
            values: pairs.into_iter().collect(),
            file: None,
        }
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
        assert_eq!(urlencoded("%6E=%E9%A1%BE+%2B").get("n"), Some("顾 +"));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused() {
        let gbk = Params::parse_urlencoded("n=%B9%CB", NAMES);
        assert_eq!(gbk, Err(Unreadable));
    }

    #[test]
    fn unknown_names_are_ignored_whatever_they_hold() {
        assert_eq!(urlencoded("z=%B9&%B9=1&a=1").get("a"), Some("1"));
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
        fn of_many_pairs_the_last_of_each_known_name_is_read(pairs in prop::collection::vec(("[a-fnqv]{1,2}", "\\PC{0,8}"), 0..8)) {
            use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
            let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
            let params = urlencoded(&query.join("&"));
            for name in NAMES {
                let last = pairs.iter().rev().find(|(it, _)| it == name);
                let expected = last.map(|(_, value)| value.as_str()).filter(|it| !it.is_empty());
                prop_assert_eq!(params.get(name), expected);
            }
        }

        #[test]
        fn no_input_panics(text in "\\PC{0,60}|(%[0-9A-Fa-f]{0,2}|[abn=&+#?;]|[\\x00-\\x1f]){0,40}") {
            let _ = Params::parse_urlencoded(&text, NAMES);
            let _ = query_of(&text);
        }
    }
}
