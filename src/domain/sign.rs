//! The personal signature (个性签名): a line a user writes about themselves.

use super::{flaw::Flaw, has_length};
use crate::table::Format;

/// Longest personal signature, in characters.
const MAX_LENGTH: usize = 1_000;

/// Its form, as columns have it.
pub const FORMAT: Format = Format {
    name: "sign",
    check: |text| Sign::parse(text).map(drop),
};

/// A personal signature of 1 to 1,000 characters, not only white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign(String);

impl Sign {
    /// Takes `text` as it is.
    ///
    /// # Errors
    /// [`Flaw::Sign`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        if has_length(text, 1, MAX_LENGTH) && !text.trim().is_empty() {
            Ok(Self(text.to_owned()))
        } else {
            Err(Flaw::Sign)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blank_text_is_refused() {
        for text in ["", " ", "\n\t", "\u{3000}"] {
            assert_eq!(Sign::parse(text), Err(Flaw::Sign), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_satisfies_the_rule(text in any::<String>(), n in 990_usize..1_010) {
            for text in [text, "签".repeat(n)] {
                let fits = text.chars().count() <= 1_000 && text.chars().any(|c| !c.is_whitespace());
                prop_assert_eq!(Sign::parse(&text).is_ok(), fits);
            }
        }
    }
}
