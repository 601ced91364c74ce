//! `/api/user/signin`: sign in for the day (签到).

use super::endpoint::{Endpoint, GET_AND_POST, parameters};
use crate::{
    call::Call,
    config::Config,
    domain::failure::Failure,
    gate::{self, Forms, Terms},
    params::Params,
    reply::Reply,
    store::{
        guard::Written,
        signin::{self, ALREADY},
    },
    wording::Family,
};

/// What it answers at a day's first sign-in.
const DONE: &str = "签到成功!";
/// What it answers at the others.
const DONE_BEFORE: &str = "今日已签到!";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/signin",
    methods: GET_AND_POST,
    family: Family::Qq,
    parameters: Sent::PARAMETERS,
    done: &[DONE, DONE_BEFORE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { proof: proof }

/// Steps and the codes they end in:
/// 2. parameters are there: 400 "参数缺失:NAME"
/// 3. to 7. app, signature, developer, app state, kind of proof: 400
/// 9. token or password: 400 "令牌无效", 400 "账号密码错误", 429
/// 10. the user is active: 400 "用户账号已被禁用!"
/// 11. write: 200 "签到成功!", 200 "今日已签到!"
///
/// One round trip with a token, two with a password; one row written, three where the app's
/// `signin_balance` adds money.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    // 3 to 10
    let zone = Config::of(&call.env)?.zone;
    let terms = Terms::new(Forms::Any, None);
    let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
    // 11
    match signin::sign_in(&call.db(), &actor.guard, call.now_us(), zone).await? {
        Written::Done(_) => Ok(Reply::success(DONE)),
        Written::Refused(reasons) => match actor.why(reasons)?.take(ALREADY) {
            Ok(true) => Ok(Reply::success(DONE_BEFORE)),
            _ => Err(Failure::without_reason()),
        },
    }
}
