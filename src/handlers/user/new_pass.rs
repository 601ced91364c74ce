//! `/api/user/new_pass`: change the password.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::{
        failure::Failure,
        flaw::Flaw,
        password::{self, Secret},
    },
    gate::{self, Forms, Proofs, Setting, Terms},
    params::Params,
    reply::Reply,
    store::updates,
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "更新成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/new_pass",
    methods: GET_AND_POST,
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { newpass: required, proof: proof }

/// The setting that allows it.
const ALLOWED: Setting = Setting {
    column: "allow_new_pass",
    wanted: true,
    is: |app| app.allow_new_pass,
    otherwise: Failure::NewPassNotAllowed,
};

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 7. app, signature, developer, app state: 404; the setting: 405 "当前管理员不允许用户修改密码";
///    kind of proof: 204, 204 "接口参数错误:user和pass为必填项"
/// 8. formats: 204, 405 for the account's length, 404 "新密码格式错误!"
/// 9. token or password: 401 "token无效或已过期!", 404 "用户账号密码错误!", 429
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. hash and write: 405 "更新失败:数据库操作异常", 200 "更新成功"
///
/// One round trip with a token while the isolate remembers the app and KV knows the token, else two, because nobody
/// without a good token is to cost a hash; two with a password. One row written.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let caller = &sent.caller;
    let secret = Secret::of_changed(sent.newpass);
    let strict_flaw = password::check_documented(sent.newpass, true);
    // 3 to 10
    let terms = Terms::new(Forms::Documented, secret.as_ref().err().copied())
        .proven_by(Proofs::PasswordToo)
        .unproven(Failure::NothingProven)
        .where_it(ALLOWED)
        .strictly(strict_flaw.err().map(|_| Flaw::NewPassword));
    let actor = gate::actor(call, caller, sent.proof, terms).await?;
    actor.foresee(call).await?;
    // 11
    let hash = call.hashing().hash(secret?).await?;
    let set = updates::new_password(&call.db(), &actor.guard, &hash).await;
    actor.revoked(call, set)?;
    Ok(Reply::success(DONE))
}
