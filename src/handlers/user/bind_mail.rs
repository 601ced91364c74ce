//! `/api/user/bind_mail`: bind or replace the e-mail address.

use crate::{
    call::Call,
    domain::{email::Email, failure::Failure},
    gate::{self, Forms, Proof},
    params::Params,
    reply::Reply,
    store::updates::Change,
};

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 7. app, signature, developer, app state: 404; kind of proof: 204
/// 8. formats: 204, 405 for the account's length, 404 "邮箱格式错误!"
/// 9. token or password: 401 "token无效或已过期!", 404 "用户账号密码错误!", 429
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. write: 405 "更新失败:数据库操作异常", 200 "更新成功"
///
/// One round trip with a token, two with a password; one row written.
pub async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let caller = gate::caller(call, params)?;
    let mail = gate::required(params, "mail")?;
    // 3 to 11
    let change = Email::parse(mail).map(Change::Email);
    gate::update(call, &caller, Proof::of(params), Forms::Documented, change).await?;
    Ok(Reply::success("更新成功"))
}
