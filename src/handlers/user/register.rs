//! `/api/user/register`: create an account in an app.

use crate::{
    call::Call,
    domain::{
        account::Account, app::Standing, avatar::AvatarUrl, email::Email, failure::Failure,
        nickname::Nickname, password::Secret, qq::Qq,
    },
    gate,
    params::Params,
    random,
    reply::Reply,
    store::{
        apps::{self, Caller},
        registration::{self, NewUser, Registration},
    },
};

/// Steps and the codes they end in:
/// 2. parameters are there: 400 "参数缺失:NAME"
/// 3. to 6. app, signature, developer and app state: 400, 404 "应用不存在"
/// 8. formats: 400
/// 11. count, hash, then write: 429, 404 "该账号已被注册!", 400 "QQ号已绑定其他账号", 200 "注册成功"
///
/// Two round trips, one while the isolate remembers the app; one more for what only a copy refuses.
pub async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let caller = gate::caller(call, params)?;
    let raw = Raw {
        account: gate::required(params, "user")?,
        pass: gate::required(params, "pass")?,
        nickname: gate::required(params, "nickname")?,
        qq: params.get("qq"),
        email: params.get("email"),
        icon: params.get("imag"),
    };
    // 3 to 8, as the isolate remembers the app, or as the nearest copy of D1 has it, if that lets them
    // pass. The write is guarded, so those may admit; only the primary may refuse.
    let db = call.db();
    let remembered = vet(apps::remembered(caller.appid, caller.now), &caller, &raw);
    let form = match remembered {
        Ok(form) => form,
        Err(_) => {
            let (app, by_copy) = apps::load(&db.nearest(), caller.appid, caller.now).await?;
            match vet(app, &caller, &raw) {
                Err(_) if by_copy => {
                    let (app, _) = apps::load(&db, caller.appid, caller.now).await?;
                    vet(app, &caller, &raw)?
                }
                vetted => vetted?,
            }
        }
    };
    // 11
    call.throttle().registration().await?;
    let user = NewUser {
        password: call.hashing().hash(form.secret).await?,
        account: form.account,
        nickname: form.nickname,
        qq: form.qq,
        email: form.email,
        icon: form.icon,
        generation: u32::from_le_bytes(random::bytes()?),
    };
    match registration::register(&db, &caller, &user, call.now_ms * 1_000).await? {
        Registration::Done => Ok(Reply::success("注册成功")),
        Registration::Refused { app, taken } => {
            vet(app, &caller, &raw)?;
            Err(if taken.account {
                Failure::AccountTaken
            } else if taken.qq {
                Failure::QqTaken
            } else {
                Failure::Internal("a registration was refused for no reason that remains".into())
            })
        }
    }
}

/// What was sent.
struct Raw<'a> {
    account: &'a str,
    pass: &'a str,
    nickname: &'a str,
    qq: Option<&'a str>,
    email: Option<&'a str>,
    icon: Option<&'a str>,
}

/// The same, every value of its documented form.
struct Form {
    account: Account,
    secret: Secret,
    nickname: Nickname,
    qq: Option<Qq>,
    email: Option<Email>,
    icon: Option<AvatarUrl>,
}

/// Steps 3 to 6, then 8: the formats in the order of the contract's table.
fn vet(app: Option<Standing>, caller: &Caller<'_>, raw: &Raw<'_>) -> Result<Form, Failure> {
    let app = gate::admit(app, caller)?;
    Ok(Form {
        account: Account::parse(raw.account, &app.account_rules())?,
        qq: raw.qq.map(Qq::parse).transpose()?,
        email: raw.email.map(Email::parse).transpose()?,
        nickname: Nickname::parse(raw.nickname)?,
        icon: raw.icon.map(AvatarUrl::parse).transpose()?,
        secret: Secret::of_registration(raw.pass)?,
    })
}
