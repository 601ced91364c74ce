//! `/api/user/qq`: bind a QQ number.

use crate::{
    call::Call,
    domain::{failure::Failure, qq::Qq},
    gate::{self, Forms, Proof},
    params::Params,
    reply::Reply,
    store::updates::Change,
};

/// Steps and the codes they end in:
/// 2. parameters are there: 400 "参数缺失:NAME"
/// 3. to 7. app, signature, developer, app state, kind of proof: 400
/// 8. format: 400 "QQ号格式错误"
/// 9. token or password: 400 "令牌无效", 400 "账号密码错误", 429
/// 10. the user is active: 400 "用户账号已被禁用!"
/// 11. write: 400 "QQ号已绑定其他账号", 200 "更新成功"
///
/// One round trip with a token, two with a password; two rows written.
pub async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let caller = gate::caller(call, params)?;
    let qq = gate::required(params, "qq")?;
    // 3 to 11
    let change = Qq::parse(qq).map(Change::Qq);
    gate::update(call, &caller, Proof::of(params), Forms::Any, change).await?;
    Ok(Reply::success("更新成功"))
}
