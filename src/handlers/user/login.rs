//! `/api/user/login`: check the password, answer the profile and a new token.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    config::Config,
    domain::{
        avatar,
        failure::Failure,
        profile::{Profile, Session},
        state::UserState,
        token::Token,
    },
    gate::{self, password::Presented},
    params::Params,
    random,
    reply::Reply,
    store::{
        apps::Caller,
        sessions::{self, Login, Opening},
        tokens::Issued,
        users::Candidate,
    },
    wording::Family,
};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/login",
    methods: GET_AND_POST,
    family: Family::Login,
    parameters: Sent::PARAMETERS,
    done: &[],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { user: required, pass: required }

/// Steps and the codes they end in:
/// 2. parameters are there: 400 "参数缺失:NAME"
/// 3. to 6. app, signature, developer and app state: 400
/// 9. account and password: 400 "账号密码错误", 429
/// 10. the user is active: 400 "用户账号已被禁用!"
/// 11. write login and token, then 200 and the profile
///
/// Two round trips, two rows written; one KV put after the answer. The profile is the row as this
/// login left it.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let Sent { caller, user, pass } = Sent::of(call, params)?;
    // 3 to 10
    let zone = Config::of(&call.env)?.zone;
    let presented = Presented {
        account: user,
        pass,
        repeated: false,
    };
    let checked = gate::password::check(call, &caller, presented, |_| Ok(())).await?;
    // 11
    let token = Token::from_random(random::bytes()?);
    let digest = token.digest();
    let opening = Opening {
        seen: &checked.user,
        renewed: checked.renewed.as_deref(),
        token: &digest,
        zone,
    };
    let (user, token_dead) = match sessions::begin(&call.db(), &caller, user, &opening).await? {
        Login::Done { user, expires_at } => (user, expires_at),
        Login::Refused(now) => return Err(why_refused(&caller, now)),
    };
    // D1 has it already; KV follows after the answer.
    let issued = Issued {
        appid: caller.appid,
        user_id: user.id,
        generation: user.generation,
        expires_at: token_dead,
    };
    call.tokens().put(&digest, &issued, caller.now);
    let icon = user.icon.clone().unwrap_or_else(|| {
        let name = avatar::default_name(caller.appid, user.id);
        format!("{}/api/user/avatar/{name}.svg", call.origin())
    });
    let session = Session {
        token: token.reveal(),
        token_dead,
        now: caller.now,
        icon: &icon,
        zone,
    };
    Ok(Reply::success(Profile::new(&user, &session)))
}

/// Why a login was refused at the last moment: what was checked is no longer so.
fn why_refused(caller: &Caller<'_>, now: Candidate) -> Failure {
    match (gate::admit(now.app, caller), now.user) {
        (Err(failure), _) => failure,
        (Ok(_), Some(user)) if user.state == UserState::Disabled => Failure::UserDisabled,
        // The password or the user itself was changed meanwhile.
        (Ok(_), _) => Failure::WrongCredentials,
    }
}
