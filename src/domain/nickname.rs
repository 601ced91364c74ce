//! The nickname: what other users see.

use super::{account::Account, flaw::Flaw, has_length};
use crate::table::Format;

/// Longest nickname, in characters.
const MAX_LENGTH: usize = 50;

/// Its form, as columns have it.
pub const FORMAT: Format = Format {
    name: "nickname",
    check: |text| Nickname::parse(text).map(drop),
};

/// A nickname of 1 to 50 characters, none of them a control character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nickname(String);

impl Nickname {
    /// Takes `text` as it is.
    ///
    /// # Errors
    /// [`Flaw::Nickname`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        if has_length(text, 1, MAX_LENGTH) && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Flaw::Nickname)
        }
    }

    /// The nickname of a user who has not been given one: the account, as far as there is room for it.
    pub fn of_account(account: &Account) -> Self {
        Self(account.as_str().chars().take(MAX_LENGTH).collect())
    }

    /// The nickname as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::AccountRules;
    use proptest::prelude::*;

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert!(Nickname::parse(&"顾".repeat(50)).is_ok());
        assert!(Nickname::parse(&"顾".repeat(51)).is_err());
        assert!(Nickname::parse("").is_err());
    }

    #[test]
    fn without_one_it_is_as_much_of_the_account_as_fits() {
        let rules = AccountRules {
            min: 1,
            max: 64,
            strict: false,
        };
        for (length, kept) in [(50, 50), (64, 50)] {
            let account = Account::parse(&"a".repeat(length), &rules).unwrap();
            assert_eq!(Nickname::of_account(&account).as_str(), "a".repeat(kept));
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_satisfies_the_rule(text in any::<String>()) {
            let count = text.chars().count();
            let fits = (1..=50).contains(&count) && !text.chars().any(char::is_control);
            prop_assert_eq!(Nickname::parse(&text).is_ok(), fits);
        }
    }
}
