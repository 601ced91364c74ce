//! The user token: a login's proof for later calls.

use super::digest;

/// A new token: 32 random bytes as 64 lower-case hex digits. Shown once, stored only as digest.
pub struct Token(String);

impl Token {
    /// The token of these `random` bytes.
    pub fn from_random(random: [u8; 32]) -> Self {
        Self(digest::hex(&random))
    }

    /// The token as the client gets it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The name the token is stored under.
    pub fn digest(&self) -> TokenDigest {
        TokenDigest(digest::sha256_hex(self.0.as_bytes()))
    }
}

/// SHA-256 of a token: its key in D1 and in KV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenDigest(String);

impl TokenDigest {
    /// The digest of what a client sent as `token`, or `None` if no token ever looked like it.
    pub fn of_presented(text: &str) -> Option<Self> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (text.len() == 64 && text.bytes().all(hex))
            .then(|| Self(digest::sha256_hex(text.as_bytes())))
    }

    /// A digest that no token has: for what was sent as a token and cannot be one.
    pub fn of_nothing() -> Self {
        Self(String::new())
    }

    /// 64 lower-case hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_token_is_found_by_what_the_client_got(random in any::<[u8; 32]>()) {
            let token = Token::from_random(random);
            prop_assert_eq!(token.reveal().len(), 64);
            prop_assert_eq!(TokenDigest::of_presented(token.reveal()), Some(token.digest()));
        }

        #[test]
        fn nothing_else_is_looked_up(text in "[0-9a-fA-F]{60,68}|\\PC{0,80}") {
            prop_assert_eq!(TokenDigest::of_presented(&text).is_some(), rule::fits("^[0-9a-f]{64}$", &text));
        }
    }
}
