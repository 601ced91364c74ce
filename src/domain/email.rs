//! The e-mail address, by the regular expression of `user_bind_mail.txt`.

use super::flaw::Flaw;
use crate::table::Format;

/// Longest address, in characters.
const MAX_LENGTH: usize = 254;

/// Its form, as columns have it.
pub const FORMAT: Format = Format {
    name: "email",
    check: |text| Email::parse(text).map(drop),
};

/// A well-formed e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Takes `text` if `/^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$/` does.
    ///
    /// Written out by hand because a regular expression engine would outweigh the whole Worker.
    ///
    /// # Errors
    /// [`Flaw::Email`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        if text.len() <= MAX_LENGTH && matches(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Flaw::Email)
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the @.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

fn matches(text: &str) -> bool {
    let local_byte = |b: u8| b.is_ascii_alphanumeric() || b"._%+-".contains(&b);
    let domain_byte = |b: u8| b.is_ascii_alphanumeric() || b".-".contains(&b);
    // Neither class holds '@', so a match has exactly one; the last dot is the one that counts,
    // because what follows it is letters only.
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let Some((host, tld)) = domain.rsplit_once('.') else {
        return false;
    };
    !local.is_empty()
        && local.bytes().all(local_byte)
        && !host.is_empty()
        && host.bytes().all(domain_byte)
        && tld.len() >= 2
        && tld.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;
    use proptest::prelude::*;

    fn documented(text: &str) -> bool {
        let pattern = r"^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$";
        rule::fits(pattern, text) && text.len() <= 254
    }

    #[test]
    fn the_documents_samples_are_accepted() {
        for text in ["user@example.com", "a.b+c%d@x-y.co.uk"] {
            assert!(Email::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn an_address_holds_at_most_254_characters() {
        let at = |n: usize| format!("{}@example.com", "a".repeat(n - 12));
        assert!(Email::parse(&at(254)).is_ok());
        assert!(Email::parse(&at(255)).is_err());
    }

    proptest! {
        #[test]
        fn the_rule_is_the_documented_expression(
            text in "[a-zA-Z0-9._%+@-]{0,24}|[a-z.]{1,4}@[a-z.-]{1,6}\\.[a-z]{0,4}|\\PC{0,16}"
        ) {
            prop_assert_eq!(Email::parse(&text).is_ok(), documented(&text));
        }
    }
}
