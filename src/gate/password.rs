//! Who may act by account and password.

use super::{admit, remembered};
use crate::{
    call::Call,
    domain::{app::CalledApp, failure::Failure, kdf::Verdict, state::UserState},
    store::{
        apps::Caller,
        users::{self, Candidate, Credential},
    },
    throttle::Login,
};

/// Account and password, as a caller sent them.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    /// The account.
    pub account: &'a str,
    /// The password, raw.
    pub pass: &'a str,
    /// Whether the app sends them with every call, so that the isolate may remember them.
    pub repeated: bool,
}

/// A user whose password was right.
pub struct Checked {
    /// The app, as it was read with the user.
    pub app: CalledApp,
    /// The user as the password was checked against it.
    pub user: Credential,
    /// A better hash to store, if the check made one.
    pub renewed: Option<String>,
}

/// What an endpoint asks of the app and of the call's format.
pub type Vet<'a> = &'a dyn Fn(&CalledApp) -> Result<(), Failure>;

/// Steps 3 to 10 by account and password; `vet` is what an endpoint asks in between, of the app and of
/// the call's format (steps 7 and 8). The nearest copy of the database is asked first: whatever it
/// says for the caller is good, because the write that follows is guarded, or what is read next looks at it again; whatever it says against,
/// it may be behind the primary, which is then asked again. An unknown account costs as much as a
/// wrong password; those who guess are throttled, apart from those who come from where the user logged in before.
///
/// One round trip, two for a refusal by a copy.
///
/// # Errors
/// The first check that fails.
pub async fn check(
    call: &Call,
    caller: &Caller<'_>,
    presented: Presented<'_>,
    vet: Vet<'_>,
) -> Result<Checked, Failure> {
    let db = call.db();
    let account = presented.account;
    let (candidate, by_copy) = users::candidate(&db.nearest(), caller.appid, account).await?;
    let places = candidate.user.as_ref().and_then(|it| it.places.clone());
    let known = || {
        let place = call.place(caller.appid, account);
        place.filter(|place| place.is_among(places.as_deref()))
    };
    let throttle = call.throttle();
    let login = throttle.login(caller.appid, account, known)?;
    let copy = by_copy.then(|| candidate.clone());
    let mut checked = check_against(call, caller, presented, &login, vet, candidate).await;
    let final_already = matches!(
        checked,
        Ok(_) | Err(Failure::Throttled | Failure::Internal(_))
    );
    if let (Some(copy), false) = (copy, final_already) {
        let (candidate, _) = users::candidate(&db, caller.appid, account).await?;
        // Hashing is dear: what was said of the same app and user stands.
        if candidate != copy {
            checked = check_against(call, caller, presented, &login, vet, candidate).await;
        }
    }
    match checked {
        Err(Failure::WrongCredentials) => Err(login.failed().await),
        checked => checked,
    }
}

/// The same against what was read, without counting failures.
async fn check_against(
    call: &Call,
    caller: &Caller<'_>,
    presented: Presented<'_>,
    login: &Login<'_>,
    vet: Vet<'_>,
    candidate: Candidate,
) -> Result<Checked, Failure> {
    let app = admit(candidate.app, caller)?;
    vet(&app)?;
    let pending = login.begin()?;
    let verdict = verdict(call, presented, candidate.user.as_ref()).await?;
    drop(pending);
    // Once more: while this hash was computed, other guesses may have used up the limit.
    login.admit()?;
    match candidate.user {
        Some(user) if verdict.opens && user.state == UserState::Active => Ok(Checked {
            app,
            user,
            renewed: verdict.renewed,
        }),
        Some(_) if verdict.opens => Err(Failure::UserDisabled),
        _ => {
            call.no_sooner(app.app.refusal_ms).await;
            Err(Failure::WrongCredentials)
        }
    }
}

/// Whether the password opens `user`'s account: remembered, or else computed.
async fn verdict(
    call: &Call,
    presented: Presented<'_>,
    user: Option<&Credential>,
) -> Result<Verdict, Failure> {
    let stored = user.map(|user| user.password.as_str());
    let mark = match stored {
        Some(stored) if presented.repeated => Some(remembered::mark(presented.pass, stored)?),
        _ => None,
    };
    if mark
        .as_ref()
        .is_some_and(|mark| remembered::was_right(mark, call.now()))
    {
        return Ok(Verdict {
            opens: true,
            renewed: None,
        });
    }
    let verdict = call.hashing().check(presented.pass, stored).await?;
    if let (Some(mark), true, None) = (mark, verdict.opens, &verdict.renewed) {
        remembered::remember(mark, call.now());
    }
    Ok(verdict)
}
