//! One line per path, and what every answer carries.

use worker::worker_sys::web_sys;
use worker::{Context, Env};

use crate::{
    call::Call,
    config::Config,
    handlers::{admin, health, user},
    reply::{Refusal, Reply},
    request::Method,
    runtime,
    wording::Endpoint,
};

/// Answers `request`.
pub async fn route(request: web_sys::Request, env: Env, context: Context) -> web_sys::Response {
    let call = Call::new(request.into(), env, context);
    let reply = match call.path() {
        "/api/user/register" => user::serve(&call, Endpoint::Register).await,
        "/api/user/login" => user::serve(&call, Endpoint::Login).await,
        "/api/user/qq" => user::serve(&call, Endpoint::Qq).await,
        "/api/user/bind_mail" => user::serve(&call, Endpoint::BindMail).await,
        "/api/user/update_sign" => user::serve(&call, Endpoint::UpdateSign).await,
        "/healthz" => match call.request.method {
            Method::Get | Method::Head => health::handle(&call).await,
            _ => Reply::refusal(Refusal::Method("GET, HEAD")),
        },
        path => {
            if let Some(file) = path.strip_prefix("/api/user/avatar/") {
                user::avatar::handle(call.request.method, file)
            } else if let Some(rest) = path.strip_prefix("/api/admin/") {
                admin::serve(&call, rest).await
            } else {
                Reply::refusal(Refusal::NotFound)
            }
        }
    };
    call.request.discard_body().await;
    respond(&reply, &call)
}

/// Puts on the headers that every answer has: no cache unless the reply says otherwise, and for
/// user endpoints the permission for browsers of any origin to read it, failures included.
fn respond(reply: &Reply, call: &Call) -> web_sys::Response {
    let mut headers = "X-Content-Type-Options: nosniff".to_owned();
    let mut put = |name: &str, value: &str| {
        for part in ["\n", name, ": ", value] {
            headers.push_str(part);
        }
    };
    if call.path().starts_with("/api/user/") {
        put("Access-Control-Allow-Origin", "*");
    }
    if Config::of(&call.env).is_ok_and(|config| config.cost_header) {
        put("X-Cost", &call.cost.header());
    }
    if reply.status != 204 {
        put("Content-Type", reply.content_type);
    }
    put("Cache-Control", reply.cache);
    for (name, value) in &reply.headers {
        put(name, value);
    }
    runtime::answer(reply.status, &headers, &reply.body)
}
