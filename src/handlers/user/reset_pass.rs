//! `/api/user/reset_pass`: a new password for who forgot theirs, by a code that was mailed.

use super::endpoint::{self, Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::{
        code::{Code, Purpose},
        digest,
        email::Email,
        failure::Failure,
        flaw::Flaw,
        password::{self, Secret},
        state::UserState,
    },
    gate,
    params::Params,
    reply::Reply,
    store::{codes, guard::Asks},
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "更新成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/reset_pass",
    methods: GET_AND_POST,
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { user: required, mail: required, code: required, newpass: required }

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 6. app, signature, developer, app state: 404
/// 7. there is a sender: 405 "当前应用未配置邮件服务!"
/// 8. formats: 404 "邮箱格式错误!", 404 "新密码格式错误!"
/// 9. the code is this user's and this address's: 404 "验证码错误或已过期!"
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. hash and write: 405 "更新失败:数据库操作异常", 200 "更新成功"
///
/// Two round trips, one where the code is wrong; 1 row written for a try, 2 more when it is right. Only the right code
/// costs a hash.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let caller = &sent.caller;
    let Some(mailer) = call.mailer()? else {
        return Err(endpoint::refused(call, caller, Failure::NoSender).await);
    };
    let email = Email::parse(sent.mail);
    let secret = Secret::of_changed(sent.newpass);
    let flaw = email.as_ref().err().or(secret.as_ref().err()).copied();
    if let Some(flaw) = flaw {
        return Err(endpoint::refused(call, caller, flaw).await);
    }
    let lenient = password::check_documented(sent.newpass, true).is_err();
    let asks = Asks {
        lenient,
        ..Asks::default()
    };
    // 3 to 9
    let mail = email?.as_str().to_ascii_lowercase();
    let db = call.db();
    let tried = codes::try_reset(&db, caller, &asks, sent.user, &mail).await?;
    let app = gate::admit(tried.app, caller)?;
    if lenient && app.app.strict_format {
        return Err(Flaw::NewPassword.into());
    }
    let code = Code::parse(sent.code);
    let presented = code.map(|code| {
        mailer
            .code_key()
            .digest(&code, caller.appid, Purpose::Reset, &mail)
    });
    let found = match (tried.sent, presented) {
        (Some(found), Some(presented)) if digest::same(&found.digest, &presented) => found,
        _ => return Err(Failure::WrongCode),
    };
    // 10
    if found.state == UserState::Disabled {
        return Err(Failure::UserDisabled);
    }
    // 11
    let hash = call.hashing().hash(secret?).await?;
    let place = call.place(caller.appid, sent.user);
    let done = codes::reset(&db, caller, &found, &mail, &hash, place.as_ref()).await;
    let done =
        done.inspect_err(|why| call.tokens_may_be_dead(why, codes::token_list(caller, &found)))?;
    let rows = done.ok_or(Failure::WrongCode)?;
    call.tokens().delete_revoked(rows)?;
    Ok(Reply::success(DONE))
}
