//! `/api/user/login`: check the password, answer the profile and a new token.

use crate::{
    call::Call,
    config::Config,
    domain::{
        avatar,
        failure::Failure,
        profile::{Profile, Session},
        token::{Token, TokenDigest},
        user::User,
    },
    gate::{self, password::Presented},
    params::Params,
    random,
    reply::Reply,
    store::{
        apps::Caller,
        sessions::{self, Login, Opening},
        token_cache::{self, Issued},
        users::Found,
    },
};

/// Steps and the codes they end in:
/// 2. parameters are there: 400 "参数缺失:NAME"
/// 3. to 6. app, signature, developer and app state: 400
/// 9. account and password: 400 "账号密码错误", 429
/// 10. the user is active: 400 "用户账号已被禁用!"
/// 11. write login and token, then 200 and the profile
///
/// Two round trips, two rows written; one KV put after the answer. The profile is the row as this
/// login left it.
pub async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let caller = gate::caller(call, params)?;
    let presented = Presented {
        account: gate::required(params, "user")?,
        pass: gate::required(params, "pass")?,
        repeated: false,
    };
    // 3 to 10
    let zone = Config::of(&call.env)?.zone;
    let opened = gate::password::open(call, &caller, presented, |_| Ok(())).await?;
    // 11
    let token = Token::from_random(random::bytes()?);
    let digest = token.digest();
    let opening = Opening {
        seen: &opened.user,
        renewed: opened.renewed.as_deref(),
        token: &digest,
        expires_at: caller.now + opened.app.token_ttl,
        zone,
    };
    let user = match sessions::open(&call.db(), &caller, presented.account, &opening).await? {
        Login::Done(user) => user,
        Login::Refused(found) => return Err(why_refused(&caller, found)),
    };
    remember(call, &caller, &user, &digest, opening.expires_at);
    let icon = user.icon.clone().unwrap_or_else(|| {
        let name = avatar::default_name(caller.appid, user.id);
        format!("{}/api/user/avatar/{name}.svg", call.origin())
    });
    let session = Session {
        token: token.reveal(),
        token_dead: opening.expires_at,
        now: caller.now,
        icon: &icon,
        zone,
    };
    Ok(Reply::success(Profile::new(&user, &session)))
}

/// Remembers the token here and puts it into KV, after the answer: D1 has it already.
fn remember(call: &Call, caller: &Caller<'_>, user: &User, token: &TokenDigest, expires_at: i64) {
    let issued = Issued {
        appid: caller.appid.to_owned(),
        user_id: user.id,
        generation: user.generation,
        expires_at,
    };
    token_cache::remember(token, &issued, caller.now);
    call.token_cache().put(token, &issued, caller.now);
}

/// Why a login was refused at the last moment: what was checked is no longer so.
fn why_refused(caller: &Caller<'_>, found: Found) -> Failure {
    match (gate::admit(found.app, caller), found.user) {
        (Err(failure), _) => failure,
        (Ok(_), Some(user)) if user.status != "active" => Failure::UserDisabled,
        // The password or the user itself was changed meanwhile.
        (Ok(_), _) => Failure::WrongCredentials,
    }
}
