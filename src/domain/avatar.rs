//! Avatars: the link a user gave, or a default picture drawn from a hash.

use super::{digest, flaw::Flaw};
use crate::table::Format;

/// Longest link, in characters.
const MAX_LENGTH: usize = 2_048;

/// Its form, as columns have it.
pub const FORMAT: Format = Format {
    name: "avatar",
    check: |text| AvatarUrl::parse(text).map(drop),
};

/// An http(s) link to a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvatarUrl(String);

impl AvatarUrl {
    /// Takes `text` if it is an http or https URL with a host and nothing that could end it early.
    ///
    /// # Errors
    /// [`Flaw::Avatar`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let scheme_ends = text.find("://").ok_or(Flaw::Avatar)?;
        let (scheme, rest) = (&text[..scheme_ends], &text[scheme_ends + 3..]);
        let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let unsafe_char = |c: char| {
            c.is_control() || c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`')
        };
        let short = super::has_length(text, 1, MAX_LENGTH);
        if web && short && !host.is_empty() && !text.contains(unsafe_char) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Flaw::Avatar)
        }
    }

    /// The link as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a user's default avatar: 32 hex digits that tell nobody the account,
/// since only the app and the user's internal number go into it.
pub fn default_name(appid: &str, user_id: i64) -> String {
    let mut name = digest::sha256_hex(format!("avatar:{appid}:{user_id}").as_bytes());
    name.truncate(32);
    name
}

/// Draws the default avatar called `name` as an SVG: a symmetric 5 × 5 pattern in one colour,
/// the same for the same name. `None` if no default avatar has such a name.
pub fn draw(name: &str) -> Option<String> {
    let digits: Vec<u32> = name.chars().filter_map(|c| c.to_digit(16)).collect();
    if name.len() != 32 || digits.len() != 32 || name.bytes().any(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let hue = digits[..3].iter().fold(0, |n, d| n * 16 + d) % 360;
    let mut path = String::new();
    // Three columns decide; the other two mirror them.
    for (i, digit) in digits[3..18].iter().enumerate() {
        if digit % 2 == 0 {
            continue;
        }
        let (column, row) = (i / 5, i % 5);
        for x in [column, 4 - column] {
            path.push_str(&format!("M{} {}h1v1h-1z", x + 1, row + 1));
            if column == 2 {
                break;
            }
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 7 7\" width=\"140\" height=\"140\" \
         shape-rendering=\"crispEdges\"><path fill=\"#f0f0f0\" d=\"M0 0h7v7H0z\"/>\
         <path fill=\"hsl({hue},55%,50%)\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;
    use proptest::prelude::*;

    #[test]
    fn only_http_links_are_avatars() {
        for text in [
            "https://example.com/avatar.jpg",
            "HTTP://例子.cn/图.png?x=1#y",
            "http://127.0.0.1:8080/a",
        ] {
            assert!(AvatarUrl::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "javascript:alert(1)",
            "data://x/y",
            "//example.com/a.jpg",
            "https://",
            "https:///a",
            "https://a b",
            "https://a\"onerror=x",
        ] {
            assert_eq!(AvatarUrl::parse(text), Err(Flaw::Avatar), "{text}");
        }
    }

    #[test]
    fn a_link_has_at_most_2048_characters() {
        let link = |n: usize| format!("https://e.cn/{}", "图".repeat(n - 13));
        assert!(AvatarUrl::parse(&link(2_048)).is_ok());
        assert!(AvatarUrl::parse(&link(2_049)).is_err());
    }

    #[test]
    fn a_default_avatar_is_the_same_each_time_and_differs_between_users() {
        let name = default_name("1234567890", 1);
        assert_eq!(draw(&name), draw(&name));
        assert_ne!(draw(&name), draw(&default_name("1234567890", 2)));
    }

    proptest! {
        #[test]
        fn no_name_panics_and_only_hashes_are_drawn(name in "[0-9a-fA-F]{30,34}|\\PC{0,40}") {
            prop_assert_eq!(draw(&name).is_some(), rule::fits("^[0-9a-f]{32}$", &name));
        }

        #[test]
        fn no_link_panics(text in any::<String>()) {
            let _ = AvatarUrl::parse(&text);
        }
    }
}
