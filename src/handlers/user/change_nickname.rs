//! `/api/user/change_nickname`: replace the nickname.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::{failure::Failure, nickname::Nickname},
    gate::{self, Forms, Terms},
    params::Params,
    reply::Reply,
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "更新成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/change_nickname",
    methods: GET_AND_POST,
    family: Family::Qq,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { nickname: required, proof: proof }

/// Steps and the codes they end in:
/// 2. parameters are there: 400 "参数缺失:NAME"
/// 3. to 7. app, signature, developer, app state, kind of proof: 400
/// 8. format: 400 as register
/// 9. token or password: 400 "令牌无效", 400 "账号密码错误", 429
/// 10. the user is active: 400 "用户账号已被禁用!"
/// 11. write: 200 "更新成功"
///
/// One round trip with a token, two with a password; one row written.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let nickname = Nickname::parse(sent.nickname);
    // 3 to 10
    let terms = Terms::new(Forms::Any, nickname.as_ref().err().copied());
    let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
    // 11
    let value = nickname?.as_str().into();
    actor.written(actor.guard.set(&call.db(), "nickname", value).await?)?;
    Ok(Reply::success(DONE))
}
