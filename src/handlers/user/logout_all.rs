//! `/api/user/logout_all`: end every token of the user.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::failure::Failure,
    gate::{self, Forms, Terms},
    params::Params,
    reply::Reply,
    store::updates,
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "操作成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/logout_all",
    methods: GET_AND_POST,
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { proof: proof }

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 7. app, signature, developer, app state: 404; kind of proof: 204
/// 9. token or password: 401 "token无效或已过期!", 404 "用户账号密码错误!", 429
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. write: 405 "更新失败:数据库操作异常", 200 "操作成功"
///
/// One round trip with a token, two with a password; one row written.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    // 3 to 10
    let terms = Terms::new(Forms::Any, None);
    let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
    // 11
    actor.revoked(call, updates::end_tokens(&call.db(), &actor.guard).await)?;
    Ok(Reply::success(DONE))
}
