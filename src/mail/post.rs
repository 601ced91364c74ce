//! Services that take a mail as JSON: Resend's form and Brevo's.

use serde_json::{Value, json};

use super::{
    From, Message, PATIENCE, Undelivered,
    sender::{Form, Service},
};
use crate::runtime;

/// Sends `message` by `service`.
///
/// # Errors
/// [`Undelivered`], within [`PATIENCE`].
pub async fn send(service: &Service, message: &Message<'_>) -> Result<(), Undelivered> {
    let headers = headers(service).to_string();
    let body = body(service.form, message).to_string();
    let status = runtime::post(&service.url, &headers, &body, PATIENCE).await;
    let status = status.map_err(|thrown| match runtime::message(&thrown).as_str() {
        "timeout" => Undelivered::Timeout,
        _ => Undelivered::Unreachable,
    })?;
    match status.as_f64().map_or(0, |status| status as u16) {
        200..300 => Ok(()),
        401 | 403 => Err(Undelivered::WrongPassword),
        429 | 500.. => Err(Undelivered::Busy),
        400..500 => Err(Undelivered::Refused),
        _ => Err(Undelivered::Nonsense),
    }
}

fn headers(service: &Service) -> Value {
    match service.form {
        Form::Resend => json!({"authorization": format!("Bearer {}", service.key)}),
        Form::Brevo => json!({"api-key": service.key}),
    }
}

fn body(form: Form, message: &Message<'_>) -> Value {
    let Message {
        from, to, letter, ..
    } = message;
    match form {
        Form::Resend => json!({
            "from": named(from),
            "to": [to.as_str()],
            "subject": letter.subject,
            "text": letter.text,
            "html": letter.html,
        }),
        Form::Brevo => {
            let mut sender = json!({"email": from.address.as_str()});
            if let Some(name) = &from.name {
                sender["name"] = name.as_str().into();
            }
            json!({
                "sender": sender,
                "to": [{"email": to.as_str()}],
                "subject": letter.subject,
                "textContent": letter.text,
                "htmlContent": letter.html,
            })
        }
    }
}

/// Name and address in one text.
fn named(from: &From) -> String {
    match &from.name {
        Some(name) => {
            let name = name.replace(['"', '\\'], "");
            format!("\"{name}\" <{}>", from.address.as_str())
        }
        None => from.address.as_str().to_owned(),
    }
}
