//! `/api/user/get_avatar`: the picture of a user, for an `<img>`. The only documented call without a signature.

use percent_encoding::{CONTROLS, utf8_percent_encode};

use super::picture;
use crate::{
    call::Call,
    domain::{avatar, failure::Failure},
    log,
    params::Params,
    reply::{Refusal, Reply},
    request::Method,
    store::pictures,
};

/// What it is called in the log.
const NAME: &str = "get_avatar";
/// Its methods.
const ALLOW: &str = "GET, HEAD, OPTIONS";

/// What it is sent.
pub const PARAMETERS: [&str; 2] = ["appid", "user"];

/// Answers the uploaded picture; else 302 to the user's `icon`; else the default avatar. Texts stand in `msg`: code 204
/// "接口参数错误", code 404 "用户不存在", also for an app that is not served. One round trip, and one KV get for an
/// uploaded picture.
pub async fn handle(call: &Call) -> Reply {
    match call.request.method {
        Method::Get | Method::Head => {}
        Method::Options => return Reply::preflight(ALLOW),
        _ => return refused(call, Refusal::Method(ALLOW.to_owned())),
    }
    let params = match call.request.params(&PARAMETERS, None).await {
        Ok(params) => params,
        Err(refusal) => return refused(call, refusal),
    };
    let answer = portrait(call, &params).await;
    let outcome = answer.as_ref().err().map_or(log::OK, Failure::name);
    call.log(NAME, params.get("appid"), outcome);
    match answer {
        Ok(picture) => picture.changing(),
        Err(Failure::Missing(_)) => Reply::said(204, "接口参数错误", None),
        Err(Failure::Internal(detail)) => {
            log::error(NAME, &detail);
            Reply::said(500, "系统错误", None)
        }
        Err(_) => Reply::said(404, "用户不存在", None),
    }
}

fn refused(call: &Call, refusal: Refusal) -> Reply {
    call.log(NAME, None, refusal.name());
    Reply::refusal(refusal)
}

async fn portrait(call: &Call, params: &Params) -> Result<Reply, Failure> {
    let [appid, account] = PARAMETERS.map(|name| params.get(name).ok_or(Failure::Missing(name)));
    let (appid, account) = (appid?, account?);
    let found = pictures::portrait(&call.db(), appid, account).await?;
    let app = found.app.ok_or(Failure::UnknownApp)?;
    app.is_served(call.now())?;
    let user = found.user.ok_or(Failure::NoSuchUser)?;
    if let Some(name) = user.picture
        && let Ok(Some(picture)) = picture::find(call, &name).await
    {
        return Ok(picture);
    }
    match user.icon {
        // A header holds no other characters.
        Some(icon) => Ok(Reply::redirect(
            utf8_percent_encode(&icon, CONTROLS).to_string(),
        )),
        None => {
            let drawn = avatar::draw(&avatar::default_name(appid, user.id));
            Ok(Reply::svg(drawn.unwrap_or_default()))
        }
    }
}
