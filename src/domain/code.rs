//! Codes that are sent to an e-mail address, to prove that it is read (contract, section 5).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::digest;

/// Seconds that a code lives.
pub const LIFE: i64 = 600;
/// Wrong tries that a code survives.
pub const WRONG_TRIES: i64 = 5;
/// Seconds between two codes for one address.
pub const PAUSE: i64 = 60;
/// Codes for one address within [`DAY`]. With the tries of each, somebody can guess 60 of a million at an account
/// in a day.
pub const DAILY: i64 = 10;
/// The time in which [`DAILY`] are counted, in seconds.
pub const DAY: i64 = 86_400;
/// Users of one address who get a code, each one of their own: those who have proved it, then those who logged in last.
pub const USERS: usize = 3;

states! {
    /// What a code is for.
    Purpose {
        /// Another password for who forgot theirs.
        Reset = "reset",
        /// Binding the address.
        Bind = "bind",
    }
}

/// A code: 6 digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// The code that random bytes make.
    pub fn of_random(bytes: [u8; 8]) -> Self {
        // 2^64 is no multiple of a million, which makes some codes more likely by less than 1 in 10^13.
        Self(format!("{:06}", u64::from_be_bytes(bytes) % 1_000_000))
    }

    /// Takes what was sent as a code.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What codes are digested with: HMAC-SHA-256's key. A stolen database without it tells no code, though there are
/// only a million.
pub struct CodeKey(Hmac<Sha256>);

impl CodeKey {
    /// The key that a secret of the deployment makes.
    pub fn of(secret: &str) -> Option<Self> {
        Some(Self(Hmac::new_from_slice(secret.as_bytes()).ok()?))
    }

    /// What is kept of `code`, hex: it is good for this app, purpose and address alone.
    pub fn digest(&self, code: &Code, appid: &str, purpose: Purpose, mail: &str) -> String {
        let mut mac = self.0.clone();
        // No part but the last holds a line's end.
        let parts = ["code", code.as_str(), purpose.word(), appid, mail];
        mac.update(parts.join("\n").as_bytes());
        digest::hex(&mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn digest_of(secret: &str, code: &str, appid: &str, purpose: Purpose, mail: &str) -> String {
        let key = CodeKey::of(secret).unwrap();
        key.digest(&Code::parse(code).unwrap(), appid, purpose, mail)
    }

    #[test]
    fn a_code_is_six_digits() {
        assert_eq!(Code::of_random([0; 8]).as_str(), "000000");
        assert_eq!(
            Code::of_random(1_234_567_u64.to_be_bytes()).as_str(),
            "234567"
        );
        for wrong in ["", "12345", "1234567", "12345a", "１２３４５６", " 12345"] {
            assert!(Code::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_digest_is_bound_to_key_code_app_purpose_and_address() {
        let digest = digest_of("k", "123456", "1", Purpose::Reset, "a@b.cn");
        assert_eq!(digest.len(), 64);
        for other in [
            digest_of("l", "123456", "1", Purpose::Reset, "a@b.cn"),
            digest_of("k", "123457", "1", Purpose::Reset, "a@b.cn"),
            digest_of("k", "123456", "2", Purpose::Reset, "a@b.cn"),
            digest_of("k", "123456", "1", Purpose::Bind, "a@b.cn"),
            digest_of("k", "123456", "1", Purpose::Reset, "b@b.cn"),
        ] {
            assert_ne!(other, digest);
        }
    }

    proptest! {
        #[test]
        fn every_random_code_is_read_again(bytes: [u8; 8]) {
            let code = Code::of_random(bytes);
            prop_assert!(Code::parse(code.as_str()) == Some(code));
        }
    }

    proptest! {
        #[test]
        fn nothing_else_is_a_code(text in "\\PC{0,9}|[0-9]{4,8}") {
            prop_assert_eq!(Code::parse(&text).is_some(), crate::rule::fits("^[0-9]{6}$", &text));
        }
    }
}
