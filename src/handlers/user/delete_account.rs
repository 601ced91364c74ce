//! `/api/user/delete_account`: delete oneself.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::{failure::Failure, webhook::WebhookEvent},
    gate::{self, Forms, Proof, Proofs, Terms},
    params::Params,
    reply::Reply,
    store::{updates, webhooks::Told},
    webhooks,
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "注销成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/delete_account",
    methods: GET_AND_POST,
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { user: required, pass: required }

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 6. app, signature, developer, app state: 404
/// 9. password: 404 "用户账号密码错误!", 429
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. write: 405 "更新失败:数据库操作异常", 200 "注销成功"
///
/// Two round trips; one row written, one for each feedback of the user and two for each picture. Tokens lead to nobody
/// from then on, and are swept; some pictures go after the answer, the others are swept; rows of the ledger hold no name.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    // 3 to 10
    let proof = Proof::Password(Some(sent.user), Some(sent.pass));
    let terms = Terms::new(Forms::Any, None).proven_by(Proofs::PasswordToo);
    let actor = gate::actor(call, &sent.caller, proof, terms).await?;
    // 11
    let told = Told {
        event: WebhookEvent::Deleted,
        appid: sent.caller.appid,
        account: Some(sent.user),
        now_us: call.now_us(),
    };
    let deleted = updates::delete(&call.db(), &actor.guard, &told).await;
    // Where nobody knows whether it happened, nobody can ask for the list later.
    let deleted = deleted.inspect_err(|why| actor.tokens_may_be_dead(call, why))?;
    call.user_is_gone(actor.written(deleted)?)?;
    webhooks::deliver_later(call, sent.caller.appid);
    Ok(Reply::success(DONE))
}
