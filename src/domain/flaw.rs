//! What can be wrong with the form of a value, before anybody is asked whether it is right.

/// A value that breaks its documented rule (contract, "Accounts" and "Passwords").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// An account with a character outside ASCII letters, digits and `_ - . @ +`.
    Account,
    /// A documented digits-only account (`strict_format`) that holds something else.
    AccountNotDigits,
    /// An account shorter or longer than its app allows, in characters.
    AccountLength {
        /// The app's `account_min`.
        min: i64,
        /// The app's `account_max`.
        max: i64,
    },
    /// A QQ number that is not 5 to 13 digits.
    Qq,
    /// An e-mail address that the documents' regular expression refuses.
    Email,
    /// A nickname that is not 1 to 50 characters without control characters.
    Nickname,
    /// An avatar link that is not an http(s) URL of at most 2,048 characters.
    Avatar,
    /// A raw password of fewer than 6 characters.
    PasswordShort,
    /// A documented letters-and-digits password (`strict_format`) that holds something else.
    PasswordNotAlphanumeric,
    /// A new password that is not 6 to 64 characters, or for a strict app not letters and digits.
    NewPassword,
    /// An amount that is no whole number from 1 to 1,000,000,000.
    Amount,
    /// A request id that is not 1 to 64 of letters, digits, `_` and `-`.
    RequestId,
    /// A feedback's title that is blank or longer than 100 characters.
    FeedbackTitle,
    /// A feedback's text that is blank or longer than 2,000 characters.
    FeedbackContent,
    /// A feedback's contact that is longer than 100 characters.
    FeedbackContact,
    /// A file that is no JPEG, PNG, GIF or WebP picture, told by its first bytes.
    PictureType,
    /// A picture of more than 5 MB.
    PictureSize,
    /// The subject of a mail that is not one line of 1 to 100 characters, or has an unknown place to fill in.
    MailSubject,
    /// The text of a mail with a code that is longer than 2,000 characters, lacks `{code}` or has an unknown place.
    MailText,
    /// A webhook's address that is no https URL of at most 500 characters, or has a user in it.
    WebhookUrl,
    /// The subject of a user's mail that is blank, longer than 100 characters or more than one line.
    MailTitle,
    /// The HTML of a user's mail that is blank or longer than 50,000 characters.
    MailContent,
    /// A purpose of a code that is not "reset" or "bind".
    Purpose,
    /// A personal signature that is blank or longer than 1,000 characters.
    Sign,
}
