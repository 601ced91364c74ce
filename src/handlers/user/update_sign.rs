//! `/api/user/update_sign`: replace the personal signature text.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::{failure::Failure, sign::Sign},
    gate::{self, Forms, Terms},
    params::Params,
    reply::Reply,
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "更新成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/update_sign",
    methods: GET_AND_POST,
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { newsign: required, proof: proof }

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 7. app, signature, developer, app state: 404; kind of proof: 204
/// 8. formats: 204, 405 for the account's length
/// 9. token or password: 401 "token无效或已过期!", 404 "用户账号密码错误!", 429
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. write: 405 "更新失败:数据库操作异常", 200 "更新成功"
///
/// One round trip with a token, two with a password; one row written.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let sign = Sign::parse(sent.newsign);
    // 3 to 10
    let terms = Terms::new(Forms::Documented, sign.as_ref().err().copied());
    let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
    // 11
    actor.written(
        actor
            .guard
            .set(&call.db(), "sign", sign?.as_str().into())
            .await?,
    )?;
    Ok(Reply::success(DONE))
}
