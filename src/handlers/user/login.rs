//! `/api/user/login`: check the password, answer the profile and a new token.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    config::Config,
    domain::{
        failure::Failure,
        place::Place,
        profile::{Profile, Session},
        state::UserState,
        token::Token,
        webhook::WebhookEvent,
    },
    gate::{
        self,
        password::{Checked, Presented},
    },
    params::Params,
    random,
    reply::Reply,
    store::{
        apps::Caller,
        sessions::{self, Begun, Opening},
        tokens::Issued,
        users,
        webhooks::Told,
    },
    webhooks,
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
/// login left it. An app with a webhook is told of a login from where the user has not been before.
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
    let checked = gate::password::check(call, &caller, presented, &|_| Ok(())).await?;
    // 11
    let token = Token::from_random(random::bytes()?);
    let digest = token.digest();
    let place = call.place(caller.appid, user);
    let told = told(call, &checked, user, place.as_ref());
    let opening = Opening {
        seen: &checked.user,
        renewed: checked.renewed.as_deref(),
        token: &digest,
        ttl: checked.app.app.token_ttl,
        zone,
        place: place.as_ref(),
        told: told.as_ref(),
    };
    let (begun, token_dead) = begin(call, &caller, user, opening).await?;
    if told.is_some() {
        webhooks::deliver_later(call, caller.appid);
    }
    let user = begun.user;
    if begun.listed {
        // D1 has it already; KV follows after the answer.
        let issued = Issued {
            appid: caller.appid.to_owned(),
            user_id: user.id,
            generation: user.generation,
            expires_at: token_dead,
            account: user.account.clone(),
        };
        call.tokens().put(&digest, &issued);
    }
    let icon = user.icon_on(caller.appid, call.origin());
    let session = Session {
        token: token.reveal(),
        token_dead,
        now: caller.now,
        icon: &icon,
        zone,
    };
    Ok(Reply::success(Profile::new(&user, &session)))
}

/// What an app with a webhook is told of a login, if the user has logged in before, but not from this `place`.
fn told<'a>(
    call: &Call,
    checked: &'a Checked,
    account: &'a str,
    place: Option<&Place>,
) -> Option<Told<'a>> {
    let app = &checked.app.app;
    let places = checked.user.places.as_deref().filter(|it| !it.is_empty());
    let is_new = places.is_some() && !place?.is_among(places);
    (is_new && app.webhook_url.is_some()).then(|| Told {
        event: WebhookEvent::NewPlace,
        appid: &app.appid,
        account: Some(account),
        now_us: call.now_us(),
    })
}

/// Writes the login of `account`; answers it and when the token dies. What was read for the password
/// check may have been of a copy: where the write refuses it, the primary is asked, and if no more than the
/// app's `token_ttl` has changed, the login is written by the present one.
async fn begin(
    call: &Call,
    caller: &Caller<'_>,
    account: &str,
    mut opening: Opening<'_>,
) -> Result<(Begun, i64), Failure> {
    let db = call.db();
    if let Some(begun) = sessions::begin(&db, caller, &opening).await? {
        return Ok((begun, caller.now + opening.ttl));
    }
    let (now, _) = users::candidate(&db, caller.appid, account).await?;
    opening.ttl = gate::admit(now.app, caller)?.app.token_ttl;
    match now.user {
        Some(user) if user.state == UserState::Disabled => return Err(Failure::UserDisabled),
        Some(_) => {}
        None => return Err(Failure::WrongCredentials),
    }
    // Refused again: it was the password that changed.
    let begun = sessions::begin(&db, caller, &opening).await?;
    let begun = begun.ok_or(Failure::WrongCredentials)?;
    Ok((begun, caller.now + opening.ttl))
}
