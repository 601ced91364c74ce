//! `/api/user/logout`: end this token.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::failure::Failure,
    gate::{self, Forms, Proof, Proofs, Terms},
    params::Params,
    reply::Reply,
    store::updates,
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "操作成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/logout",
    methods: GET_AND_POST,
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { token: required }

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 6. app, signature, developer, app state: 404
/// 9. token: 401 "token无效或已过期!"
/// 11. write: 405 "更新失败:数据库操作异常", 200 "操作成功"
///
/// One round trip; one row written; one KV deletion after the answer. The token is dead at once, because
/// D1 decides.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    // 3 to 10
    let terms = Terms::new(Forms::Any, None).proven_by(Proofs::AnyToken);
    let actor = gate::actor(call, &sent.caller, Proof::Token(sent.token), terms).await?;
    // 11
    let ended = updates::end_token(&call.db(), &actor.guard).await;
    // To forget one that has not ended costs a look into D1.
    let ended = ended.inspect_err(|why| actor.tokens_may_be_dead(call, why))?;
    actor.written(ended)?;
    actor.forget_tokens(call);
    Ok(Reply::success(DONE))
}
