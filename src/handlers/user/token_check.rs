//! `/api/user/token_check`: whose token this is, for an app's own backend.

use serde::Serialize;

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::{failure::Failure, state::UserState, token::TokenDigest},
    gate,
    params::Params,
    reply::Reply,
    store::{apps, profiles},
    wording::Family,
};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/token_check",
    methods: GET_AND_POST,
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { token: required, fresh: optional }

/// What it answers.
#[derive(Serialize)]
struct Introspection<'a> {
    username: &'a str,
    token_dead: i64,
}

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 6. app, signature, developer, app state: 404
/// 9. token: 401 "token无效或已过期!"
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. 200 and the holder
///
/// One KV get and no round trip where the isolate has met the app within the last minute and KV knows the
/// token; else one round trip. A revocation deletes the entry, which KV takes up to a minute to spread; with
/// `fresh` D1 alone is asked.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let caller = &sent.caller;
    let digest = TokenDigest::of_presented(sent.token).unwrap_or_else(TokenDigest::of_nothing);
    // 3 to 9, as of the last minute, if that lets the caller pass
    let app = apps::remembered_late(caller.appid, caller.now);
    if sent.fresh != Some("1") && gate::admit(app, caller).is_ok() {
        let issued = call.tokens().get(&digest, caller.appid, caller.now).await;
        if let Some(issued) = issued {
            return Ok(answer(&issued.account, issued.expires_at));
        }
    }
    // 3 to 10
    let (app, holder) = profiles::holder(&call.db(), caller.appid, &digest, caller.now).await?;
    apps::remember(&gate::admit(app, caller)?, caller.now);
    let holder = holder.ok_or(Failure::WrongToken)?;
    if holder.state == UserState::Disabled {
        return Err(Failure::UserDisabled);
    }
    // 11
    Ok(answer(&holder.account, holder.token_dead))
}

fn answer(username: &str, token_dead: i64) -> Reply {
    Reply::success(Introspection {
        username,
        token_dead,
    })
}
