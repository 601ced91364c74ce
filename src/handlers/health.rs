//! `GET /healthz`: whether D1 answers.

use serde_json::json;
use worker::console_error;

use crate::{
    call::Call,
    domain::failure::Failure,
    reply::{Refusal, Reply},
    request::Method,
    store,
};

/// 200 `{"status":"ok"}` when D1 answers, 503 otherwise. 1 round trip.
pub async fn handle(call: &Call) -> Reply {
    const METHODS: &[Method] = &[Method::Get, Method::Head];
    if !METHODS.contains(&call.request.method) {
        return Reply::refusal(Refusal::Method(Method::list(METHODS)));
    }
    let ping = async { Ok::<_, Failure>(store::ping(&call.db()).await?) };
    match ping.await {
        Ok(()) => Reply::json(200, &json!({"status": "ok"})),
        Err(failure) => {
            console_error!("healthz: {failure:?}");
            Reply::json(503, &json!({"status": "unavailable"}))
        }
    }
}
