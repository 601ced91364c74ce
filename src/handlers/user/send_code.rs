//! `/api/user/send_code`: have a code sent to an e-mail address.

use super::endpoint::{self, Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::{
        code::{Code, Purpose, USERS},
        email::Email,
        failure::Failure,
        flaw::Flaw,
        letter::Letter,
    },
    gate::{self, Forms, Terms},
    mail::Mailer,
    params::Params,
    random,
    reply::Reply,
    store::{
        apps::Caller,
        codes::{self, WAIT},
        guard::Written,
    },
    table::Cell,
    wording::Family,
};

/// What it answers when all is done, whether or not anybody has the address.
const DONE: &str = "发送成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/send_code",
    methods: GET_AND_POST,
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { mail: required, purpose: required, proof: proof }

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 6. app, signature, developer, app state: 404
/// 7. there is a sender: 405 "当前应用未配置邮件服务!"; for "bind" the kind of proof: 204
/// 8. formats: 204, 404 "邮箱格式错误!"; for "bind" 405 for the account's length
/// 9. for "bind" token or password: 401 "token无效或已过期!", 404 "用户账号密码错误!", 429
/// 10. for "bind" the user is active: 404 "用户账号已被禁用!"
/// 11. 405 "发送频繁:请于N秒后再试!", 405 "更新失败:数据库操作异常", 200 "发送成功"
///
/// One round trip, two for "bind" with a password; 4 rows written, 2 for "bind". Mails are made and go after the answer, so
/// that it takes as long where nobody has the address.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let email = Email::parse(sent.mail);
    let purpose = Purpose::of(sent.purpose.into()).ok_or(Flaw::Purpose);
    let flaw = purpose.as_ref().err().or(email.as_ref().err()).copied();
    let Some(mailer) = call.mailer()? else {
        return Err(endpoint::refused(call, &sent.caller, Failure::NoSender).await);
    };
    match (purpose, flaw) {
        (Ok(Purpose::Bind), _) => {
            let terms = Terms::new(Forms::Documented, flaw);
            let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
            bind(call, &actor, &mailer, email?).await
        }
        (_, Some(flaw)) => Err(endpoint::refused(call, &sent.caller, flaw).await),
        _ => reset(call, &sent.caller, &mailer, email?).await,
    }
}

/// The code for binding `email` to the user who asks.
async fn bind(
    call: &Call,
    actor: &gate::Actor<'_>,
    mailer: &Mailer<'_>,
    email: Email,
) -> Result<Reply, Failure> {
    call.throttle().code().await?;
    let appid = actor.guard.caller.appid;
    let mail = email.as_str().to_ascii_lowercase();
    let code = Code::of_random(random::bytes()?);
    let digest = mailer.code_key().digest(&code, appid, Purpose::Bind, &mail);
    match codes::request_bind(&call.db(), &actor.guard, &mail, &digest).await? {
        Written::Done(rows) => {
            let (account, style) = codes::whose(rows)?;
            mailer.send_later(appid, Purpose::Bind, email, 1, move |_| {
                Some(Letter::with_code(&style, Purpose::Bind, &account, &code))
            });
            Ok(Reply::success(DONE))
        }
        Written::Refused(reasons) => match actor.why(reasons)?.take::<i64>(WAIT) {
            Ok(wait) => Err(Failure::mail_too_soon(wait)),
            Err(_) => Err(Failure::without_reason()),
        },
    }
}

/// The codes for a new password, one for each user of `email`.
async fn reset(
    call: &Call,
    caller: &Caller<'_>,
    mailer: &Mailer<'_>,
    email: Email,
) -> Result<Reply, Failure> {
    if let Err(failure) = call.throttle().code().await {
        return Err(endpoint::refused(call, caller, failure).await);
    }
    let mail = email.as_str().to_ascii_lowercase();
    let mut made = Vec::with_capacity(USERS);
    for _ in 0..USERS {
        let code = Code::of_random(random::bytes()?);
        let digest = mailer
            .code_key()
            .digest(&code, caller.appid, Purpose::Reset, &mail);
        made.push((digest, code));
    }
    let digests: [String; USERS] = std::array::from_fn(|n| made[n].0.clone());
    let requested = codes::request_reset(&call.db(), caller, &mail, &digests).await?;
    let app = gate::admit(requested.app, caller)?;
    let Some(addressees) = requested.addressees else {
        return Err(Failure::mail_too_soon(requested.wait.unwrap_or_default()));
    };
    let style = app.app.mail_style();
    mailer.send_later(caller.appid, Purpose::Reset, email, USERS, move |n| {
        let to = addressees.get(n)?;
        let (_, code) = made.iter().find(|(digest, _)| *digest == to.digest)?;
        let letter = Letter::with_code(&style, Purpose::Reset, &to.account, code);
        Some(letter)
    });
    Ok(Reply::success(DONE))
}
