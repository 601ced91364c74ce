//! The documented user endpoints. Every handler has the same anatomy: it declares what it is
//! ([`Endpoint`]) and what it is sent, takes that (step 2), asks the gate, acts, and answers; the numbers
//! in its comments are the steps of the contract's "Order of checks".

pub mod avatar;
pub mod bind_mail;
pub mod change_nickname;
pub mod data;
pub mod delete_account;
pub mod endpoint;
pub mod feedback;
pub mod get_avatar;
pub mod login;
pub mod logout;
pub mod logout_all;
pub mod mail_send;
mod money;
pub mod money_add;
pub mod money_reduce;
pub mod new_avatar;
pub mod new_pass;
pub mod picture;
pub mod qq;
pub mod register;
pub mod reset_pass;
pub mod send_code;
pub mod signin;
pub mod token_check;
pub mod transfer;
pub mod update_sign;
pub mod upload_img;

use std::sync::LazyLock;

pub use self::endpoint::Endpoint;
use crate::{
    call::Call,
    domain::failure::Failure,
    log, refusals,
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
    &data::ENDPOINT,
    &signin::ENDPOINT,
    &new_pass::ENDPOINT,
    &change_nickname::ENDPOINT,
    &new_avatar::ENDPOINT,
    &upload_img::ENDPOINT,
    &feedback::ENDPOINT,
    &money_add::ENDPOINT,
    &money_reduce::ENDPOINT,
    &transfer::ENDPOINT,
    &token_check::ENDPOINT,
    &logout::ENDPOINT,
    &logout_all::ENDPOINT,
    &delete_account::ENDPOINT,
    &send_code::ENDPOINT,
    &reset_pass::ENDPOINT,
    &mail_send::ENDPOINT,
];

/// The name of every parameter of every endpoint; what else is sent is ignored. One list for all, so that a
/// value that cannot be read is refused wherever it is sent.
static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut names = Vec::new();
    for parameter in ENDPOINTS
        .iter()
        .flat_map(|it| it.parameters)
        .copied()
        .flatten()
    {
        if !names.contains(&parameter.name) {
            names.push(parameter.name);
        }
    }
    names
});

/// Step 1, then the handler of `endpoint`: method and body are fine, and an answer comes whatever
/// happens. Failures inside are logged here, where they become an answer, and only here.
pub async fn serve(call: &Call, endpoint: &Endpoint) -> Reply {
    let allow = || Method::list(endpoint.methods) + ", OPTIONS";
    if call.request.method == Method::Options {
        return Reply::preflight(&allow());
    }
    let name = endpoint.name();
    let params = if endpoint.methods.contains(&call.request.method) {
        call.request.params(&NAMES, endpoint.file()).await
    } else {
        Err(Refusal::Method(allow()))
    };
    call.received();
    let params = match params {
        Ok(params) => params,
        Err(refusal) => {
            call.log(&name, None, refusal.name());
            return Reply::refusal(refusal);
        }
    };
    let answer = (endpoint.handle)(call, &params).await;
    let appid = params.get("appid");
    let outcome = answer.as_ref().err().map_or(log::OK, Failure::name);
    call.log(&name, appid, outcome);
    refusals::count(call, appid, answer.as_ref().err());
    answer.unwrap_or_else(|failure| {
        if let Failure::Internal(detail) = &failure {
            log::error(&name, detail);
        }
        Reply::failure(endpoint.family, &failure)
    })
}

/// The answer of `endpoint` to a call that has panicked.
pub fn broken(call: &Call, endpoint: &Endpoint) -> Reply {
    let failure = Failure::Internal("panicked".into());
    call.log(&endpoint.name(), None, failure.name());
    Reply::failure(endpoint.family, &failure)
}
