//! The table of what is declared: endpoints with their codes and texts, columns, the admin API's paths and
//! errors. `console/openapi/declared.json` holds it, for the documentation, the console and the tests.
//!
//! The test below fails when the file is out of date; `UPDATE=1 cargo test declared` writes it.

use serde_json::{Map, Value, json};

use crate::{
    domain::{
        app::App, delivery::Delivery, developer::Developer, developer::Lapse, failure::Failure,
        feedback::Received, flaw::Flaw, foreign::Form, ledger::Entry, picture::Uploaded,
        user::User,
    },
    handlers::{
        admin::{ROUTES, error::AdminError, import},
        user::{ENDPOINTS, Endpoint},
    },
    params::Needed,
    reply::{Refusal, Reply},
    request::Method,
    table::{Column, Initial, Kind, Null, Record},
    wording::Family,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/console/openapi/declared.json");

/// Declares the cases: a name, the pattern of the failures that are it, and one of them. The function that
/// names a failure is an exhaustive match, so that no failure can be without a case.
macro_rules! cases {
    ($All:ident, $name:ident: $Type:ty { $($case:literal: $pattern:pat = $sample:expr,)+ }) => {
        /// All cases by name, one of each.
        #[expect(non_snake_case, reason = "a list, made anew because its values own texts")]
        pub fn $All() -> Vec<(&'static str, $Type)> {
            vec![$(($case, $sample)),+]
        }

        fn $name(it: &$Type) -> &'static str {
            match it {
                $($pattern => $case,)+
            }
        }
    };
}

cases! { FAILURES, name_of_failure: Failure {
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

cases! { REFUSALS, name_of_refusal: Refusal {
    "unreadable": Refusal::Unreadable = Refusal::Unreadable,
    "not_found": Refusal::NotFound = Refusal::NotFound,
    "method": Refusal::Method(_) = Refusal::Method(String::new()),
    "too_large": Refusal::TooLarge = Refusal::TooLarge,
    "upload_too_large": Refusal::UploadTooLarge = Refusal::UploadTooLarge,
    "storage": Refusal::Storage = Refusal::Storage,
    "media_type": Refusal::MediaType = Refusal::MediaType,
} }

cases! { PROBLEMS, name_of_problem: AdminError {
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
    "too_large": AdminError::TooLarge = AdminError::TooLarge,
    "invalid": AdminError::Invalid(..) = AdminError::invalid("", ""),
    "too_many_requests": AdminError::Throttled = AdminError::Throttled,
    "internal": AdminError::Internal(_) = AdminError::Internal(String::new()),
    "not_configured": AdminError::ShortKey = AdminError::ShortKey,
} }

/// The family of every endpoint; some more than once.
pub fn families() -> impl Iterator<Item = Family> {
    ENDPOINTS.iter().map(|it| it.family)
}

/// The body of `reply`, after its HTTP status where that is not 200.
fn answer(reply: &Reply) -> Value {
    let mut body: Map<String, Value> = serde_json::from_str(&reply.body).unwrap();
    // Which it is, `data` tells: a failure without it has its text in `msg`.
    if body.contains_key("data") && body["msg"] == "fail" {
        body.remove("msg");
    }
    if reply.status != 200 {
        body.insert("status".into(), reply.status.into());
    }
    body.into()
}

fn methods(methods: &[Method]) -> Vec<&'static str> {
    let methods = methods.iter().filter(|method| **method != Method::Head);
    methods.map(|method| method.name()).collect()
}

/// What stands after /api/user/; elsewhere what stands after /api/, as mail_send.
fn name(endpoint: &Endpoint) -> String {
    let path = endpoint.path.trim_start_matches("/api/");
    path.strip_prefix("user/").unwrap_or(path).replace('/', "_")
}

fn endpoint(endpoint: &Endpoint) -> Value {
    let failure = |failure: &Failure| answer(&Reply::failure(endpoint.family, failure));
    let parameters: Vec<_> = endpoint.parameters.iter().copied().flatten().collect();
    let needed = |needed| match needed {
        Needed::Always => "always",
        Needed::File => "file",
        Needed::Optional => "optional",
        Needed::Token => "token",
        Needed::Password => "password",
    };
    let missing: Map<String, Value> = parameters
        .iter()
        .map(|it| (it.name.to_owned(), failure(&Failure::Missing(it.name))))
        .collect();
    let cases: Map<String, Value> = FAILURES()
        .iter()
        .filter(|(name, _)| *name != "missing")
        .map(|(name, it)| ((*name).to_owned(), failure(it)))
        .collect();
    json!({
        "name": name(endpoint),
        "path": endpoint.path,
        "methods": methods(endpoint.methods),
        "parameters": parameters
            .iter()
            .map(|it| json!({"name": it.name, "required": needed(it.needed)}))
            .collect::<Vec<_>>(),
        "done": endpoint.done,
        "missing": missing,
        "cases": cases,
    })
}

fn column(column: &Column, label: &[&str]) -> Value {
    let mut table = match column.kind {
        Kind::Text(format) => json!({"kind": "text", "format": format.name}),
        Kind::Line(max) => json!({"kind": "line", "max": max}),
        Kind::Integer(min, max) => json!({"kind": "integer", "min": min, "max": max}),
        Kind::Flag => json!({"kind": "flag"}),
        Kind::Time => json!({"kind": "time"}),
        Kind::Word(words) => json!({"kind": "word", "words": words}),
    };
    let flag = matches!(column.kind, Kind::Flag);
    let text = |at: usize| match label.get(at..at + 2) {
        Some([zh, en]) => json!({"zh": zh, "en": en}),
        _ => Value::Null,
    };
    assert!(
        matches!(label.len(), 2 | 4),
        "{}: a label, or label and hint, in two languages",
        column.column
    );
    table["name"] = column.name().into();
    table["nullable"] = column.nullable.into();
    table["written"] = column.written.into();
    table["null"] = match column.null {
        Null::Refused => "refused",
        Null::Clears => "clears",
        Null::Resets => "resets",
    }
    .into();
    table["default"] = match column.initial {
        Initial::None => Value::Null,
        Initial::Number(n) if flag => (n == 1).into(),
        Initial::Number(n) => n.into(),
        Initial::Word(word) => word.into(),
    };
    table["label"] = text(0);
    table["hint"] = text(2);
    table
}

fn columns(columns: &[Column], labels: &[&[&str]]) -> Vec<Value> {
    let shown = columns.iter().zip(labels).filter(|(it, _)| it.shown);
    shown.map(|(it, label)| column(it, label)).collect()
}

/// `["apps", appid]` as `/api/admin/apps/{appid}`.
fn path(declared: &str) -> String {
    let segments = declared.trim_matches(['[', ']']).split(", ");
    let segments = segments.map(|it| match it.strip_prefix('"') {
        Some(name) => format!("/{}", name.trim_end_matches('"')),
        None => format!("/{{{it}}}"),
    });
    format!("/api/admin{}", segments.collect::<String>())
}

fn declared() -> Value {
    let problem = |(name, it): &(&str, AdminError)| {
        let reply = it.reply();
        let body: Value = serde_json::from_str(&reply.body).unwrap();
        let error = &body["error"];
        // What is invalid says in words of its own what it must be.
        let message = match it {
            AdminError::Invalid(..) => &Value::Null,
            _ => &error["message"],
        };
        let told = json!({"status": reply.status, "code": error["code"], "message": message});
        ((*name).to_owned(), told)
    };
    let refusals: Map<String, Value> = REFUSALS()
        .into_iter()
        .map(|(name, it)| (name.to_owned(), answer(&Reply::refusal(it))))
        .collect();
    json!({
        "endpoints": ENDPOINTS.iter().map(|it| endpoint(it)).collect::<Vec<_>>(),
        "refusals": refusals,
        "admin": {
            "routes": ROUTES
                .iter()
                .map(|(declared, allowed)| json!({"path": path(declared), "methods": methods(allowed)}))
                .collect::<Vec<_>>(),
            "problems": PROBLEMS().iter().map(problem).collect::<Map<_, _>>(),
        },
        "import": {"forms": Form::WORDS, "most": import::MOST},
        "tables": {
            "users": columns(User::COLUMNS, User::LABELS),
            "apps": columns(App::COLUMNS, App::LABELS),
            "developers": columns(Developer::COLUMNS, Developer::LABELS),
            "ledger": columns(Entry::COLUMNS, Entry::LABELS),
            "feedback": columns(Received::COLUMNS, Received::LABELS),
            "pictures": columns(Uploaded::COLUMNS, Uploaded::LABELS),
            "deliveries": columns(Delivery::COLUMNS, Delivery::LABELS),
        },
    })
}

#[test]
fn the_file_is_what_is_declared() {
    let declared = serde_json::to_string_pretty(&declared()).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, &declared).unwrap();
    }
    let written = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        written == declared,
        "console/openapi/declared.json is out of date: UPDATE=1 cargo test declared"
    );
}

#[test]
fn a_case_is_named_as_it_is_listed() {
    for (name, failure) in FAILURES() {
        assert_eq!(name_of_failure(&failure), name);
    }
    for (name, refusal) in REFUSALS() {
        assert_eq!(name_of_refusal(&refusal), name);
    }
    for (name, problem) in PROBLEMS() {
        assert_eq!(name_of_problem(&problem), name);
    }
}

#[test]
fn what_null_does_fits_the_column() {
    for column in [
        User::COLUMNS,
        App::COLUMNS,
        Developer::COLUMNS,
        Received::COLUMNS,
    ]
    .concat()
    {
        let clears = column.null == Null::Clears;
        assert!(
            !clears || column.nullable,
            "{} cannot be cleared",
            column.column
        );
        let resets = column.null == Null::Resets;
        assert!(
            !resets || matches!(column.initial, Initial::Number(_)),
            "{}",
            column.column
        );
    }
    assert_eq!((User::KEY, App::KEY, Developer::KEY), ("id", "appid", "id"));
}
