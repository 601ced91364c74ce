//! The documented user endpoints. Every handler has the same anatomy: it declares what it is
//! ([`Endpoint`]) and what it is sent, takes that (step 2), asks the gate, acts, and answers; the numbers
//! in its comments are the steps of the contract's "Order of checks".

pub mod avatar;
pub mod bind_mail;
pub mod endpoint;
pub mod login;
pub mod qq;
pub mod register;
pub mod update_sign;

use worker::console_error;

pub use self::endpoint::Endpoint;
use crate::{
    call::Call,
    domain::failure::Failure,
    reply::{Refusal, Reply},
    request::Method,
};

/// All endpoints: one line for each.
pub const ENDPOINTS: &[&Endpoint] = &[
    &register::ENDPOINT,
    &login::ENDPOINT,
    &qq::ENDPOINT,
    &bind_mail::ENDPOINT,
    &update_sign::ENDPOINT,
];

/// Step 1, then the handler of `endpoint`: method and body are fine, and an answer comes whatever
/// happens. Failures inside are logged here, where they become an answer, and only here.
pub async fn serve(call: &Call, endpoint: &Endpoint) -> Reply {
    let allow = || Method::list(endpoint.methods) + ", OPTIONS";
    if call.request.method == Method::Options {
        return Reply::preflight(&allow());
    }
    if !endpoint.methods.contains(&call.request.method) {
        return Reply::refusal(Refusal::Method(allow()));
    }
    let params = match call.request.params(endpoint.parameters).await {
        Ok(params) => params,
        Err(refusal) => return Reply::refusal(refusal),
    };
    let answer = (endpoint.handle)(call, &params).await;
    answer.unwrap_or_else(|failure| {
        if let Failure::Internal(detail) = &failure {
            console_error!("{}: {detail}", endpoint.path);
        }
        Reply::failure(endpoint.family, &failure)
    })
}
