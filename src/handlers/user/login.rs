//! `/api/user/login`: check the password, answer the profile and a new token.

use crate::{
    call::Call,
    config::Config,
    domain::{
        app::Standing,
        avatar,
        failure::Failure,
        profile::{Profile, Session},
        streak,
        token::Token,
        user::User,
    },
    gate,
    params::Params,
    random,
    reply::Reply,
    store::{
        apps::Caller,
        sessions::{self, Login, Opening},
        token_cache::{self, Issued},
        users,
    },
};

/// Steps and the codes they end in:
/// 2. parameters are there: 400 "参数缺失:NAME"
/// 3. to 6. app, signature, developer and app state: 400
/// 9. account and password: 400 "账号密码错误", 429
/// 10. the user is active: 400 "用户账号已被禁用!"
/// 11. write login and token, then 200 and the profile
///
/// Two round trips, two rows written; one KV put after the answer.
pub async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let caller = gate::caller(call, params)?;
    let account = gate::required(params, "user")?;
    let pass = gate::required(params, "pass")?;
    // 3 to 6
    let db = call.db();
    let zone = Config::of(&call.env)?.zone;
    let (app, user) = users::app_and_user(&db, caller.appid, account).await?;
    let app = gate::admit(app, &caller)?;
    // 9
    let stored = user.as_ref().map(|user| user.password.as_str());
    let verdict = gate::check_password(call, &caller, account, pass, stored).await?;
    let user = user.ok_or(Failure::WrongCredentials)?;
    // 10
    if !user.is_active() {
        return Err(Failure::UserDisabled);
    }
    // 11
    let token = Token::from_random(random::bytes()?);
    let opening = Opening {
        user: &user,
        renewed: verdict.renewed.as_deref(),
        streak: streak::after_login(user.last_login(), caller.now, zone),
        token: &token.digest(),
        expires_at: caller.now + app.token_ttl,
    };
    match sessions::open(&db, &caller, &opening).await? {
        Login::Done(generation) => remember(call, &caller, &opening, generation),
        Login::Refused { app, user } => return Err(why_refused(&caller, app, user)),
    }
    let icon = user.icon.clone().unwrap_or_else(|| {
        let name = avatar::default_name(caller.appid, user.id);
        format!("{}/api/user/avatar/{name}.svg", call.origin())
    });
    let session = Session {
        token: token.reveal(),
        token_dead: opening.expires_at,
        now: caller.now,
        streak: opening.streak,
        icon: &icon,
        zone,
    };
    Ok(Reply::success(Profile::new(&user, &session)))
}

/// Remembers the token here and puts it into KV, after the answer: D1 has it already.
fn remember(call: &Call, caller: &Caller<'_>, opening: &Opening<'_>, generation: i64) {
    let issued = Issued {
        appid: caller.appid.to_owned(),
        user_id: opening.user.id,
        generation,
        expires_at: opening.expires_at,
    };
    token_cache::remember(opening.token, &issued, caller.now);
    let cache = call.token_cache();
    cache.put(opening.token, &issued, caller.now);
}

/// Why a login was refused at the last moment: what was checked is no longer so.
fn why_refused(caller: &Caller<'_>, app: Option<Standing>, user: Option<Box<User>>) -> Failure {
    match (gate::admit(app, caller), user) {
        (Err(failure), _) => failure,
        (Ok(_), Some(user)) if !user.is_active() => Failure::UserDisabled,
        // The password or the user itself was changed meanwhile.
        (Ok(_), _) => Failure::WrongCredentials,
    }
}
