//! `/api/user/money_add`: add to one's own balance.

use super::{
    endpoint::{Endpoint, GET_AND_POST, parameters},
    money,
};
use crate::{
    call::Call,
    domain::failure::Failure,
    gate::{self, Forms, Setting, Terms},
    params::Params,
    reply::Reply,
    store::ledger,
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "操作成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/money_add",
    methods: GET_AND_POST,
    family: Family::MoneyAdd,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { num: required, request_id: optional, proof: proof }

/// The setting that allows it. Off by default: whoever has a client could print money.
const ALLOWED: Setting = Setting {
    column: "client_money_add",
    wanted: true,
    is: |app| app.client_money_add,
    otherwise: Failure::MoneyAddNotAllowed,
};

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 7. app, signature, developer, app state: 404; the setting: 405 "当前应用不允许用户自行增加余额!";
///    kind of proof: 204
/// 8. formats: 204, 405 for the account's length, 405 "增加数量必须为正整数"
/// 9. token or password: 404 "用户令牌无效,请重新登录", 404 "用户账号密码错误!", 429
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. write: 405 "余额已达上限", 405 "更新失败:数据库操作异常", 200 "操作成功"
///
/// One round trip with a token, two with a password; two rows written, three with a request id.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let asked = money::Asked::parse(sent.num, sent.request_id);
    // 3 to 10
    let terms = Terms::new(Forms::Documented, asked.as_ref().err().copied()).where_it(ALLOWED);
    let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
    // 11
    let asked = asked?;
    let change = asked.change(call);
    let written = ledger::change(&call.db(), &actor.guard, &change, true).await?;
    money::answer(&actor, written, Failure::BalanceTooHigh, DONE)
}
