//! Amounts of money, and the caller's own name of a request.

use super::flaw::Flaw;

/// The largest amount of one call.
const MOST: i64 = 1_000_000_000;

/// A whole number from 1 to 1,000,000,000 (contract, section 4, "Money").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount(i64);

impl Amount {
    /// Takes decimal digits, and nothing else.
    ///
    /// # Errors
    /// [`Flaw::Amount`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse().ok().filter(|n| (1..=MOST).contains(n));
        number.filter(|_| digits).map(Self).ok_or(Flaw::Amount)
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// The caller's own name of a request: repeated by the same user within 24 hours it acts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// Takes 1 to 64 of letters, digits, `_` and `-`.
    ///
    /// # Errors
    /// [`Flaw::RequestId`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Flaw::RequestId)
        }
    }

    /// Takes the same from the developer. It is kept apart from what clients send by a `:`, which those cannot
    /// have: no user's request stands in the way of one of the developer's.
    ///
    /// # Errors
    /// [`Flaw::RequestId`].
    pub fn of_developer(text: &str) -> Result<Self, Flaw> {
        let Self(id) = Self::parse(text)?;
        Ok(Self(format!(":{id}")))
    }

    /// The name as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;
    use proptest::prelude::*;

    #[test]
    fn an_amount_is_a_whole_number_from_1_to_a_thousand_million() {
        for (text, fits) in [
            ("1", true),
            ("1000000000", true),
            ("007", true),
            ("0", false),
            ("1000000001", false),
            ("-1", false),
            ("+1", false),
            ("1.0", false),
            ("1e3", false),
            (" 1", false),
            ("１", false),
            ("99999999999999999999", false),
        ] {
            assert_eq!(Amount::parse(text).is_ok(), fits, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_request_id_satisfies_the_rule(text in "[A-Za-z0-9_-]{0,70}|\\PC{0,10}") {
            prop_assert_eq!(RequestId::parse(&text).is_ok(), rule::fits("^[A-Za-z0-9_-]{1,64}$", &text));
            let of_developer = RequestId::of_developer(&text).ok();
            prop_assert_eq!(of_developer.is_some(), rule::fits("^[A-Za-z0-9_-]{1,64}$", &text));
            prop_assert!(of_developer.is_none_or(|id| RequestId::parse(id.as_str()).is_err()));
        }
    }
}
