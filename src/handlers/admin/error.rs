//! What the admin API says when it cannot do what it is asked (contract, section 2).

use serde::Serialize;

use crate::{
    config::ConfigError,
    domain::{failure::Failure, flaw::Flaw},
    params::Unreadable,
    reply::{RETRY_AFTER, Refusal, Reply},
    store::db::StoreError,
    table::Unexpected,
};

/// Why an admin call did nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum AdminError {
    /// 400: the body is not a JSON object.
    Malformed,
    /// 401: no key, or none that is known.
    Unauthorized,
    /// 403: the key's developer is disabled.
    DeveloperDisabled,
    /// 403: a developer's key, where only the owner's will do.
    OwnerOnly,
    /// 403: a developer's key may not say whose an app is.
    OwnersDeveloper,
    /// 404: no such path, or nothing there that the key reaches.
    NotFound,
    /// 405: the path takes other methods.
    Method(String),
    /// 409: the id made up for an app is taken. Once in nine billion for each app there is.
    AppidTaken,
    /// 409: another user of the app has the account.
    AccountTaken,
    /// 409: another user of the app has the QQ number.
    QqTaken,
    /// 413: the body is over 64 KiB.
    TooLarge,
    /// 422: a value is not what its field takes.
    Invalid(String, String),
    /// 429: too many wrong keys from this address.
    Throttled,
    /// 500: storage, hashing or configuration failed. The text is for the log alone.
    Internal(String),
    /// 409: the deployment sends no mails.
    NoSender,
    /// 409: the app has no webhook.
    NoWebhook,
    /// 503: the owner's key is too short to be safe.
    ShortKey,
}

#[derive(Serialize)]
struct Problem<'a> {
    error: Error<'a>,
}

#[derive(Serialize)]
struct Error<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

impl AdminError {
    /// 422 for `field`, because it `must` be something else.
    pub fn invalid(field: &str, must: impl Into<String>) -> Self {
        Self::Invalid(field.to_owned(), must.into())
    }

    /// 422 for a `flaw` in `field`.
    pub fn flaw(field: &str, flaw: Flaw) -> Self {
        let must = match flaw {
            Flaw::Qq => "must be 5 to 13 digits",
            Flaw::Email => "must be an e-mail address",
            Flaw::Nickname => "must be 1 to 50 characters without control characters",
            Flaw::Avatar => "must be an http(s) URL of at most 2048 characters",
            Flaw::Sign => "must be 1 to 1000 characters, not only white space",
            Flaw::PasswordShort => "must be at least 6 characters",
            Flaw::RequestId => "must be 1 to 64 letters, digits, _ and -",
            Flaw::Account => "must be letters, digits and _ - . @ +",
            Flaw::AccountLength { min, max } => {
                return Self::invalid(field, format!("must be {min} to {max} characters"));
            }
            Flaw::MailSubject => {
                "must be one line of 1 to 100 characters, with no places but {app}, {user}, {code}, {action} and {minutes}"
            }
            Flaw::MailText => {
                "must be at most 2000 characters with {code}, and no places but {app}, {user}, {code}, {action} and {minutes}"
            }
            Flaw::WebhookUrl => {
                "must be an https URL of at most 500 characters, without user, password and #"
            }
            Flaw::NewPassword
            | Flaw::Purpose
            | Flaw::MailTitle
            | Flaw::MailContent
            | Flaw::Amount
            | Flaw::FeedbackTitle
            | Flaw::FeedbackContent
            | Flaw::FeedbackContact
            | Flaw::PictureType
            | Flaw::PictureSize
            | Flaw::AccountNotDigits
            | Flaw::PasswordNotAlphanumeric => "has a wrong format",
        };
        Self::invalid(field, must)
    }

    /// The answer on the wire.
    pub fn reply(&self) -> Reply {
        let (status, code, message, field) = match self {
            Self::Malformed => (
                400,
                "malformed",
                "the body must be a JSON object, the query UTF-8",
                None,
            ),
            Self::Unauthorized => {
                let message = "a valid key is needed: Authorization: Bearer KEY";
                (401, "unauthorized", message, None)
            }
            Self::DeveloperDisabled => (403, "forbidden", "this developer is disabled", None),
            Self::OwnerOnly => (403, "forbidden", "only the owner may do this", None),
            Self::OwnersDeveloper => (
                403,
                "forbidden",
                "only the owner may set developer_id",
                None,
            ),
            Self::NotFound => (404, "not_found", "there is nothing here for this key", None),
            Self::Method(_) => (405, "method_not_allowed", "see the Allow header", None),
            Self::AppidTaken => (409, "appid_taken", "try again", None),
            Self::AccountTaken => {
                let message = "another user of this app has this account";
                (409, "account_taken", message, None)
            }
            Self::QqTaken => {
                let message = "another user of this app has this QQ number";
                (409, "qq_taken", message, None)
            }
            Self::NoSender => (409, "no_sender", "the variable MAIL is off", None),
            Self::NoWebhook => (409, "no_webhook", "webhook_url is not set", None),
            Self::TooLarge => (413, "too_large", "the body may have 64 KiB", None),
            Self::Invalid(field, message) => {
                (422, "invalid", message.as_str(), Some(field.as_str()))
            }
            Self::Throttled => (429, "too_many_requests", "try again later", None),
            Self::Internal(_) => (500, "internal", "the server failed; see its log", None),
            Self::ShortKey => {
                let message = "the secret ADMIN_KEY must have at least 32 characters";
                (503, "not_configured", message, None)
            }
        };
        let error = Error {
            code,
            message,
            field,
        };
        let mut reply = Reply::json(status, &Problem { error });
        match self {
            Self::Unauthorized => reply
                .headers
                .push(("WWW-Authenticate", "Bearer".to_owned())),
            Self::Method(allow) => reply.headers.push(("Allow", allow.clone())),
            Self::Throttled => reply.headers.push(("Retry-After", RETRY_AFTER.to_string())),
            _ => {}
        }
        reply
    }
}

impl From<ConfigError> for AdminError {
    fn from(error: ConfigError) -> Self {
        Self::Internal(error.0)
    }
}

impl From<Failure> for AdminError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Throttled => Self::Throttled,
            other => Self::Internal(format!("{other:?}")),
        }
    }
}

impl From<StoreError> for AdminError {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.0)
    }
}

impl From<Unexpected> for AdminError {
    fn from(unexpected: Unexpected) -> Self {
        StoreError::from(unexpected).into()
    }
}

impl From<Unreadable> for AdminError {
    fn from(_: Unreadable) -> Self {
        Self::Malformed
    }
}

impl From<Refusal> for AdminError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLarge => Self::TooLarge,
            _ => Self::Malformed,
        }
    }
}

cases! { PROBLEMS: AdminError {
    "malformed": AdminError::Malformed = AdminError::Malformed,
    "unauthorized": AdminError::Unauthorized = AdminError::Unauthorized,
    "developer_disabled": AdminError::DeveloperDisabled = AdminError::DeveloperDisabled,
    "owner_only": AdminError::OwnerOnly = AdminError::OwnerOnly,
    "owners_developer": AdminError::OwnersDeveloper = AdminError::OwnersDeveloper,
    "not_found": AdminError::NotFound = AdminError::NotFound,
    "method_not_allowed": AdminError::Method(_) = AdminError::Method(String::new()),
    "appid_taken": AdminError::AppidTaken = AdminError::AppidTaken,
    "account_taken": AdminError::AccountTaken = AdminError::AccountTaken,
    "qq_taken": AdminError::QqTaken = AdminError::QqTaken,
    "no_sender": AdminError::NoSender = AdminError::NoSender,
    "no_webhook": AdminError::NoWebhook = AdminError::NoWebhook,
    "too_large": AdminError::TooLarge = AdminError::TooLarge,
    "invalid": AdminError::Invalid(..) = AdminError::invalid("", ""),
    "too_many_requests": AdminError::Throttled = AdminError::Throttled,
    "internal": AdminError::Internal(_) = AdminError::Internal(String::new()),
    "not_configured": AdminError::ShortKey = AdminError::ShortKey,
} }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_object_with_code_and_message() {
        let reply = AdminError::invalid("sex", "must be 1 or 2").reply();
        assert_eq!(reply.status, 422);
        let body = r#"{"error":{"code":"invalid","message":"must be 1 or 2","field":"sex"}}"#;
        assert_eq!(reply.body, body);
    }

    #[test]
    fn an_internal_error_keeps_its_reason_to_itself() {
        let reply = AdminError::Internal("table users".into()).reply();
        assert_eq!(reply.status, 500);
        assert!(!reply.body.contains("users"));
    }
}
