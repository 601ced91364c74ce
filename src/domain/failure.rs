//! What can go wrong for a caller of a user endpoint, told richly.
//!
//! How each of these reads on the wire is `wording`'s business alone.

use super::{developer::Lapse, flaw::Flaw};

/// Why a user endpoint did not do what it was asked, in the contract's order of checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A needed parameter is absent or empty.
    Missing(&'static str),
    /// No app has this id.
    UnknownApp,
    /// The app's signature is another one.
    WrongSignature,
    /// The app's developer is disabled or overdue.
    Developer(Lapse),
    /// The app is under review.
    AppReviewing,
    /// The app is stopped.
    AppDisabled,
    /// A token and user/pass were sent together.
    MixedCredentials,
    /// A value breaks its documented form.
    Malformed(Flaw),
    /// Too many attempts; try again later.
    Throttled,
    /// The token is wrong, expired, revoked or of another app.
    WrongToken,
    /// The account is unknown or the password wrong; nobody learns which.
    WrongCredentials,
    /// The user is disabled.
    UserDisabled,
    /// The app's setting `allow_new_pass` is off.
    NewPassNotAllowed,
    /// new_pass was sent nothing that proves who asks.
    NothingProven,
    /// The app's setting `client_money_add` is off.
    MoneyAddNotAllowed,
    /// The app's setting `allow_upload` is off.
    UploadNotAllowed,
    /// The user who is looked at is not there.
    NoSuchUser,
    /// The user who is to be paid is not there.
    NoSuchPayee,
    /// A user would pay themselves.
    PayeeIsPayer,
    /// There is less money than is to be taken.
    BalanceTooLow,
    /// There would be more money than 2^53 - 1.
    BalanceTooHigh,
    /// The user has just written; seconds until they may again.
    FeedbackTooSoon(i64),
    /// The deployment sends no mails.
    NoSender,
    /// The app's setting `allow_mail_send` is off.
    MailSendNotAllowed,
    /// A mail was sent a short time ago; seconds until the next may be.
    MailTooSoon(i64),
    /// The mail could not be sent.
    MailFailed,
    /// The code is not the one that was sent, or not any more.
    WrongCode,
    /// Another account of the app has this name.
    AccountTaken,
    /// Another account of the app has this QQ number.
    QqTaken,
    /// Storage, hashing or configuration failed. The text is for the log, never for the caller.
    Internal(String),
}

impl Failure {
    /// A mail may be sent in so many seconds: 1 at least, whatever the clocks say.
    pub fn mail_too_soon(seconds: i64) -> Self {
        Self::MailTooSoon(seconds.max(1))
    }

    /// A guarded write was refused, and nothing that could refuse it stands in its way now.
    pub fn without_reason() -> Self {
        Self::Internal("a guarded write was refused for no reason that remains".into())
    }
}

impl From<Flaw> for Failure {
    fn from(flaw: Flaw) -> Self {
        Self::Malformed(flaw)
    }
}

impl From<Lapse> for Failure {
    fn from(lapse: Lapse) -> Self {
        Self::Developer(lapse)
    }
}
