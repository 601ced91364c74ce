//! `/api/mail/send`: send a mail in the app's name.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    config::Config,
    domain::{email::Email, failure::Failure, letter::Letter, time::DAY},
    gate::{self, Forms, Setting, Terms},
    params::Params,
    reply::Reply,
    store::{
        deliveries::{self, LAST, NUMBER},
        guard::Written,
    },
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "邮件发送成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/mail/send",
    methods: GET_AND_POST,
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { mail: required, title: required, content: required, proof: proof }

/// The setting that allows it.
const ALLOWED: Setting = Setting {
    column: "allow_mail_send",
    wanted: true,
    is: |app| app.allow_mail_send,
    otherwise: Failure::MailSendNotAllowed,
};

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 7. app, signature, developer, app state: 404; the setting: 405 "当前应用未开启邮件发送!"; kind of proof: 204
/// 8. formats: 204, 404 "邮箱格式错误!", 405 for the account's length
/// 9. token or password: 401 "token无效或已过期!", 404 "用户账号密码错误!", 429
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. 405 "发送频繁:请于N秒后再试!", 405 "当前应用未配置邮件服务!", 405 "邮件发送失败!", 405
///     "更新失败:数据库操作异常", 200 "邮件发送成功"
///
/// One round trip with a token, two with a password, and one after the answer; 2 rows written, and 1 after the answer.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let email = Email::parse(sent.mail);
    let letter = Letter::of_user(sent.title, sent.content);
    let flaw = email.as_ref().err().or(letter.as_ref().err()).copied();
    // 3 to 10
    let terms = Terms::new(Forms::Documented, flaw).where_it(ALLOWED);
    let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
    // 11
    let Some(mailer) = call.mailer()? else {
        actor.foresee(call).await?;
        return Err(Failure::NoSender);
    };
    let (email, letter) = (email?, letter?);
    let (db, now) = (call.db(), call.now());
    let midnight = Config::of(&call.env)?.zone.midnight(now);
    let begun = deliveries::begin(
        &db,
        &actor.guard,
        &email,
        call.now_us(),
        midnight * 1_000_000,
    );
    let number: i64 = match begun.await? {
        Written::Done(rows) => rows
            .first_value(NUMBER)?
            .ok_or_else(Failure::without_reason)?,
        Written::Refused(reasons) => {
            let last: Option<i64> = actor.why(reasons)?.take(LAST).unwrap_or_default();
            // The user's own pause, or else the app's mails of today are used up.
            let next = match last.map(|last| last + deliveries::PAUSE) {
                Some(next) if next > now => next,
                _ => midnight + DAY,
            };
            return Err(Failure::mail_too_soon(next - now));
        }
    };
    let delivered = mailer.send(&email, &letter).await?;
    let failed = delivered.err().map(|why| why.word());
    mailer.note_later(sent.caller.appid, number, failed);
    match failed {
        None => Ok(Reply::success(DONE)),
        Some(_) => Err(Failure::MailFailed),
    }
}
