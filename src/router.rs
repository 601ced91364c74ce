//! One line per path, and what every answer carries.

use std::collections::BTreeMap;

use worker::worker_sys::web_sys;
use worker::{Context, Env};

use crate::{
    call::Call,
    config::Config,
    handlers::{admin, health, user},
    reply::{Refusal, Reply},
    request::Request,
    runtime,
};

/// Answers `request`.
pub async fn route(request: web_sys::Request, env: Env, context: Context) -> web_sys::Response {
    let call = Call::new(Request::new(request), env, context);
    let reply = answer(&call).await;
    call.request.discard_body().await;
    respond(&reply, &call)
}

/// One line per path; the user endpoints are listed in [`user::ENDPOINTS`], the admin API's paths in
/// [`admin`].
async fn answer(call: &Call) -> Reply {
    let path = call.path();
    if let Some(endpoint) = user::ENDPOINTS.iter().find(|it| it.path == path) {
        return user::serve(call, endpoint).await;
    }
    if let Some(file) = path.strip_prefix("/api/user/avatar/") {
        return user::avatar::handle(call.request.method, file);
    }
    if let Some(rest) = path.strip_prefix("/api/admin/") {
        return admin::serve(call, rest).await;
    }
    match path {
        "/healthz" => health::handle(call).await,
        _ => Reply::refusal(Refusal::NotFound),
    }
}

/// Puts on the headers that every answer has: no cache unless the reply says otherwise, and for
/// user endpoints the permission for browsers of any origin to read it, failures included.
fn respond(reply: &Reply, call: &Call) -> web_sys::Response {
    let mut headers = BTreeMap::from([
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", reply.cache),
    ]);
    if call.path().starts_with("/api/user/") {
        headers.insert("Access-Control-Allow-Origin", "*");
    }
    let cost = Config::of(&call.env).is_ok_and(|config| config.cost_header);
    let cost = cost.then(|| call.cost.header());
    if let Some(cost) = &cost {
        headers.insert("X-Cost", cost);
    }
    if reply.status != 204 {
        headers.insert("Content-Type", reply.content_type);
    }
    headers.extend(
        reply
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str())),
    );
    // Texts, which always serialise.
    let headers = serde_json::to_string(&headers).unwrap_or_default();
    runtime::answer(reply.status, &headers, &reply.body)
}
