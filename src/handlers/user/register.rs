//! `/api/user/register`: create an account in an app.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    domain::{
        account::{Account, AccountRules},
        app::CalledApp,
        avatar::AvatarUrl,
        email::Email,
        failure::Failure,
        nickname::Nickname,
        password::Secret,
        qq::Qq,
    },
    gate,
    params::Params,
    random,
    reply::Reply,
    store::{
        apps,
        registration::{self, NewUser, Registration},
    },
    webhooks,
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "注册成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/register",
    methods: GET_AND_POST,
    family: Family::Register,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! {
    user: required,
    pass: required,
    nickname: required,
    qq: optional,
    email: optional,
    imag: optional,
}

/// Steps and the codes they end in:
/// 2. parameters are there: 400 "参数缺失:NAME"
/// 3. to 6. app, signature, developer and app state: 400, 404 "应用不存在"
/// 8. formats: 400
/// 11. count, hash, then write: 429, 404 "该账号已被注册!", 400 "QQ号已绑定其他账号", 200 "注册成功"
///
/// Two round trips, one while the isolate remembers the app; one more for what only a copy refuses.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let Sent { caller, .. } = &sent;
    // 3 to 8, as the isolate remembers the app, or as the nearest copy of D1 has it, if that lets them
    // pass. The write is guarded, so those may admit; only the primary may refuse.
    let db = call.db();
    let form = match vet(apps::remembered(caller.appid, caller.now), &sent) {
        Ok(form) => form,
        Err(_) => {
            let (app, by_copy) = apps::load(&db.nearest(), caller.appid, caller.now).await?;
            match vet(app, &sent) {
                Err(_) if by_copy => {
                    let (app, _) = apps::load(&db, caller.appid, caller.now).await?;
                    vet(app, &sent)?
                }
                vetted => vetted?,
            }
        }
    };
    // 11
    call.throttle().registration().await?;
    let place = call.place(caller.appid, sent.user);
    let user = NewUser {
        password: call.hashing().hash(form.secret).await?,
        account: form.account,
        nickname: form.nickname,
        qq: form.qq,
        email: form.email,
        icon: form.icon,
        place,
        told: form.told,
        generation: u32::from_le_bytes(random::bytes()?),
    };
    match registration::register(&db, caller, &user, call.now_us()).await? {
        Registration::Done => {
            if user.told {
                webhooks::deliver_later(call, caller.appid);
            }
            Ok(Reply::success(DONE))
        }
        Registration::Refused {
            app,
            account_taken,
            qq_taken,
        } => {
            vet(app.map(|app| *app), &sent)?;
            Err(match (account_taken, qq_taken) {
                (true, _) => Failure::AccountTaken,
                (false, true) => Failure::QqTaken,
                (false, false) => Failure::without_reason(),
            })
        }
    }
}

/// What was sent, every value of its documented form.
struct Form {
    account: Account,
    secret: Secret,
    nickname: Nickname,
    qq: Option<Qq>,
    email: Option<Email>,
    icon: Option<AvatarUrl>,
    /// Whether the app wants to be told.
    told: bool,
}

/// Steps 3 to 6, then 8: the formats in the order of the contract's table.
fn vet(app: Option<CalledApp>, sent: &Sent<'_>) -> Result<Form, Failure> {
    let app = gate::admit(app, &sent.caller)?;
    Ok(Form {
        account: Account::parse(sent.user, &AccountRules::from(&app.app))?,
        qq: sent.qq.map(Qq::parse).transpose()?,
        email: sent.email.map(Email::parse).transpose()?,
        nickname: Nickname::parse(sent.nickname)?,
        icon: sent.imag.map(AvatarUrl::parse).transpose()?,
        secret: Secret::of_registration(sent.pass)?,
        told: app.app.webhook_url.is_some(),
    })
}
