//! The QQ number.

use super::flaw::Flaw;
use crate::table::Format;

/// Its form, as columns have it.
pub const FORMAT: Format = Format {
    name: "qq",
    check: |text| Qq::parse(text).map(drop),
};

/// A QQ number: 5 to 13 ASCII digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qq(String);

impl Qq {
    /// Takes `text` as it is; no spaces are trimmed and no other digits are read.
    ///
    /// # Errors
    /// [`Flaw::Qq`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        if (5..=13).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Flaw::Qq)
        }
    }

    /// The number as text.
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
    fn five_to_thirteen_digits() {
        for (text, fits) in [
            ("1234", false),
            ("12345", true),
            ("1234567890123", true),
            ("12345678901234", false),
            ("12345 ", false),
            ("１２３４５", false),
        ] {
            assert_eq!(Qq::parse(text).is_ok(), fits, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_satisfies_the_rule(text in "[0-9]{0,15}|\\PC{0,15}") {
            prop_assert_eq!(Qq::parse(&text).is_ok(), rule::fits("^[0-9]{5,13}$", &text));
        }
    }
}
