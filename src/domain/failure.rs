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

cases! { FAILURES: Failure {
    "missing": Failure::Missing(_) = Failure::Missing("NAME"),
    "unknown_app": Failure::UnknownApp = Failure::UnknownApp,
    "wrong_signature": Failure::WrongSignature = Failure::WrongSignature,
    "developer_disabled": Failure::Developer(Lapse::Disabled) = Failure::Developer(Lapse::Disabled),
    "developer_overdue": Failure::Developer(Lapse::Overdue(_)) =
        Failure::Developer(Lapse::Overdue("已逾期(1月)".into())),
    "app_reviewing": Failure::AppReviewing = Failure::AppReviewing,
    "app_disabled": Failure::AppDisabled = Failure::AppDisabled,
    "mixed_credentials": Failure::MixedCredentials = Failure::MixedCredentials,
    "account_format": Failure::Malformed(Flaw::Account) = Flaw::Account.into(),
    "account_digits": Failure::Malformed(Flaw::AccountNotDigits) = Flaw::AccountNotDigits.into(),
    "account_length": Failure::Malformed(Flaw::AccountLength { .. }) =
        Flaw::AccountLength { min: 4, max: 32 }.into(),
    "qq_format": Failure::Malformed(Flaw::Qq) = Flaw::Qq.into(),
    "email_format": Failure::Malformed(Flaw::Email) = Flaw::Email.into(),
    "nickname_format": Failure::Malformed(Flaw::Nickname) = Flaw::Nickname.into(),
    "avatar_format": Failure::Malformed(Flaw::Avatar) = Flaw::Avatar.into(),
    "password_short": Failure::Malformed(Flaw::PasswordShort) = Flaw::PasswordShort.into(),
    "password_alphanumeric": Failure::Malformed(Flaw::PasswordNotAlphanumeric) =
        Flaw::PasswordNotAlphanumeric.into(),
    "new_password_format": Failure::Malformed(Flaw::NewPassword) = Flaw::NewPassword.into(),
    "amount_format": Failure::Malformed(Flaw::Amount) = Flaw::Amount.into(),
    "request_id_format": Failure::Malformed(Flaw::RequestId) = Flaw::RequestId.into(),
    "title_format": Failure::Malformed(Flaw::FeedbackTitle) = Flaw::FeedbackTitle.into(),
    "content_format": Failure::Malformed(Flaw::FeedbackContent) = Flaw::FeedbackContent.into(),
    "contact_format": Failure::Malformed(Flaw::FeedbackContact) = Flaw::FeedbackContact.into(),
    "new_pass_not_allowed": Failure::NewPassNotAllowed = Failure::NewPassNotAllowed,
    "nothing_proven": Failure::NothingProven = Failure::NothingProven,
    "money_add_not_allowed": Failure::MoneyAddNotAllowed = Failure::MoneyAddNotAllowed,
    "picture_type": Failure::Malformed(Flaw::PictureType) = Flaw::PictureType.into(),
    "picture_size": Failure::Malformed(Flaw::PictureSize) = Flaw::PictureSize.into(),
    "upload_not_allowed": Failure::UploadNotAllowed = Failure::UploadNotAllowed,
    "no_such_user": Failure::NoSuchUser = Failure::NoSuchUser,
    "no_such_payee": Failure::NoSuchPayee = Failure::NoSuchPayee,
    "payee_is_payer": Failure::PayeeIsPayer = Failure::PayeeIsPayer,
    "balance_too_low": Failure::BalanceTooLow = Failure::BalanceTooLow,
    "balance_too_high": Failure::BalanceTooHigh = Failure::BalanceTooHigh,
    "feedback_too_soon": Failure::FeedbackTooSoon(_) = Failure::FeedbackTooSoon(30),
    "purpose_format": Failure::Malformed(Flaw::Purpose) = Flaw::Purpose.into(),
    "mail_title_format": Failure::Malformed(Flaw::MailTitle) = Flaw::MailTitle.into(),
    "mail_content_format": Failure::Malformed(Flaw::MailContent) = Flaw::MailContent.into(),
    "mail_subject_format": Failure::Malformed(Flaw::MailSubject) = Flaw::MailSubject.into(),
    "mail_text_format": Failure::Malformed(Flaw::MailText) = Flaw::MailText.into(),
    "webhook_url_format": Failure::Malformed(Flaw::WebhookUrl) = Flaw::WebhookUrl.into(),
    "no_sender": Failure::NoSender = Failure::NoSender,
    "mail_send_not_allowed": Failure::MailSendNotAllowed = Failure::MailSendNotAllowed,
    "mail_too_soon": Failure::MailTooSoon(_) = Failure::MailTooSoon(60),
    "mail_failed": Failure::MailFailed = Failure::MailFailed,
    "wrong_code": Failure::WrongCode = Failure::WrongCode,
    "sign_format": Failure::Malformed(Flaw::Sign) = Flaw::Sign.into(),
    "throttled": Failure::Throttled = Failure::Throttled,
    "wrong_token": Failure::WrongToken = Failure::WrongToken,
    "wrong_credentials": Failure::WrongCredentials = Failure::WrongCredentials,
    "user_disabled": Failure::UserDisabled = Failure::UserDisabled,
    "account_taken": Failure::AccountTaken = Failure::AccountTaken,
    "qq_taken": Failure::QqTaken = Failure::QqTaken,
    "storage": Failure::Internal(_) = Failure::Internal(String::new()),
} }
