//! `/api/user/transfer`: pay another user of the app.

use super::{
    endpoint::{Endpoint, GET_AND_POST, parameters},
    money,
};
use crate::{
    call::Call,
    domain::failure::Failure,
    gate::{self, Forms, Terms},
    params::Params,
    reply::Reply,
    store::ledger,
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "操作成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/transfer",
    methods: GET_AND_POST,
    family: Family::Transfer,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { newuser: required, num: required, request_id: optional, proof: proof }

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 7. app, signature, developer, app state: 404; kind of proof: 204
/// 8. formats: 204, 405 for the account's length, 405 "转账数量必须为正整数"
/// 9. token or password: 401 "token无效或已过期", 404 "用户账号密码错误!", 429
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. write: 404 "收款账号未注册!", 405 "不能转账给自己!", 405 "余额不足", 405 "余额已达上限",
///     405 "更新失败:数据库操作异常", 200 "操作成功"
///
/// One round trip with a token, two with a password; four rows written, five with a request id.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let asked = money::Asked::parse(sent.num, sent.request_id);
    // 3 to 10
    let terms = Terms::new(Forms::Documented, asked.as_ref().err().copied());
    let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
    // 11
    let asked = asked?;
    let change = asked.change(call);
    let written = ledger::transfer(&call.db(), &actor.guard, &change, sent.newuser).await?;
    money::answer(&actor, written, Failure::BalanceTooLow, DONE)
}
