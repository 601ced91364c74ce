//! The table of what is declared: endpoints with their codes and texts, columns, the admin API's paths and
//! errors. `console/openapi/declared.json` holds it, for the documentation, the console and the tests.
//!
//! The test below fails when the file is out of date; `UPDATE=1 cargo test declared` writes it.

use serde_json::{Map, Value, json};

use crate::{
    domain::{
        app::App,
        audit::Audited,
        delivery::Delivery,
        developer::Developer,
        failure::{FAILURES, Failure},
        feedback::Received,
        foreign::Form,
        ledger::Entry,
        picture::Uploaded,
        user::User,
        webhook::WebhookDelivery,
    },
    handlers::{
        admin::{
            ROUTES,
            error::{AdminError, PROBLEMS},
            import,
        },
        user::{ENDPOINTS, Endpoint},
    },
    params::Needed,
    reply::{REFUSALS, Reply},
    request::Method,
    table::{Column, Initial, Kind, Null, Record},
    wording::Family,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/console/openapi/declared.json");

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
        "name": endpoint.name(),
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
            "audit": columns(Audited::COLUMNS, Audited::LABELS),
            "webhook_deliveries": columns(WebhookDelivery::COLUMNS, WebhookDelivery::LABELS),
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
        assert_eq!(failure.name(), name);
    }
    for (name, refusal) in REFUSALS() {
        assert_eq!(refusal.name(), name);
    }
    for (name, problem) in PROBLEMS() {
        assert_eq!(problem.name(), name);
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
