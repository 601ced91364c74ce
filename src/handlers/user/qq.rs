//! `/api/user/qq`: bind a QQ number.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::{failure::Failure, qq::Qq},
    gate::{self, Forms, Terms},
    params::Params,
    reply::Reply,
    store::{
        guard::Written,
        updates::{self, QQ_TAKEN},
    },
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "更新成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/qq",
    methods: GET_AND_POST,
    family: Family::Qq,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { qq: required, proof: proof }

/// Steps and the codes they end in:
/// 2. parameters are there: 400 "参数缺失:NAME"
/// 3. to 7. app, signature, developer, app state, kind of proof: 400
/// 8. format: 400 "QQ号格式错误"
/// 9. token or password: 400 "令牌无效", 400 "账号密码错误", 429
/// 10. the user is active: 400 "用户账号已被禁用!"
/// 11. write: 400 "QQ号已绑定其他账号", 200 "更新成功"
///
/// One round trip with a token, two with a password; two rows written.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let qq = Qq::parse(sent.qq);
    // 3 to 10
    let terms = Terms::new(Forms::Any, qq.as_ref().err().copied());
    let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
    // 11
    match updates::bind_qq(&call.db(), &actor.guard, &qq?).await? {
        Written::Done(_) => Ok(Reply::success(DONE)),
        Written::Refused(reasons) => match actor.why(reasons)?.take(QQ_TAKEN) {
            Ok(true) => Err(Failure::QqTaken),
            _ => Err(Failure::without_reason()),
        },
    }
}
