//! An app: what its developer set, and what its state lets a caller do.

/// The `status` of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppStatus {
    /// Callers are served.
    Active,
    /// Not approved yet: "应用审核中!".
    Reviewing,
    /// Stopped by its developer: "应用已停用!".
    Disabled,
}

impl AppStatus {
    /// The admin API's and the database's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Reviewing => "reviewing",
            Self::Disabled => "disabled",
        }
    }

    /// The status that `word` names, if any.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Active, Self::Reviewing, Self::Disabled]
            .into_iter()
            .find(|status| status.as_str() == word)
    }
}

/// What an app asks of account names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountRules {
    /// Shortest account, in characters.
    pub min: u32,
    /// Longest account, in characters.
    pub max: u32,
    /// Setting `strict_format`: bind_mail and update_sign without a token take digits-only
    /// accounts and letters-and-digits passwords, as their documents say.
    pub strict: bool,
}

/// Bounds of the settings (contract, section 1 "Login's profile object" and section 2).
pub mod limits {
    /// Seconds a token lives, shortest and longest.
    pub const TOKEN_TTL: std::ops::RangeInclusive<i64> = 60..=31_536_000;
    /// Characters an account may have, for both `account_min` and `account_max`.
    pub const ACCOUNT: std::ops::RangeInclusive<i64> = 1..=64;
    /// Characters of an app's or a developer's name.
    pub const NAME: usize = 100;
}
