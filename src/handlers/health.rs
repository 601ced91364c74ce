//! `GET /healthz`: whether D1 answers, and which version this is.

use serde_json::json;

use crate::{
    call::Call,
    domain::failure::Failure,
    log,
    reply::{Refusal, Reply},
    request::Method,
    store,
};

/// 200 `{"status":"ok"}` when D1 answers, 503 otherwise; the contract leaves the body no room for the version, which
/// stands in a header. 1 round trip.
pub async fn handle(call: &Call) -> Reply {
    const METHODS: &[Method] = &[Method::Get, Method::Head];
    if !METHODS.contains(&call.request.method) {
        return Reply::refusal(Refusal::Method(Method::list(METHODS)));
    }
    let ping = async { Ok::<_, Failure>(store::ping(&call.db()).await?) };
    let mut reply = match ping.await {
        Ok(()) => Reply::json(200, &json!({"status": "ok"})),
        Err(failure) => {
            log::error("healthz", &format!("{failure:?}"));
            unavailable()
        }
    };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    reply.headers.push(("X-Version", version));
    reply
}

/// The answer where it is not known to be well.
pub fn unavailable() -> Reply {
    Reply::json(503, &json!({"status": "unavailable"}))
}
