//! `/api/user/data`: look at a user's profile.

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    config::Config,
    domain::{
        app::CalledApp,
        failure::Failure,
        profile::{Looked, PlainProfile},
        state::UserState,
        token::TokenDigest,
    },
    gate::{self, password::Presented},
    params::Params,
    reply::Reply,
    store::profiles,
    wording::Family,
};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/data",
    methods: GET_AND_POST,
    family: Family::Qq,
    parameters: Sent::PARAMETERS,
    done: &[],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { user: required, token: optional, pass: optional }

/// Steps and the codes they end in:
/// 2. parameters are there: 400 "参数缺失:NAME"
/// 3. to 6. app, signature, developer, app state: 400
/// 7. a token where the app wants tokens, none where it does not, and never with a password: 400
/// 9. token: 400 "令牌无效"; password: 400 "账号密码错误", 429
/// 10. the user who asks is active: 400 "用户账号已被禁用!"
/// 11. 400 "用户不存在", 200 and the profile
///
/// One round trip; two with a password.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let caller = &sent.caller;
    // 9 and 10 by password, with all before
    let mixed = sent.token.is_some() && sent.pass.is_some();
    let mut checked = None;
    if let (Some(pass), false) = (sent.pass, mixed) {
        let presented = Presented {
            account: sent.user,
            pass,
            repeated: true,
        };
        let vet = |app: &CalledApp| wanted(app, &sent);
        checked = Some(
            gate::password::check(call, caller, presented, &vet)
                .await?
                .user,
        );
    }
    let token = sent.token.and_then(TokenDigest::of_presented);
    let token = token.unwrap_or_else(TokenDigest::of_nothing);
    let db = call.db();
    let looked = profiles::look(&db, caller, sent.user, &token, checked.as_ref());
    let seen = looked.await?;
    // 3 to 7
    let app = gate::admit(seen.app, caller)?;
    wanted(&app, &sent)?;
    // 9 and 10 by token; by password once more, because a copy may have said so, and no write follows that is guarded
    let mut proven = None;
    if sent.token.is_some() || checked.is_some() {
        match seen.asker {
            None if checked.is_some() => return Err(Failure::WrongCredentials),
            None => return Err(Failure::WrongToken),
            Some((_, UserState::Disabled)) => return Err(Failure::UserDisabled),
            Some((id, UserState::Active)) => proven = Some(id),
        }
    }
    // 11
    let user = seen.user.ok_or(Failure::NoSuchUser)?;
    let icon = user.icon_on(caller.appid, call.origin());
    let looked = Looked {
        now: caller.now,
        icon: &icon,
        zone: Config::of(&call.env)?.zone,
        contacts: app.app.public_contacts || proven == Some(user.id),
    };
    Ok(Reply::success(PlainProfile::new(&user, &looked)))
}

/// Step 7: a token where the app wants tokens, and no other proof beside it.
fn wanted(app: &CalledApp, sent: &Sent<'_>) -> Result<(), Failure> {
    match (app.app.token_required, sent.token, sent.pass) {
        (_, Some(_), Some(_)) | (false, Some(_), None) => Err(Failure::MixedCredentials),
        (true, None, _) => Err(Failure::Missing("token")),
        _ => Ok(()),
    }
}
