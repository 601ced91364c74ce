//! One line per path, and what every answer carries.

use std::rc::Rc;

use serde_json::{Map, Value};
use worker::worker_sys::web_sys;
use worker::{Context, Env};

use crate::{
    call::Call,
    config::Config,
    domain::picture,
    handlers::{admin, health, user},
    panics,
    reply::{Refusal, Reply},
    request::Request,
    runtime,
};

/// Answers `request`.
pub async fn route(request: web_sys::Request, env: Env, context: Context) -> web_sys::Response {
    let call = Rc::new(Call::new(Request::new(request), env, context));
    let own = call.clone();
    let reply = panics::contained(async move { answer(&own).await }).await;
    let reply = reply.unwrap_or_else(|| broken(&call));
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
    if let Some(name) = path.strip_prefix(picture::PATH) {
        return user::picture::show(call, name).await;
    }
    if let Some(rest) = path.strip_prefix("/api/admin/") {
        return admin::serve(call, rest).await;
    }
    match path {
        "/api/user/get_avatar" => user::get_avatar::handle(call).await,
        "/healthz" => health::handle(call).await,
        _ => Reply::refusal(Refusal::NotFound),
    }
}

/// The answer to a call that has panicked.
fn broken(call: &Call) -> Reply {
    let path = call.path();
    if let Some(endpoint) = user::ENDPOINTS.iter().find(|it| it.path == path) {
        return user::broken(call, endpoint);
    }
    if let Some(rest) = path.strip_prefix("/api/admin/") {
        return admin::broken(call, rest);
    }
    match path {
        "/healthz" => health::unavailable(),
        _ => Reply::refusal(Refusal::Storage),
    }
}

/// Puts on the headers that every answer has: no cache unless the reply says otherwise, and for
/// user endpoints the permission for browsers of any origin to read it, failures included.
fn respond(reply: &Reply, call: &Call) -> web_sys::Response {
    let mut headers = Map::new();
    let mut put = |name: &str, value: &str| headers.insert(name.to_owned(), value.into());
    put("X-Content-Type-Options", "nosniff");
    put("Cache-Control", reply.cache);
    if ["/api/user/", "/api/mail/"]
        .iter()
        .any(|it| call.path().starts_with(it))
    {
        put("Access-Control-Allow-Origin", "*");
    }
    if Config::of(&call.env).is_ok_and(|config| config.cost_header) {
        put("X-Cost", &call.cost.header());
    }
    if reply.status != 204 {
        put("Content-Type", reply.content_type);
    }
    for (name, value) in &reply.headers {
        put(name, value);
    }
    let headers = Value::from(headers).to_string();
    let body = match &reply.stream {
        Some(stream) => stream.clone(),
        None => reply.body.as_str().into(),
    };
    runtime::answer(reply.status, &headers, &body)
}
