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
/// 11. hash, then write: 404 "该账号已被注册!", 400 "QQ号已绑定其他账号", 200 "注册成功"
///
/// Two round trips, one while the isolate remembers the app.
pub async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let caller = gate::caller(call, params)?;
    let account = gate::required(params, "user")?;
    let pass = gate::required(params, "pass")?;
    let nickname = gate::required(params, "nickname")?;
    // 3 to 6, and 8 for the account, whose length is the app's to say
    let account = vetted(call, &caller, account).await?;
    // 8
    let qq = params.get("qq").map(Qq::parse).transpose()?;
    let email = params.get("email").map(Email::parse).transpose()?;
    let nickname = Nickname::parse(nickname)?;
    let icon = params.get("imag").map(AvatarUrl::parse).transpose()?;
    let secret = Secret::of_registration(pass)?;
    // 11
    call.throttle().registration().await?;
    let user = NewUser {
        account,
        password: call.hashing().hash(secret).await?,
        nickname,
        qq,
        email,
        icon,
        generation: u32::from_le_bytes(random::bytes()?),
    };
    match registration::register(&call.db(), &caller, &user, call.now_ms * 1_000).await? {
        Registration::Done => Ok(Reply::success("注册成功")),
        Registration::Refused { app, taken } => {
            vet(app, &caller, user.account.as_str())?;
            Err(if taken.account != 0 {
                Failure::AccountTaken
            } else if taken.qq != 0 {
                Failure::QqTaken
            } else {
                Failure::Internal("a registration was refused for no reason that remains".into())
            })
        }
    }
}

/// Whether the app takes this caller and this account, as the isolate remembers the app if that
/// lets them pass. The write is guarded, so memory may admit; only D1 may refuse.
async fn vetted(call: &Call, caller: &Caller<'_>, account: &str) -> Result<Account, Failure> {
    let remembered = apps::remembered(caller.appid, caller.now);
    if let Ok(account) = vet(remembered, caller, account) {
        return Ok(account);
    }
    let app = apps::load(&call.db(), caller.appid, caller.now).await?;
    vet(app, caller, account)
}

fn vet(app: Option<Standing>, caller: &Caller<'_>, account: &str) -> Result<Account, Failure> {
    let app = gate::admit(app, caller)?;
    Ok(Account::parse(account, &app.account_rules())?)
}
