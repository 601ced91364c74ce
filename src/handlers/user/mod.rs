//! The documented user endpoints. Every handler has the same anatomy: it parses what does not
//! depend on the app, asks the gate, acts, and answers; the numbers in its comments are the steps
//! of the contract's "Order of checks".

pub mod avatar;
pub mod bind_mail;
pub mod login;
pub mod qq;
pub mod register;
pub mod update_sign;

use worker::console_error;

use crate::{
    call::Call,
    domain::failure::Failure,
    reply::{Refusal, Reply},
    request::Method,
    wording::Endpoint,
};

/// The methods of a documented endpoint.
const ALLOW: &str = "GET, POST, HEAD, OPTIONS";

/// Step 1, then the handler of `endpoint`: method and body are fine, and an answer comes whatever
/// happens. Failures inside are logged here, where they become an answer, and only here.
pub async fn serve(call: &Call, endpoint: Endpoint) -> Reply {
    match call.request.method {
        Method::Get | Method::Head | Method::Post => {}
        Method::Options => return Reply::preflight(ALLOW),
        _ => return Reply::refusal(Refusal::Method(ALLOW)),
    }
    let params = match call.request.params().await {
        Ok(params) => params,
        Err(refusal) => return Reply::refusal(refusal),
    };
    let answer = match endpoint {
        Endpoint::Register => register::handle(call, &params).await,
        Endpoint::Login => login::handle(call, &params).await,
        Endpoint::Qq => qq::handle(call, &params).await,
        Endpoint::BindMail => bind_mail::handle(call, &params).await,
        Endpoint::UpdateSign => update_sign::handle(call, &params).await,
    };
    answer.unwrap_or_else(|failure| {
        if let Failure::Internal(detail) = &failure {
            console_error!("{endpoint:?}: {detail}");
        }
        Reply::failure(endpoint, &failure)
    })
}
