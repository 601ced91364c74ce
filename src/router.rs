//! One line per path, and what every answer carries.

use worker::{Context, Env, Headers, Method, Request, Response, Result};

use crate::{
    call::{Call, method_of},
    config::Config,
    handlers::{admin, health, user},
    reply::{Refusal, Reply},
    wording::Endpoint,
};

/// Answers `request`.
///
/// # Errors
/// Only if the runtime refuses a header or a body.
pub async fn route(mut request: Request, env: Env, context: Context) -> Result<Response> {
    let call = Call::new(&request, env, context);
    let path = request.path();
    let reply = match path.as_str() {
        "/api/user/register" => user::serve(&call, &mut request, Endpoint::Register).await,
        "/api/user/login" => user::serve(&call, &mut request, Endpoint::Login).await,
        "/api/user/qq" => user::serve(&call, &mut request, Endpoint::Qq).await,
        "/api/user/bind_mail" => user::serve(&call, &mut request, Endpoint::BindMail).await,
        "/api/user/update_sign" => user::serve(&call, &mut request, Endpoint::UpdateSign).await,
        "/healthz" => match method_of(&request) {
            Method::Get | Method::Head => health::handle(&call).await,
            _ => Reply::refusal(Refusal::Method("GET, HEAD")),
        },
        path => {
            if let Some(file) = path.strip_prefix("/api/user/avatar/") {
                user::avatar::handle(&method_of(&request), file)
            } else if let Some(rest) = path.strip_prefix("/api/admin/") {
                admin::serve(&call, &mut request, rest).await
            } else {
                Reply::refusal(Refusal::NotFound)
            }
        }
    };
    respond(reply, &path, &call)
}

/// Puts on the headers that every answer has: no cache unless the reply says otherwise, and for
/// user endpoints the permission for browsers of any origin to read it, failures included.
fn respond(reply: Reply, path: &str, call: &Call) -> Result<Response> {
    let headers = Headers::new();
    headers.set("Cache-Control", "no-store")?;
    headers.set("X-Content-Type-Options", "nosniff")?;
    if path.starts_with("/api/user/") {
        headers.set("Access-Control-Allow-Origin", "*")?;
    }
    if Config::of(&call.env).is_ok_and(|config| config.cost_header) {
        headers.set("X-Cost", &call.cost.header())?;
    }
    for (name, value) in &reply.headers {
        headers.set(name, value)?;
    }
    let builder = Response::builder().with_status(reply.status);
    if reply.status == 204 {
        return Ok(builder.with_headers(headers).empty());
    }
    headers.set("Content-Type", reply.content_type)?;
    Ok(builder.with_headers(headers).fixed(reply.body.into_bytes()))
}
