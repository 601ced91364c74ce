//! `/api/user/bind_mail`: bind or replace the e-mail address.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::{
        code::{Code, Purpose},
        email::Email,
        failure::Failure,
    },
    gate::{self, Forms, Setting, Terms},
    params::Params,
    reply::Reply,
    store::{apps::Caller, codes, guard::Written},
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "更新成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/bind_mail",
    methods: GET_AND_POST,
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { mail: required, code: optional, proof: proof }

/// The setting that wants a code, where none is sent.
const NO_CODE: Setting = Setting {
    column: "verify_mail",
    wanted: false,
    is: |app| app.verify_mail,
    otherwise: Failure::Missing("code"),
};

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 7. app, signature, developer, app state: 404; where the app wants it, a code: 204; kind of proof: 204
/// 8. formats: 204, 405 for the account's length, 404 "邮箱格式错误!"
/// 9. token or password: 401 "token无效或已过期!", 404 "用户账号密码错误!", 429
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. write, if the code is right: 404 "验证码错误或已过期!", 405 "更新失败:数据库操作异常", 200 "更新成功"
///
/// One round trip with a token, two with a password; two rows written, 1 more with a code.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let email = Email::parse(sent.mail);
    // 3 to 10
    let mut terms = Terms::new(Forms::Documented, email.as_ref().err().copied());
    if sent.code.is_none() {
        terms = terms.where_it(NO_CODE);
    }
    let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
    // 11
    let email = email?;
    let digest = sent
        .code
        .map(|code| digest_of(call, &sent.caller, code, &email));
    let digest = digest.transpose()?;
    match codes::bind(&call.db(), &actor.guard, &email, digest.as_deref()).await? {
        Written::Done(_) => Ok(Reply::success(DONE)),
        Written::Refused(reasons) => {
            actor.why(reasons)?;
            Err(match digest {
                Some(_) => Failure::WrongCode,
                None => Failure::without_reason(),
            })
        }
    }
}

/// What is kept of `code`, were it the one that was sent; of none, what no code has.
fn digest_of(
    call: &Call,
    caller: &Caller<'_>,
    code: &str,
    email: &Email,
) -> Result<String, Failure> {
    // Without a sender no code was sent.
    let mailer = call.mailer()?;
    let mail = email.as_str().to_ascii_lowercase();
    Ok(match (mailer, Code::parse(code)) {
        (Some(mailer), Some(code)) => {
            let key = mailer.code_key();
            key.digest(&code, caller.appid, Purpose::Bind, &mail)
        }
        _ => String::new(),
    })
}
