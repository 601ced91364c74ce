//! The account: the name a user registers and logs in with, one per app without regard to case.

use super::{app::App, flaw::Flaw, has_length};
use crate::table::Format;

/// What an app asks of account names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountRules {
    /// Shortest account, in characters.
    pub min: i64,
    /// Longest account, in characters.
    pub max: i64,
    /// Setting `strict_format`: bind_mail and update_sign without a token take digits-only
    /// accounts and letters-and-digits passwords, as their documents say.
    pub strict: bool,
}

impl From<&App> for AccountRules {
    fn from(app: &App) -> Self {
        Self {
            min: app.account_min,
            max: app.account_max,
            strict: app.strict_format,
        }
    }
}

/// Its form, as columns have it; nobody changes an account.
pub const FORMAT: Format = Format {
    name: "account",
    check: |_| Ok(()),
};

/// A well-formed account name of some app, as its owner spelled it.
///
/// Equality of accounts is the database's (`COLLATE NOCASE`); accounts are ASCII, so that is exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account(String);

impl Account {
    /// Takes `text` as a new account (register).
    ///
    /// # Errors
    /// [`Flaw::Account`] for a forbidden character, then [`Flaw::AccountLength`] outside `rules`.
    pub fn parse(text: &str, rules: &AccountRules) -> Result<Self, Flaw> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_-.@+".contains(&b);
        // "." and ".." have no address: URLs resolve them, so the admin API could not reach them.
        if matches!(text, "" | "." | "..") || !text.bytes().all(allowed) {
            return Err(Flaw::Account);
        }
        check_length(text, rules)?;
        Ok(Self(text.to_owned()))
    }

    /// The account as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks the form of an account that bind_mail and update_sign got instead of a token
/// (contract, "Accounts"): digits only where the app is strict, and its length always.
///
/// # Errors
/// [`Flaw::AccountNotDigits`], then [`Flaw::AccountLength`].
pub fn check_documented(text: &str, rules: &AccountRules) -> Result<(), Flaw> {
    if rules.strict && !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Flaw::AccountNotDigits);
    }
    check_length(text, rules)
}

fn check_length(text: &str, rules: &AccountRules) -> Result<(), Flaw> {
    if has_length(text, rules.min as usize, rules.max as usize) {
        Ok(())
    } else {
        Err(Flaw::AccountLength {
            min: rules.min,
            max: rules.max,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;
    use proptest::prelude::*;

    const RULES: AccountRules = AccountRules {
        min: 4,
        max: 32,
        strict: true,
    };

    #[test]
    fn every_documented_character_is_allowed() {
        for text in ["user123456", "13800138000", "a_b-c.d@e+f", "ALICE"] {
            assert_eq!(Account::parse(text, &RULES).unwrap().as_str(), text);
        }
    }

    #[test]
    fn format_is_checked_before_length() {
        assert_eq!(Account::parse("é", &RULES), Err(Flaw::Account));
        assert_eq!(Account::parse("a b", &RULES), Err(Flaw::Account));
        assert_eq!(Account::parse("..", &RULES), Err(Flaw::Account));
        assert_eq!(check_documented("abc", &RULES), Err(Flaw::AccountNotDigits));
    }

    #[test]
    fn length_limits_are_inclusive() {
        let length = Err(Flaw::AccountLength { min: 4, max: 32 });
        assert_eq!(Account::parse("abc", &RULES), length);
        assert!(Account::parse("abcd", &RULES).is_ok());
        assert!(Account::parse(&"a".repeat(32), &RULES).is_ok());
        assert_eq!(Account::parse(&"a".repeat(33), &RULES), length);
    }

    #[test]
    fn lenient_apps_check_only_the_length() {
        let lenient = AccountRules {
            strict: false,
            ..RULES
        };
        assert!(check_documented("alice", &lenient).is_ok());
        assert!(check_documented("al", &lenient).is_err());
    }

    proptest! {
        #[test]
        fn what_is_accepted_satisfies_the_rule(text in "\\PC{0,40}|[a-zA-Z0-9_.@+-]{0,40}") {
            if let Ok(account) = Account::parse(&text, &RULES) {
                let fits = rule::fits(r"^[A-Za-z0-9_.@+-]{4,32}$", account.as_str());
                prop_assert!(fits);
            }
        }
    }
}
